import { defineMessages } from '../../../web/words.ts';

/** Words of the audit page. */
export const auditMessages = defineMessages({
  audit: { zh: '审计记录', en: 'Audit' },
  lead: {
    zh: '谁在何时做了什么。记录前后相扣，任何改动都能查出。',
    en: 'Who did what, and when. Events are chained, so that any change shows.',
  },
  export: { zh: '导出全部记录', en: 'Export all' },
  exportHint: { zh: '导出文件可离线核验：{command}', en: 'Verify the export offline: {command}' },
  at: { zh: '时间', en: 'Time' },
  actor: { zh: '操作人', en: 'Actor' },
  action: { zh: '操作', en: 'Action' },
  target: { zh: '对象', en: 'Target' },
  outcome: { zh: '结果', en: 'Outcome' },
  done: { zh: '成功', en: 'Done' },
  refused: { zh: '被拒绝', en: 'Refused' },
  failed: { zh: '失败', en: 'Failed' },
  sequence: { zh: '序号', en: 'No.' },
  any: { zh: '不限', en: 'Any' },
  targetHint: { zh: '如 dataset:demo.residents', en: 'as dataset:demo.residents' },
  period: { zh: '时间段', en: 'Period' },
  none: { zh: '没有符合条件的记录', en: 'No event matches' },
  noneBody: { zh: '请放宽条件再试。', en: 'Widen the conditions.' },
  details: { zh: '详情', en: 'Details' },
  eventTitle: { zh: '审计事件 {sequence}', en: 'Audit event {sequence}' },
  organisation: { zh: '组织', en: 'Organisation' },
  requestId: { zh: '请求编号', en: 'Request id' },
  hash: { zh: '本条散列', en: 'Hash' },
  previousHash: { zh: '上一条散列', en: 'Hash before' },
  system: { zh: '系统（{part}）', en: 'System ({part})' },
  anonymous: { zh: '未登录访问者', en: 'Not signed in' },
});
