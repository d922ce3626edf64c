import { defineErrors } from '../../kernel/index.ts';

/** Failures of this slice; what is wrong inside a standard is told as findings. */
export const standardsErrors = defineErrors('standards', {
  invalid: {
    status: 422,
    message: {
      zh: '数据标准 {id} 有 {count} 处问题：{first}',
      en: 'The standard {id} has {count} problems: {first}',
    },
    remedy: {
      zh: '请逐条修改后重新提交；“lingnan standards check 文件”可列出全部问题。',
      en: 'Mend each and submit again; “lingnan standards check FILE” lists them all.',
    },
  },
  codeListMissing: {
    status: 422,
    message: {
      zh: '数据标准引用的代码表 {codeList} 不存在。',
      en: 'There is no code list {codeList}, which the standard names.',
    },
    remedy: { zh: '请先登记该代码表，或改用 enum。', en: 'Register that code list first, or use enum.' },
  },
});
