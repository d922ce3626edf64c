import { definePack } from '../pack.ts';

const orderedToMend = {
  zh: '无正当理由逾期的，由同级政务数据共享主管部门责令改正；拒不改正或者情节严重的，对有关人员依法处分（第三十九条）。',
  en: 'Late without good reason: the sharing authority of the same level orders it mended; refusal or gravity leads to sanctions (article 39).',
};
const received = { zh: '收到政务数据共享申请', en: 'The sharing application is received' };
const replyExtension = { count: 10, unit: 'working-days', times: 1 } as const;

/** 政务数据共享条例. */
export const dataSharing = definePack(
  {
    prefix: 'cn',
    jurisdiction: '000000',
    instrument: {
      title: { zh: '政务数据共享条例', en: 'Regulations on Government Data Sharing' },
      number: { zh: '国务院令第809号', en: 'State Council Order No. 809' },
      since: '2025-08-01',
      until: null,
    },
  },
  [
    {
      id: 'sharing.completeness',
      title: { zh: '申请材料不全的告知', en: 'Telling what an application lacks' },
      summary: {
        zh: '材料不全的，提供部门一次告知需要补充的全部材料，不得因此直接拒绝。',
        en: 'When an application lacks material, the providing department tells all that is missing at once and may not refuse for it.',
      },
      article: '第二十一条第二款',
      starts: received,
      length: { count: 3, unit: 'working-days' },
      confirm: {
        zh: '已核对条文：条例要求一次性告知，但没有规定日数。3 个工作日是平台的默认值，请按本地规定修订。',
        en: 'The article was read: it asks to tell everything at once but names no number of days. 3 working days is the platform’s default; revise it by the local norm.',
      },
    },
    {
      id: 'sharing.unconditional-reply',
      title: { zh: '无条件共享的答复', en: 'Reply on unconditionally shared data' },
      summary: {
        zh: '申请无条件共享类数据的，提供部门在期限内答复。',
        en: 'The providing department answers an application for unconditionally shared data.',
      },
      article: '第二十一条第一款',
      starts: received,
      length: { count: 1, unit: 'working-days' },
      extension: replyExtension,
      expiry: orderedToMend,
    },
    {
      id: 'sharing.conditional-reply',
      title: { zh: '有条件共享的答复', en: 'Reply on conditionally shared data' },
      summary: {
        zh: '申请有条件共享类数据的，提供部门在期限内答复是否同意；延长须经同级主管部门同意并告知需求部门。',
        en: 'The providing department says whether it consents; an extension needs the consent of the authority of the same level and is told to the applicant.',
      },
      article: '第二十一条第一款',
      starts: received,
      length: { count: 10, unit: 'working-days' },
      extension: replyExtension,
      expiry: orderedToMend,
    },
    {
      id: 'sharing.refusal-reason',
      title: { zh: '不同意共享须说明理由', en: 'A refusal gives its reason' },
      summary: {
        zh: '提供部门不同意共享的，应当说明理由。',
        en: 'A providing department that does not consent says why.',
      },
      article: '第二十一条第二款',
    },
    {
      id: 'sharing.delivery',
      title: { zh: '共享数据的提供', en: 'Delivery of shared data' },
      summary: {
        zh: '答复同意后，提供部门在期限内以接口、批量交换或文件等方式共享数据。',
        en: 'Having consented, the providing department shares the data by interface, batch exchange or file.',
      },
      article: '第二十二条第一款',
      starts: { zh: '作出同意共享的答复', en: 'Consent is given' },
      length: { count: 20, unit: 'working-days' },
      expiry: orderedToMend,
    },
    {
      id: 'sharing.application-content',
      title: { zh: '共享申请的内容', en: 'What an application states' },
      summary: {
        zh: '需求部门按目录提出申请，写明使用依据、场景、范围、共享方式和时限，并对真实、合法、必要负责。',
        en: 'The applicant states legal basis, use, scope, way of delivery and duration, and answers for their truth, legality and need.',
      },
      article: '第二十条第二款',
    },
    {
      id: 'sharing.no-added-conditions',
      title: { zh: '不得擅自增设共享条件', en: 'No conditions beyond the catalogue' },
      summary: {
        zh: '有条件共享的条件和不予共享的理由、依据都列在目录中，不得在目录之外增设条件。',
        en: 'Conditions of sharing, and reason and basis of not sharing, stand in the catalogue; none may be added beyond it.',
      },
      article: '第十五条',
    },
    {
      id: 'sharing.not-shared-basis',
      title: { zh: '不予共享的依据', en: 'Basis for not sharing' },
      summary: {
        zh: '只有法律、行政法规或者国务院决定明确规定不能共享的数据，才属于不予共享类。',
        en: 'Only data that a law, an administrative regulation or a decision of the State Council keeps from other departments is not shared.',
      },
      article: '第十四条第三项',
    },
    {
      id: 'sharing.purpose-limit',
      title: { zh: '共享数据的使用范围', en: 'Limits of use' },
      summary: {
        zh: '扩大使用范围、改变用途或者转给第三方，须经提供部门同意。',
        en: 'Wider use, another purpose or passing on to others needs the providing department’s consent.',
      },
      article: '第二十五条第一款',
    },
    {
      id: 'sharing.suspension',
      title: { zh: '暂停、终止共享权限', en: 'Suspending and ending a grant' },
      summary: {
        zh: '超范围、超目的使用或者擅自转供的，暂停权限并限期整改；拒不整改的可以终止共享。',
        en: 'Use beyond scope or purpose, or passing on, suspends the grant until mended; it may be ended when it is not.',
      },
      article: '第二十七条第二款',
    },
    {
      id: 'sharing.termination',
      title: { zh: '终止或者变更共享服务', en: 'Ending or changing a service' },
      summary: {
        zh: '提供部门无正当理由不得终止或变更；确需的，与需求部门协商并报主管部门备案。',
        en: 'A provider ends or changes a service only for good reason, after talks with the user, and files it with the authority.',
      },
      article: '第二十七条第三款',
    },
    {
      id: 'sharing.dispute',
      title: { zh: '共享争议的处理', en: 'Disputes over sharing' },
      summary: {
        zh: '先协商；协商不成的申请主管部门协调；仍不一致的报本级人民政府决定。',
        en: 'Talks first, then the sharing authority, and in the end the government of the same level decides.',
      },
      article: '第二十八条第二款',
    },
    {
      id: 'sharing.correction',
      title: { zh: '数据校核申请的处理', en: 'Handling a request for correction' },
      summary: {
        zh: '提供部门在期限内核实、更正，并反馈处理结果。',
        en: 'The provider checks, corrects, and tells what came of it.',
      },
      article: '第二十六条第二款',
      starts: { zh: '收到政务数据校核申请', en: 'The request for correction is received' },
      length: { count: 10, unit: 'working-days' },
      expiry: orderedToMend,
    },
    {
      id: 'sharing.return-of-data',
      title: { zh: '数据回流', en: 'Return of data to the lower level' },
      summary: {
        zh: '上级部门按下级履职需要，及时、完整回流其行政区域内的数据，不得另设限制。',
        en: 'A department of a higher level returns the data of a lower one’s area, in time, whole and without further limits.',
      },
      article: '第二十四条第一款',
    },
    {
      id: 'sharing.source-department',
      title: { zh: '数源部门（一数一源）', en: 'One source for each item of data' },
      summary: {
        zh: '涉及多个部门收集的，主管部门明确牵头部门为数源部门，由其统一更新、统一提供。',
        en: 'Where several departments collect, the authority names one as the source, which keeps and provides the data for all.',
      },
      article: '第十九条第二款',
    },
    {
      id: 'sharing.records-retention',
      title: { zh: '共享数据使用记录的保存', en: 'Retention of records of use' },
      summary: {
        zh: '需求部门记录使用场景、过程、成效、存储和销毁情况，至少保存到期限届满。',
        en: 'The user records use, course, effect, storage and destruction, and keeps the records at least this long.',
      },
      article: '第二十九条第二款',
      starts: { zh: '形成记录', en: 'The record is made' },
      length: { count: 3, unit: 'years' },
      restDay: 'stays',
    },
    {
      id: 'sharing.disposal',
      title: { zh: '共享目的实现后的处置', en: 'Disposal when the purpose is met' },
      summary: {
        zh: '目的已实现、无法实现或者不再必要的，按提供部门的要求妥善处置数据。',
        en: 'When the purpose is met, cannot be met or needs the data no more, the user disposes of it as the provider asks.',
      },
      article: '第二十七条第一款',
    },
    {
      id: 'catalogue.update',
      title: { zh: '政务数据目录的更新', en: 'Update of the catalogue' },
      summary: {
        zh: '法律、行政法规、国务院决定调整或者部门职责变化的，部门在期限内更新目录并报审。',
        en: 'After a change of law or of a department’s duties, the department updates its catalogue and submits it for review.',
      },
      article: '第十七条第二款',
      starts: { zh: '调整、变化发生', en: 'The change happens' },
      length: { count: 10, unit: 'working-days' },
      extension: { count: 5, unit: 'working-days', times: 1 },
      expiry: orderedToMend,
    },
    {
      id: 'catalogue.review',
      title: { zh: '更新目录的审核发布', en: 'Review of an updated catalogue' },
      summary: {
        zh: '主管部门在期限内审核更新后的目录并发布。',
        en: 'The authority reviews the updated catalogue and publishes it.',
      },
      article: '第十七条第三款',
      starts: { zh: '收到更新后的政务数据目录', en: 'The updated catalogue is received' },
      length: { count: 2, unit: 'working-days' },
    },
    {
      id: 'catalogue.content',
      title: { zh: '政务数据目录的内容', en: 'What the catalogue states' },
      summary: {
        zh: '写明名称、数据项、提供单位、格式、更新频率、共享属性与方式、使用条件和分类分级。',
        en: 'It states name, items, provider, format, frequency, kind and way of sharing, conditions, class and level.',
      },
      article: '第十三条第二款',
    },
    {
      id: 'incident.sharing-report',
      title: { zh: '政务数据安全事件', en: 'Incidents with government data' },
      summary: {
        zh: '发生政务数据安全事件的，立即启动应急预案、采取措施，并按规定报告。',
        en: 'An incident sets the emergency plan going at once, is contained, and is reported as prescribed.',
      },
      article: '第三十五条第三款',
    },
  ],
);
