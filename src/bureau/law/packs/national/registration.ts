import type { Text } from '../../../../kernel/text.ts';
import { definePack } from '../pack.ts';

const confirm: Text = {
  zh: '办法名称、文号和印发日期已核对；日数、条号和施行日期尚未见到条文原文，待核对后修订。',
  en: 'Title, number and date of issue were checked; number of days, article and day of entry into force still await the article’s own words.',
};

/** 公共数据资源登记管理暂行办法. */
export const registration = definePack(
  {
    prefix: 'cn',
    jurisdiction: '000000',
    instrument: {
      title: {
        zh: '公共数据资源登记管理暂行办法',
        en: 'Interim Measures for the Registration of Public Data Resources',
      },
      number: { zh: '发改数据规〔2025〕26号', en: 'NDRC data document [2025] No. 26' },
      since: '2025-03-01',
      until: null,
    },
  },
  [
    {
      id: 'registration.review',
      title: { zh: '登记申请的形式审核', en: 'Review of a registration' },
      summary: {
        zh: '登记机构受理后，在期限内完成形式审核。',
        en: 'Having accepted it, the registry completes the formal review.',
      },
      article: '第三章',
      starts: { zh: '受理登记申请', en: 'The registration is accepted' },
      length: { count: 20, unit: 'working-days' },
      confirm,
    },
    {
      id: 'registration.publicity',
      title: { zh: '登记公示', en: 'Public notice of a registration' },
      summary: {
        zh: '审核通过的登记信息向社会公示，期间可以提出异议。',
        en: 'What passed the review is put on public notice, open to objections.',
      },
      article: '第三章',
      starts: { zh: '开始公示', en: 'The notice is put up' },
      length: { count: 10, unit: 'working-days' },
      confirm,
    },
    {
      id: 'registration.validity',
      title: { zh: '登记结果的有效期', en: 'Validity of a registration' },
      summary: {
        zh: '登记结果的有效期原则上不超过 3 年。',
        en: 'A registration is valid for at most 3 years as a rule.',
      },
      article: '第四章',
      starts: { zh: '取得登记结果', en: 'The registration is granted' },
      length: { count: 3, unit: 'years' },
      restDay: 'stays',
      expiry: {
        zh: '期满未续展的，登记结果失效。',
        en: 'Not renewed, the registration lapses.',
      },
      confirm,
    },
    {
      id: 'registration.renewal',
      title: { zh: '登记续展的申请', en: 'Applying for renewal' },
      summary: {
        zh: '需要续展的，在有效期届满 60 日前申请。推算出的日期是最迟申请日；遇休息日提前到前一个工作日。',
        en: 'A renewal is applied for 60 days ahead of the end. The day counted is the last one for it; a rest day gives way to the working day before.',
      },
      article: '第四章',
      starts: { zh: '登记有效期届满', en: 'The registration’s validity ends' },
      length: { count: 60, unit: 'calendar-days' },
      direction: 'before',
      expiry: {
        zh: '逾期未申请的，有效期满后重新登记。',
        en: 'Too late, it is registered anew after its end.',
      },
      confirm,
    },
  ],
);
