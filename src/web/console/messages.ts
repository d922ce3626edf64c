import { defineMessages } from '../words.ts';

/** Words of the console's home. */
export const consoleMessages = defineMessages({
  home: { zh: '工作台', en: 'Console' },
  hello: { zh: '{name}，以下事项需要您处理', en: '{name}, these need you' },
  calm: { zh: '{name}，目前没有需要您处理的事项', en: '{name}, nothing needs you now' },
  lead: {
    zh: '任务、预警、迟到与漏采、隔离区、未成功的采集和未发布的数据资源。',
    en: 'Tasks, alerts, late or missed collections, rows in quarantine, runs that did not succeed and datasets not published.',
  },
  leadAlerts: { zh: '当前预警。', en: 'Current alerts.' },
  lateOrMissed: { zh: '迟到与漏采', en: 'Late or missed collections' },
  noneLateOrMissed: { zh: '今天的常态采集没有迟到或漏采。', en: 'No standing collection is late or missed today.' },
  tasks: { zh: '处置任务', en: 'Tasks' },
  alerts: { zh: '预警', en: 'Alerts' },
  refused: { zh: '未成功的采集', en: 'Runs that did not succeed' },
  quarantine: { zh: '隔离区待处理', en: 'Rows in quarantine' },
  drafts: { zh: '未发布的数据资源', en: 'Datasets not published' },
  running: { zh: '正在采集', en: 'Runs in progress' },
  rowsOpen: { zh: '{count} 行待处理', en: '{count} rows open' },
  noneTasks: { zh: '没有待办任务。', en: 'No tasks.' },
  noneAlerts: { zh: '没有当前预警。', en: 'No current alerts.' },
  noneRefused: { zh: '最近的采集都已成功。', en: 'Recent runs all succeeded.' },
  noneQuarantine: { zh: '没有待处理的行。', en: 'No rows are waiting.' },
  noneDrafts: { zh: '没有草稿。', en: 'No drafts.' },
  collect: { zh: '采集数据', en: 'Collect data' },
  all: { zh: '全部', en: 'All' },
});
