import type { Text } from '../../../kernel/text.ts';

/** What an API token may be limited to, by scope; `*` is all that its owner may do. */
export const scopeNames: Record<string, Text> = {
  '*': { zh: '我的全部权限', en: 'All that I may do' },
  'datasets:read': { zh: '查看、下载数据资源', en: 'Read and download datasets' },
  'datasets:write': { zh: '维护数据资源', en: 'Edit datasets' },
  'runs:read': { zh: '查看采集批次和隔离区', en: 'See runs and quarantine' },
  'runs:write': { zh: '采集数据、修正隔离区', en: 'Collect and mend' },
  'streams:read': { zh: '查看数据流', en: 'See streams' },
  'streams:write': { zh: '维护数据流、发送消息', en: 'Keep streams and send messages' },
  'sources:read': { zh: '查看数据来源', en: 'See sources' },
  'sources:write': { zh: '维护、运行数据来源', en: 'Edit and run sources' },
  'standards:read': { zh: '查看数据标准', en: 'Read standards' },
  'standards:write': { zh: '起草、修订数据标准', en: 'Write standards' },
  'quality:read': { zh: '查看质量规则和采集质量', en: 'See quality rules and scores' },
  'quality:write': { zh: '维护质量规则', en: 'Edit quality rules' },
  'operations:read': { zh: '查看预警和任务', en: 'See alerts and tasks' },
  'operations:write': { zh: '办理预警和任务', en: 'Work on alerts and tasks' },
  'contributions:read': { zh: '查看数据申报', en: 'See offers of data' },
  'contributions:write': { zh: '申报、受理数据', en: 'Offer data and review offers' },
  'law:read': { zh: '查阅法规时限', en: 'Read the rules of law' },
  'law:write': { zh: '修订法规时限', en: 'Revise the rules of law' },
  'audit:read': { zh: '查阅、导出审计记录', en: 'Read and export the audit' },
  'metrics:read': { zh: '读取运行指标', en: 'Read the metrics' },
};
