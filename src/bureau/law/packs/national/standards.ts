import { definePack } from '../pack.ts';

const nation = { prefix: 'cn', jurisdiction: '000000' };
const clauseTitle = {
  zh: '已核对标准目次中的章条标题；条文内容待对照标准原文确认。',
  en: 'The clause’s title was checked in the table of contents; its words still await the standard itself.',
};

/** GB/T 43697-2024. */
export const classification = definePack(
  {
    ...nation,
    instrument: {
      title: {
        zh: '数据安全技术 数据分类分级规则',
        en: 'Data security technology: rules for data classification and grading',
      },
      number: { zh: 'GB/T 43697-2024', en: 'GB/T 43697-2024' },
      since: '2024-10-01',
      until: null,
    },
  },
  [
    {
      id: 'classification.levels',
      title: { zh: '数据分级框架', en: 'The levels of data' },
      summary: {
        zh: '数据从高到低分为核心数据、重要数据、一般数据三个级别。',
        en: 'From the highest down, data is core, important or general.',
      },
      article: '6.1',
      confirm: clauseTitle,
    },
    {
      id: 'classification.impact',
      title: { zh: '影响对象和影响程度', en: 'Whom and how much it may harm' },
      summary: {
        zh: '按国家安全、经济运行、社会秩序、公共利益、组织权益、个人权益六类对象，分析危害程度。',
        en: 'Harm is judged for six: national security, the economy, social order, the public interest, organisations, persons.',
      },
      article: '6.4',
      confirm: clauseTitle,
    },
    {
      id: 'classification.level-rule',
      title: { zh: '级别确定规则', en: 'How the level follows' },
      summary: {
        zh: '由影响对象和影响程度对照确定级别。',
        en: 'The level follows from whom it may harm and how much.',
      },
      article: '6.5',
      confirm: clauseTitle,
    },
    {
      id: 'classification.highest-wins',
      title: { zh: '综合确定级别（就高从严）', en: 'The highest level wins' },
      summary: {
        zh: '一个数据集含多个级别的数据项时，按其中的最高级别确定。',
        en: 'A dataset with items of several levels takes the highest of them.',
      },
      article: '6.6',
      confirm: clauseTitle,
    },
    {
      id: 'classification.important-guide',
      title: { zh: '重要数据识别', en: 'Recognising important data' },
      summary: {
        zh: '按规范性附录的考虑因素识别重要数据。',
        en: 'Important data is recognised by the normative annex.',
      },
      article: '附录G',
      confirm: clauseTitle,
    },
    {
      id: 'classification.derived',
      title: { zh: '衍生数据分级', en: 'Levels of derived data' },
      summary: {
        zh: '脱敏、标签、统计、融合等衍生数据，参考原始数据的级别和加工程度重新定级。',
        en: 'Masked, labelled, aggregated and merged data is graded anew from its sources and how they were worked.',
      },
      article: '附录I',
      confirm: clauseTitle,
    },
    {
      id: 'classification.review',
      title: { zh: '分级的动态更新', en: 'When a level is reviewed' },
      summary: {
        zh: '数据内容、规模、用途或者规则等变化时，重新评估级别。',
        en: 'A change of content, size, use or rules has the level assessed anew.',
      },
      article: '附录J',
      confirm: clauseTitle,
    },
  ],
);

/** GB/T 35273-2020. */
export const personalSpecification = definePack(
  {
    ...nation,
    instrument: {
      title: {
        zh: '信息安全技术 个人信息安全规范',
        en: 'Information security technology: personal information security specification',
      },
      number: { zh: 'GB/T 35273-2020', en: 'GB/T 35273-2020' },
      since: '2020-10-01',
      until: null,
    },
  },
  [
    {
      id: 'personal.request-reply',
      title: { zh: '个人信息主体请求的答复', en: 'Reply to a person’s request' },
      summary: {
        zh: '验证身份后，在期限内对查阅、更正、删除等请求作出答复。个人信息保护法只要求及时，没有规定日数。',
        en: 'Identity once proved, requests for access, correction or deletion are answered. The law itself only says promptly.',
      },
      article: '8.7',
      starts: { zh: '收到请求并验证身份', en: 'The request is received and identity proved' },
      length: { count: 30, unit: 'calendar-days' },
      confirm: {
        zh: '推荐性国家标准；章条号和 30 日待对照标准原文确认。',
        en: 'A recommended standard; clause and 30 days still await the standard itself.',
      },
    },
  ],
);
