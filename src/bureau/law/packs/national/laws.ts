import { definePack } from '../pack.ts';

const nation = { prefix: 'cn', jurisdiction: '000000' };

/** 民法典: how periods are counted. */
export const civilCode = definePack(
  {
    ...nation,
    instrument: {
      title: { zh: '中华人民共和国民法典', en: 'Civil Code' },
      number: { zh: '主席令第45号', en: 'Presidential Order No. 45' },
      since: '2021-01-01',
      until: null,
    },
  },
  [
    {
      id: 'counting.first-day',
      title: { zh: '开始的当日不计入', en: 'The first day is left out' },
      summary: {
        zh: '按年、月、日计算的，开始的当日不计入，自下一日起算；按小时计算的自规定时间起算。',
        en: 'In days, months and years the day of the event is left out; hours run from the moment itself.',
      },
      article: '第二百零一条',
      seen: {
        zh: '2026-11-24 对照公开副本核对了该条原文。',
        en: 'The article’s own words were read on 2026-11-24 in a public copy.',
      },
    },
    {
      id: 'counting.corresponding-day',
      title: { zh: '到期月的对应日', en: 'The corresponding day' },
      summary: {
        zh: '按年、月计算的，到期月的对应日为最后一日；没有对应日的，月末日为最后一日。',
        en: 'Months and years end on the corresponding day, or on the month’s last where there is none.',
      },
      article: '第二百零二条',
      seen: {
        zh: '2026-11-24 对照公开副本核对了该条原文。',
        en: 'The article’s own words were read on 2026-11-24 in a public copy.',
      },
    },
    {
      id: 'counting.rest-day',
      title: { zh: '最后一日遇休息日', en: 'A last day that is a rest day' },
      summary: {
        zh: '最后一日是法定休假日的，休假结束的次日为最后一日；最后一日到二十四时截止，有业务时间的到停止业务时截止。',
        en: 'It gives way to the day after the rest; the last day ends at midnight, or when business ends.',
      },
      article: '第二百零三条',
      seen: {
        zh: '2026-11-24 对照公开副本核对了该条原文。',
        en: 'The article’s own words were read on 2026-11-24 in a public copy.',
      },
    },
  ],
);

/** 数据安全法. */
export const dataSecurity = definePack(
  {
    ...nation,
    instrument: {
      title: { zh: '中华人民共和国数据安全法', en: 'Data Security Law' },
      number: { zh: '主席令第84号', en: 'Presidential Order No. 84' },
      since: '2021-09-01',
      until: null,
    },
  },
  [
    {
      id: 'classification.protection',
      title: { zh: '数据分类分级保护', en: 'Protection by class and level' },
      summary: {
        zh: '按重要程度和危害程度分类分级；列入重要数据目录的重点保护，核心数据实行更严格的管理。',
        en: 'Data is classed by its weight and the harm it may do; important data gets special care, core data a stricter regime.',
      },
      article: '第二十一条',
    },
    {
      id: 'incident.response',
      title: { zh: '数据安全事件的处置和报告', en: 'Response to a data security incident' },
      summary: {
        zh: '发现风险立即补救；发生事件立即处置，按规定告知用户并向主管部门报告。',
        en: 'Risks are mended at once; an incident is dealt with at once, told to users and reported as prescribed.',
      },
      article: '第二十九条',
    },
    {
      id: 'important.periodic-assessment',
      title: { zh: '重要数据的定期风险评估', en: 'Periodic risk assessment of important data' },
      summary: {
        zh: '重要数据的处理者按规定定期评估并报送报告；频率见网络数据安全管理条例第三十三条。',
        en: 'Who processes important data assesses its risks periodically and reports; how often, article 33 of the network data regulations says.',
      },
      article: '第三十条第一款',
    },
    {
      id: 'confidentiality.duty',
      title: { zh: '履职中知悉数据的保密', en: 'Confidentiality in office' },
      summary: {
        zh: '国家机关在法定职责范围内收集、使用数据，对知悉的个人隐私、个人信息、商业秘密等保密。',
        en: 'State organs use data within their duties and keep privacy, personal information and trade secrets.',
      },
      article: '第三十八条',
    },
    {
      id: 'open.catalogue',
      title: { zh: '政务数据开放目录', en: 'Catalogue of open government data' },
      summary: {
        zh: '国家制定开放目录，构建统一规范、安全可控的开放平台；依法不予公开的除外。',
        en: 'The state keeps a catalogue of open data and a platform for it, save what the law keeps closed.',
      },
      article: '第四十二条',
    },
  ],
);

/** 个人信息保护法. */
export const personalInformation = definePack(
  {
    ...nation,
    instrument: {
      title: { zh: '中华人民共和国个人信息保护法', en: 'Personal Information Protection Law' },
      number: { zh: '主席令第91号', en: 'Presidential Order No. 91' },
      since: '2021-11-01',
      until: null,
    },
  },
  [
    {
      id: 'personal.access',
      title: { zh: '查阅、复制个人信息', en: 'Access to one’s own information' },
      summary: {
        zh: '个人请求查阅、复制其个人信息的，应当及时提供；法律没有规定日数。',
        en: 'Who asks for the own information is given it promptly; the law names no number of days.',
      },
      article: '第四十五条第二款',
    },
    {
      id: 'personal.correction',
      title: { zh: '更正、补充个人信息', en: 'Correction of one’s own information' },
      summary: {
        zh: '个人请求更正、补充的，予以核实并及时更正、补充；法律没有规定日数。',
        en: 'A request for correction is checked and carried out promptly; the law names no number of days.',
      },
      article: '第四十六条第二款',
    },
    {
      id: 'personal.refusal-reason',
      title: { zh: '拒绝个人请求须说明理由', en: 'Refusing a person gives a reason' },
      summary: {
        zh: '建立便捷的申请受理和处理机制；拒绝请求的说明理由，个人可以起诉。',
        en: 'Requests have an easy way in; a refusal gives its reason, and the person may sue.',
      },
      article: '第五十条',
    },
    {
      id: 'personal.impact-assessment',
      title: { zh: '个人信息保护影响评估', en: 'Impact assessment' },
      summary: {
        zh: '处理敏感个人信息、向其他处理者提供、公开个人信息等，事前评估并记录处理情况。',
        en: 'Sensitive information, provision to others and publication are assessed beforehand, and the processing is recorded.',
      },
      article: '第五十五条',
    },
    {
      id: 'personal.records-retention',
      title: { zh: '影响评估报告和处理记录的保存', en: 'Retention of assessments and records' },
      summary: {
        zh: '评估报告和处理情况记录至少保存到期限届满。',
        en: 'Assessments and records of processing are kept at least this long.',
      },
      article: '第五十六条第二款',
      starts: { zh: '形成报告、记录', en: 'Assessment or record is made' },
      length: { count: 3, unit: 'years' },
      restDay: 'stays',
    },
    {
      id: 'personal.incident',
      title: { zh: '个人信息泄露的补救和通知', en: 'Breach of personal information' },
      summary: {
        zh: '发生或者可能发生泄露、篡改、丢失的，立即补救并通知主管部门和个人；能有效避免危害的可以不通知个人。',
        en: 'A breach, also a likely one, is mended at once and told to the authority and the persons, who need not be told when harm is averted.',
      },
      article: '第五十七条',
    },
    {
      id: 'personal.audit',
      title: { zh: '个人信息合规审计', en: 'Compliance audit' },
      summary: {
        zh: '定期对处理个人信息的合规情况进行审计。',
        en: 'The lawfulness of processing is audited regularly.',
      },
      article: '第五十四条',
    },
  ],
);
