import { defineErrors } from '../../kernel/index.ts';

/** Error codes of contribution. */
export const contributionErrors = defineErrors('contribution', {
  invalid: {
    status: 422,
    message: { zh: '申报有 {count} 处问题：{firstZh}', en: 'The offer has {count} problems: {firstEn}' },
    remedy: { zh: '请逐项改正后重新提交。', en: 'Mend each and send it again.' },
  },
  stateConflict: {
    status: 409,
    message: {
      zh: '这份申报的状态是“{status}”，不能这样办理。',
      en: 'This offer is {status}; that cannot be done now.',
    },
    remedy: { zh: '请刷新页面，查看申报的最新状态。', en: 'Reload and look at where it stands.' },
  },
  revisionConflict: {
    status: 409,
    message: { zh: '这份申报已有改动（第 {revision} 稿）。', en: 'This offer has changed (revision {revision}).' },
    remedy: { zh: '请刷新页面，核对后再办理。', en: 'Reload, look again, then decide.' },
  },
  ownOffer: {
    status: 409,
    message: { zh: '您自己提出的申报不能由您受理。', en: 'You have made this offer, so that you cannot review it.' },
    remedy: { zh: '请由另一位数据主管人员受理。', en: 'Have another officer review it.' },
  },
  sampleMissing: {
    status: 409,
    message: { zh: '这份申报还没有样本或数据标准。', en: 'This offer has neither sample nor standard yet.' },
    remedy: {
      zh: '请上传样本文件，或从标准库选择一项标准。',
      en: 'Send a sample file, or choose a standard of the library.',
    },
  },
  sourceForeign: {
    status: 422,
    message: {
      zh: '来源声明须采集到本申报的数据资源，编号为 {source}。',
      en: 'The declaration must collect into the dataset of this offer, under the id {source}.',
    },
    remedy: {
      zh: '请恢复 id、dataset 和 owner 三行，只补全连接方式。',
      en: 'Put back the lines id, dataset and owner, and complete the connector alone.',
    },
  },
  tooMany: {
    status: 429,
    message: {
      zh: '待受理的申报过多，暂停接收。',
      en: 'Too many offers wait for a review; no more are taken for now.',
    },
    remedy: { zh: '请过一天再试，或联系数据管理部门。', en: 'Try again in a day, or ask the data bureau.' },
  },
});
