import { defineErrors } from '../../kernel/index.ts';

/** Errors of the law engine. */
export const lawErrors = defineErrors('law', {
  unknownRule: {
    status: 404,
    message: { zh: '没有编号或事项为“{rule}”的规则。', en: 'There is no rule, and no matter, named “{rule}”.' },
    remedy: {
      zh: '请用 lingnan law list 或法规时限页面查找编号。',
      en: 'Look it up with lingnan law list or on the page of statutory periods.',
    },
  },
  notInForce: {
    status: 409,
    message: { zh: '规则“{rule}”在 {day} 没有施行。', en: 'The rule “{rule}” was not in force on {day}.' },
    remedy: {
      zh: '请核对起算日；规则的历次版本和施行日期见法规时限页面。',
      en: 'Check the day on which the clock starts; the revisions and their dates stand on the page of statutory periods.',
    },
  },
  noPeriod: {
    status: 409,
    message: { zh: '规则“{rule}”没有规定期限，无法推算。', en: 'The rule “{rule}” sets no period to count.' },
    remedy: {
      zh: '请选择有期限的规则；该规则的要求见 lingnan law show。',
      en: 'Choose a rule with a period; lingnan law show tells what this one asks for.',
    },
  },
  invalidDay: {
    status: 400,
    message: { zh: '“{value}”不是有效日期。', en: '“{value}” is not a day.' },
    remedy: {
      zh: '请写作 2026-09-28，年份在 1949 至 2199 之间；按小时计算的期限请写到分钟，如 2026-09-28T09:30。',
      en: 'Write it as 2026-09-28, between 1949 and 2199; for a period in hours give the minute, as in 2026-09-28T09:30.',
    },
  },
  momentNeeded: {
    status: 400,
    message: { zh: '规则“{rule}”按小时计算，需要起算的时刻。', en: 'The rule “{rule}” counts hours from a moment.' },
    remedy: {
      zh: '请把起算时间写到分钟，如 2026-09-28T09:30（北京时间）。',
      en: 'Give the start to the minute, as in 2026-09-28T09:30 (Beijing time).',
    },
  },
  invalidPause: {
    status: 400,
    message: { zh: '停止计算的期间“{value}”无效。', en: 'The pause “{value}” is not valid.' },
    remedy: {
      zh: '请写作 2026-10-09..2026-10-12，首尾两天都不计入；尚未恢复的写作 2026-10-09..。按小时计算或倒推的期限不能停止计算。',
      en: 'Write it as 2026-10-09..2026-10-12, both days left out, or 2026-10-09.. while it lasts. Periods in hours, or ahead of an event, have no pauses.',
    },
  },
  invalidExtension: {
    status: 400,
    message: {
      zh: '规则“{rule}”不允许延长 {value}，最多可延长 {most}。',
      en: 'The rule “{rule}” cannot be extended by {value}; the most is {most}.',
    },
    remedy: {
      zh: '请核对该规则的延长规定；0 表示不得延长。',
      en: 'Check what the rule says of extensions; 0 means that there is none.',
    },
  },
  invalidRule: {
    status: 400,
    message: { zh: '规则内容有误：{problem}。', en: 'The rule is not sound: {problem}.' },
    remedy: { zh: '请修改后再保存。', en: 'Correct it, then save.' },
  },
  changedMeanwhile: {
    status: 409,
    message: {
      zh: '这条规则已有新的版本（第 {saved} 次修订）。',
      en: 'This rule has been revised meanwhile (revision {saved}).',
    },
    remedy: { zh: '请刷新页面，核对后再保存。', en: 'Reload, look again, then save.' },
  },
});
