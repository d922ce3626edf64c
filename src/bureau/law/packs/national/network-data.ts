import { definePack } from '../pack.ts';

const nation = { prefix: 'cn', jurisdiction: '000000' };

/** 网络数据安全管理条例. */
export const networkData = definePack(
  {
    ...nation,
    instrument: {
      title: { zh: '网络数据安全管理条例', en: 'Regulations on Network Data Security Management' },
      number: { zh: '国务院令第790号', en: 'State Council Order No. 790' },
      since: '2025-01-01',
      until: null,
    },
  },
  [
    {
      id: 'incident.national-security-flaw',
      title: { zh: '危害国家安全的缺陷、漏洞的报告', en: 'Reporting flaws that endanger the nation' },
      summary: {
        zh: '产品、服务的缺陷、漏洞涉及危害国家安全、公共利益的，在时限内向主管部门报告。',
        en: 'Flaws that endanger national security or the public interest are reported to the authority in time.',
      },
      article: '第十条',
      starts: { zh: '发现安全缺陷、漏洞等风险', en: 'The flaw is found' },
      length: { count: 24, unit: 'hours' },
      restDay: 'stays',
    },
    {
      id: 'incident.network-response',
      title: { zh: '网络数据安全事件的处置和通知', en: 'Response to a network data incident' },
      summary: {
        zh: '立即启动预案、防止危害扩大并按规定报告；对个人、组织造成危害的及时通知利害关系人。',
        en: 'The plan is set going at once and the incident reported; those harmed are told promptly.',
      },
      article: '第十一条',
    },
    {
      id: 'processing.records-retention',
      title: { zh: '提供、委托处理记录的保存', en: 'Retention of records of provision' },
      summary: {
        zh: '向其他处理者提供、委托处理个人信息和重要数据的处理情况记录，至少保存到期限届满。',
        en: 'Records of providing or entrusting personal information and important data are kept at least this long.',
      },
      article: '第十二条第一款',
      starts: { zh: '形成记录', en: 'The record is made' },
      length: { count: 3, unit: 'years' },
      restDay: 'stays',
    },
    {
      id: 'personal.request-acceptance',
      title: { zh: '个人行使权利请求的受理', en: 'Taking a person’s request' },
      summary: {
        zh: '查阅、复制、更正、补充、删除等请求及时受理，不得设置不合理条件；条例没有规定日数。',
        en: 'Requests are taken promptly and without unreasonable conditions; no number of days is named.',
      },
      article: '第二十三条',
    },
    {
      id: 'important.identification',
      title: { zh: '重要数据的识别、申报', en: 'Identifying important data' },
      summary: {
        zh: '处理者按规定识别、申报重要数据；确认的由地区、部门及时告知或者公布。',
        en: 'Processors identify and declare important data; what is confirmed is told or published promptly.',
      },
      article: '第二十九条第二款',
    },
    {
      id: 'important.before-sharing',
      title: { zh: '提供重要数据前的风险评估', en: 'Risk assessment before important data is provided' },
      summary: {
        zh: '提供、委托处理、共同处理重要数据前进行风险评估；履行法定职责或者法定义务的除外。',
        en: 'Before important data is provided, entrusted or processed jointly, its risks are assessed, save under a legal duty.',
      },
      article: '第三十一条第一款',
    },
    {
      id: 'important.annual-assessment',
      title: { zh: '重要数据年度风险评估', en: 'Yearly risk assessment of important data' },
      summary: {
        zh: '重要数据的处理者每年度评估并向省级以上主管部门报送报告。',
        en: 'Who processes important data assesses its risks every year and reports to the provincial authority or above.',
      },
      article: '第三十三条第一款',
      starts: { zh: '上一次评估完成', en: 'The last assessment is completed' },
      length: { count: 1, unit: 'years' },
      seen: {
        zh: '已核对条文：规定每年度评估一次。自上次评估起算一年是平台的计算方法。',
        en: 'The article was read: it asks for one assessment a year. Counting a year from the last one is the platform’s way.',
      },
    },
  ],
);

const seenByPage = {
  zh: '2026-11-24 对照网信部门发布文本的转载核对了该条时限。',
  en: 'The time limit was read on 2026-11-24 in a reprint of the text that the cyberspace administration published.',
};

/** 国家网络安全事件报告管理办法. */
export const incidentReports = definePack(
  {
    ...nation,
    instrument: {
      title: {
        zh: '国家网络安全事件报告管理办法',
        en: 'Measures for the Reporting of National Cybersecurity Incidents',
      },
      number: {
        zh: '国家互联网信息办公室2025年9月11日公布',
        en: 'Cyberspace Administration of China, 11 September 2025',
      },
      since: '2025-11-01',
      until: null,
    },
  },
  [
    {
      id: 'incident.report',
      title: { zh: '较大以上网络安全事件的报告', en: 'Reporting a serious incident' },
      summary: {
        zh: '一般运营者（含地方政府部门）向属地省级网信部门报告较大以上事件的最长时限。',
        en: 'The longest that an ordinary operator, local departments among them, may take to report to the provincial cyberspace administration.',
      },
      article: '第四条',
      starts: { zh: '发现或者获知事件', en: 'The incident is found' },
      length: { count: 4, unit: 'hours' },
      restDay: 'stays',
      seen: seenByPage,
    },
    {
      id: 'incident.report-state-organ',
      title: { zh: '中央和国家机关部门的事件报告', en: 'Reports of central state organs' },
      summary: {
        zh: '中央和国家机关各部门及其直属单位向本部门网信工作机构报告的最长时限。',
        en: 'The longest that central departments and what belongs to them may take to report to their own cyberspace office.',
      },
      article: '第四条',
      starts: { zh: '发现或者获知事件', en: 'The incident is found' },
      length: { count: 2, unit: 'hours' },
      restDay: 'stays',
      seen: seenByPage,
    },
    {
      id: 'incident.report-critical',
      title: { zh: '关键信息基础设施的事件报告', en: 'Reports on critical infrastructure' },
      summary: {
        zh: '涉及关键信息基础设施的，向保护工作部门、公安机关报告的最长时限。',
        en: 'The longest to report an incident with critical infrastructure to its protecting department and the police.',
      },
      article: '第四条',
      starts: { zh: '发现或者获知事件', en: 'The incident is found' },
      length: { count: 1, unit: 'hours' },
      restDay: 'stays',
      seen: seenByPage,
    },
  ],
);
