import { defineMessages } from '../../../web/words.ts';

/** Words of the policies page. */
export const accessMessages = defineMessages({
  policies: { zh: '访问规则', en: 'Access policies' },
  lead: {
    zh: '谁能对什么做什么。没有规则允许的，一律不允许。',
    en: 'Who may do what with what. What no policy permits is not permitted.',
  },
  permit: { zh: '允许', en: 'Permits' },
  forbid: { zh: '禁止', en: 'Forbids' },
  showText: { zh: '查看规则原文（Cedar）', en: 'The policy itself (Cedar)' },
  search: { zh: '查找规则', en: 'Find a policy' },
  none: { zh: '没有符合的规则', en: 'No policy matches' },
});
