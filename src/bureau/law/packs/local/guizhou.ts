import { definePack } from '../pack.ts';

const confirm = {
  zh: '日数见于依该条例编写的公开试题，章名见于目录；条号待对照原文确认。',
  en: 'The number of days was seen in published exam questions on these regulations, the chapter in the table of contents; the article awaits the text itself.',
};

/** 贵州省政府数据共享开放条例. */
export const guizhou = definePack(
  {
    prefix: 'gz',
    jurisdiction: '520000',
    instrument: {
      title: {
        zh: '贵州省政府数据共享开放条例',
        en: 'Regulations of Guizhou Province on the Sharing and Opening of Government Data',
      },
      number: {
        zh: '贵州省人民代表大会常务委员会公告2020第12号',
        en: 'Guizhou People’s Congress Standing Committee, Announcement 2020 No. 12',
      },
      since: '2020-12-01',
      until: null,
    },
  },
  [
    {
      id: 'sharing.conditional-reply',
      title: { zh: '有条件共享的答复', en: 'Reply on conditionally shared data' },
      summary: {
        zh: '提供部门在期限内答复；同意的及时提供，不同意的说明理由。',
        en: 'The provider answers; having consented, it provides promptly, and a refusal gives its reason.',
      },
      article: '第三章',
      starts: { zh: '收到共享申请', en: 'The application is received' },
      length: { count: 10, unit: 'working-days' },
      // Clocks that start under the national regulations follow those, which extend and enforce the same period.
      until: '2025-07-31',
      confirm,
    },
    {
      id: 'open.request-reply',
      title: { zh: '开放数据申请的答复', en: 'Reply on a request for open data' },
      summary: {
        zh: '不能立即答复的，在期限内答复；经提供部门负责人同意可以延长，并告知申请人。',
        en: 'What cannot be answered at once is answered in this time; the head of the department may extend it and tells the applicant.',
      },
      article: '第四章',
      starts: { zh: '收到申请', en: 'The request is received' },
      length: { count: 15, unit: 'working-days' },
      extension: { count: 15, unit: 'working-days', times: 1 },
      confirm,
    },
  ],
);
