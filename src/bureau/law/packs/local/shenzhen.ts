import { definePack } from '../pack.ts';

/** 深圳经济特区数据条例. */
export const shenzhen = definePack(
  {
    prefix: 'sz',
    jurisdiction: '440300',
    instrument: {
      title: {
        zh: '深圳经济特区数据条例',
        en: 'Data Regulations of the Shenzhen Special Economic Zone',
      },
      number: {
        zh: '深圳市第七届人民代表大会常务委员会公告第十号',
        en: 'Shenzhen People’s Congress, 7th Standing Committee, Announcement No. 10',
      },
      since: '2022-01-01',
      until: null,
    },
  },
  [
    {
      id: 'scope.public-data',
      title: { zh: '公共数据的范围', en: 'What public data is' },
      summary: {
        zh: '公共管理和服务机构在依法履行公共管理职责或者提供公共服务过程中产生、处理的数据。',
        en: 'Data that bodies of public management and service produce or process in their duties and services.',
      },
      article: '第二条第五项',
      seen: {
        zh: '2026-11-24 对照公开译本和公告文本核对了该项内容。',
        en: 'The item was read on 2026-11-24 in public copies of the announcement and of a translation.',
      },
    },
    {
      id: 'classification.sensitive-personal',
      title: { zh: '敏感个人数据', en: 'Sensitive personal data' },
      summary: {
        zh: '一旦泄露、非法提供或者滥用，可能导致自然人受歧视或者人身、财产安全受严重危害的个人数据；范围依法律、行政法规确定。',
        en: 'Personal data whose leak or abuse may bring discrimination or grave harm to a person; laws and administrative regulations set the scope.',
      },
      article: '第二条第三项',
      seen: {
        zh: '2026-11-24 对照公告文本的公开副本核对了该项原文。',
        en: 'The item was read on 2026-11-24 in a public copy of the announcement.',
      },
    },
  ],
);
