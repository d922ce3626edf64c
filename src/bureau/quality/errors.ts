import { defineErrors } from '../../kernel/index.ts';

/** Errors of the slice `quality`. */
export const qualityErrors = defineErrors('quality', {
  ruleInvalid: {
    status: 400,
    message: { zh: '质量规则有误：{problemZh}。', en: 'The quality rule is not valid: {problemEn}.' },
    remedy: {
      zh: '请按提示改正后重新保存；各类规则的写法见《质量规则》说明。',
      en: 'Correct what is named and save it again; the guide shows how each kind of rule is written.',
    },
  },
  ruleChanged: {
    status: 409,
    message: {
      zh: '规则 {id} 已被他人修改（现为第 {revision} 次修订）。',
      en: 'Rule {id} was changed meanwhile (it is at revision {revision} now).',
    },
    remedy: { zh: '请刷新后在最新内容上修改。', en: 'Reload it and make your change on the newest.' },
  },
  driftFieldUnknown: {
    status: 400,
    message: { zh: '数据资源 {dataset} 没有字段“{field}”。', en: 'Dataset {dataset} has no field “{field}”.' },
    remedy: {
      zh: '请按数据资源现有字段设定；已删除的字段请从设定中移除。',
      en: 'Set thresholds of fields that it has, and leave out those that are gone.',
    },
  },
  periodInvalid: {
    status: 400,
    message: {
      zh: '统计期间有误：起始时间须早于结束时间，且不超过 {days} 天。',
      en: 'The period is not valid: it must begin before it ends and be no longer than {days} days.',
    },
    remedy: { zh: '请重新选择期间。', en: 'Choose the period anew.' },
  },
});
