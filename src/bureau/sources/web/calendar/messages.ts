import { defineMessages } from '../../../../web/words.ts';

/** Words of the calendar of collections. */
export const calendarMessages = defineMessages({
  calendar: { zh: '采集日历', en: 'Calendar of collections' },
  lead: {
    zh: '每项常态采集每次到期是否按时送达；点开一格，看从来源到版本的经过。',
    en: 'Whether each standing collection came in time, each time that it was due. Open a cell to see the way from source to version.',
  },
  byDay: { zh: '近 14 天', en: '14 days' },
  byHour: { zh: '近 24 小时', en: '24 hours' },
  span: { zh: '时间', en: 'Time' },
  organisation: { zh: '组织', en: 'Organisation' },
  everyone: { zh: '全部组织', en: 'All organisations' },
  state: { zh: '状态', en: 'State' },
  anyState: { zh: '全部状态', en: 'All states' },
  collection: { zh: '采集', en: 'Collection' },
  nextDue: { zh: '下次到期 {at}', en: 'Next due {at}' },
  paused: { zh: '已暂停', en: 'Paused' },
  none: { zh: '还没有常态采集', en: 'No standing collections yet' },
  noneBody: {
    zh: '声明数据来源（lingnan sources add），或要求某数据资源定期上传（lingnan duty expect），即会出现在这里。',
    en: 'Declare a source (lingnan sources add) or expect uploads of a dataset (lingnan duty expect), and it appears here.',
  },
  nothingDue: { zh: '{column}：无到期', en: '{column}: nothing due' },
  legend: { zh: '图例', en: 'Legend' },
  expected: { zh: '等待送达', en: 'Expected' },
  good: { zh: '按时', en: 'In time' },
  late: { zh: '迟到', en: 'Late' },
  findings: { zh: '问题较多', en: 'Many findings' },
  leftOut: { zh: '停机跳过', en: 'Left out' },
  missed: { zh: '漏采', en: 'Missed' },
  failed: { zh: '失败', en: 'Failed' },
  refused: { zh: '未入库', en: 'Refused' },
  story: { zh: '一次采集的经过', en: 'The story of a collection' },
  cut: { zh: '内容过多，只显示最近的部分；请缩小范围。', en: 'There is more than is shown; choose a narrower range.' },
});
