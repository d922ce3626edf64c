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
      zh: '请查看全部影响；确认无误后，勾选“接受不兼容的修改”（命令行为 --accept-breaking）再发布。',
      en: 'Look at all it breaks; if that is meant, publish with “accept breaking changes” (--accept-breaking).',
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
});
