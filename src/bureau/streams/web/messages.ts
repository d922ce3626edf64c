import { defineMessages } from '../../../web/words.ts';

/** Words of the page of streams. */
export const streamsMessages = defineMessages({
  streams: { zh: '数据流', en: 'Streams' },
  lead: {
    zh: '设备和系统持续发送的消息：经 MQTT 或 HTTP 接收，落盘后应答，按标准校验后成为数据资源的新版本。',
    en: 'Messages that devices and systems send all the time: taken over MQTT or HTTP, acknowledged when stored, checked against the standard, and made versions of a dataset.',
  },
  none: { zh: '还没有数据流', en: 'There are no streams yet' },
  noneBody: {
    zh: '用“lingnan streams add 文件.yaml”声明第一个数据流，这里会显示它的实时情况。',
    en: 'Declare the first with “lingnan streams add FILE.yaml”; here you will see how it runs.',
  },
  stream: { zh: '数据流', en: 'Stream' },
  dataset: { zh: '数据资源', en: 'Dataset' },
  state: { zh: '状态', en: 'State' },
  running: { zh: '接收中', en: 'Running' },
  paused: { zh: '已暂停', en: 'Paused' },
  stopped: { zh: '未运行', en: 'Not running' },
  removing: { zh: '正在移除', en: 'Being removed' },
  held: { zh: '等待入库，已放慢', en: 'Held back' },
  rate: { zh: '每秒消息', en: 'Messages a second' },
  clients: { zh: '在线客户端', en: 'Clients' },
  waiting: { zh: '待入库', en: 'Waiting' },
  accepted: { zh: '入库', en: 'Accepted' },
  quarantined: { zh: '隔离', en: 'In quarantine' },
  merged: { zh: '同键合并', en: 'Merged by key' },
  version: { zh: '最新版本', en: 'Newest version' },
  updated: { zh: '最近入库', en: 'Last stored' },
  pause: { zh: '暂停', en: 'Pause' },
  resume: { zh: '恢复', en: 'Resume' },
  findings: { zh: '需要关注', en: 'To look at' },
  what: { zh: '情况', en: 'What' },
  client: { zh: '客户端', en: 'Client' },
  count: { zh: '次数', en: 'Times' },
  sample: { zh: '示例', en: 'Sample' },
  lastSeen: { zh: '最近一次', en: 'Last' },
});
