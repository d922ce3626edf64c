import { definePack } from '../pack.ts';

/** 上海市数据条例. */
export const shanghai = definePack(
  {
    prefix: 'sh',
    jurisdiction: '310000',
    instrument: {
      title: { zh: '上海市数据条例', en: 'Data Regulations of Shanghai Municipality' },
      number: {
        zh: '上海市人民代表大会常务委员会公告〔15届〕第94号',
        en: 'Shanghai People’s Congress, 15th Standing Committee, Announcement No. 94',
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
        zh: '国家机关、事业单位、经授权管理公共事务的组织，以及供水、供电、供气、公共交通等公共服务组织履职中收集和产生的数据。',
        en: 'Data of state organs, public institutions, authorised bodies, and suppliers of water, power, gas and public transport.',
      },
      article: '第二条第四项',
      confirm: {
        zh: '通过和施行日期已核对；条文只见到转述文本，公告文号和原文待确认。',
        en: 'Dates of adoption and entry into force were checked; the item was seen in a retelling only, and the number of the announcement awaits confirmation.',
      },
    },
  ],
);
