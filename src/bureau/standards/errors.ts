import { defineErrors } from '../../kernel/index.ts';

/** Failures of this slice; what is wrong inside a standard is told as findings. */
export const standardsErrors = defineErrors('standards', {
  invalid: {
    status: 422,
    message: {
      zh: '数据标准 {id} 有 {count} 处问题：{firstZh}',
      en: 'The standard {id} has {count} problems: {firstEn}',
    },
    remedy: {
      zh: '请逐条修改后重新提交；“lingnan standards check 文件”可列出全部问题。',
      en: 'Mend each and submit again; “lingnan standards check FILE” lists them all.',
    },
  },
  breaking: {
    status: 409,
    message: {
      zh: '数据标准 {id} 的这次修改与第 {version} 版不兼容：{firstZh}',
      en: 'This change of the standard {id} breaks version {version}: {firstEn}',
    },
    remedy: {
      zh: '请查看全部影响；确认无误后，在页面上输入标准编号确认发布（命令行用 --accept-breaking）。',
      en: 'Look at all it breaks; if that is meant, type the id on the page to publish all the same (--accept-breaking on the command line).',
    },
  },
  revisionConflict: {
    status: 409,
    message: {
      zh: '{id} 的草稿已被他人保存为第 {revision} 稿。',
      en: 'The draft of {id} was saved by someone else (revision {revision}).',
    },
    remedy: { zh: '请重新打开草稿，合并修改后再保存。', en: 'Open the draft again, merge your changes and save.' },
  },
  unreadable: {
    status: 422,
    message: { zh: '无法读取：{problemZh}', en: 'It cannot be read: {problemEn}' },
    remedy: { zh: '请核对文件内容与格式后重试。', en: 'Look at the content and the format, and try again.' },
  },
  codeListMissing: {
    status: 422,
    message: {
      zh: '数据标准引用的代码表 {codeList} 不存在。',
      en: 'There is no code list {codeList}, which the standard names.',
    },
    remedy: { zh: '请先登记该代码表，或改用 enum。', en: 'Register that code list first, or use enum.' },
  },
  reviewNeeded: {
    status: 409,
    message: {
      zh: '数据标准 {id} 须经审核后发布。',
      en: 'The standard {id} is published after a review only.',
    },
    remedy: {
      zh: '请保存草稿并提交审核，由未参与起草的数据主管人员批准后发布。',
      en: 'Save a draft and submit it; once an officer who did not write it has approved it, publish it.',
    },
  },
  ownWork: {
    status: 409,
    message: {
      zh: '您参与了 {id} 这份草稿的起草，不能由您审核。',
      en: 'You have written at this draft of {id}, so that you cannot review it.',
    },
    remedy: { zh: '请由另一位数据主管人员审核。', en: 'Have another officer review it.' },
  },
  draftState: {
    status: 409,
    message: {
      zh: '数据标准 {id} 的草稿{stateZh}，不能{stepZh}。',
      en: 'The draft of the standard {id} {stateEn}, so that it cannot be {stepEn}.',
    },
    remedy: {
      zh: '审核中的草稿请先撤回再修改；其余草稿请先提交审核。',
      en: 'Withdraw a draft that is in review before you change it; submit any other one for review first.',
    },
  },
  retired: {
    status: 409,
    message: {
      zh: '数据标准 {id} 已停用{successorZh}。',
      en: 'The standard {id} is retired{successorEn}.',
    },
    remedy: {
      zh: '请改用接替的标准；确需继续使用时，由数据主管人员恢复。',
      en: 'Use its successor; where it is still needed, have an officer reinstate it.',
    },
  },
  successorUnsound: {
    status: 422,
    message: {
      zh: '{successor} 不能接替数据标准 {id}。',
      en: '{successor} cannot succeed the standard {id}.',
    },
    remedy: {
      zh: '接替者须是另一项已发布且未停用的数据标准。',
      en: 'The successor must be another standard that is published and not retired.',
    },
  },
  fieldUnknown: {
    status: 422,
    message: { zh: '数据标准 {id} 没有字段 {field}。', en: 'The standard {id} has no field {field}.' },
    remedy: {
      zh: '请从标准的字段中选择，或对整项标准发表意见。',
      en: 'Choose a field of it, or comment on the whole.',
    },
  },
});
