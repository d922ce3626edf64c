import { defineErrors } from '../../kernel/index.ts';

export const accessErrors = defineErrors('access', {
  denied: {
    status: 403,
    message: { zh: '您无权{actionZh}。{reasonZh}', en: 'You may not {actionEn}. {reasonEn}' },
    remedy: {
      zh: '如未登录请先登录；如工作需要，请联系数据所属组织或系统管理员。',
      en: 'Sign in if you have not; if your work needs it, ask the organisation that owns the data or an administrator.',
    },
  },
  nothingVisible: {
    status: 403,
    message: {
      zh: '数据资源 {dataset} 中没有可向您提供的字段。',
      en: 'No field of the dataset {dataset} may be shown to you.',
    },
    remedy: {
      zh: '如工作需要，请联系数据所属组织。',
      en: 'If your work needs it, ask the organisation that owns the data.',
    },
  },
});
