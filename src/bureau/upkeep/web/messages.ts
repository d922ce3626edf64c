import { defineMessages } from '../../../web/words.ts';

/** Words of the upkeep page. */
export const upkeepMessages = defineMessages({
  upkeep: { zh: '存储维护', en: 'Upkeep of storage' },
  upkeepLead: {
    zh: '每晚合并小文件，清理超过保留期的旧版本和残留文件。{days} 天内的版本都可读取。',
    en: 'Each night small files are brought together, and old versions and leftovers are cleared. Every version of the last {days} days stays readable.',
  },
  runNow: { zh: '立即维护', en: 'Run it now' },
  asked: { zh: '已提交，马上开始。', en: 'Asked for; it begins in a moment.' },
  last: { zh: '上次完成', en: 'Last done' },
  never: { zh: '还没有维护过', en: 'Not done yet' },
  next: { zh: '下次开始', en: 'Next' },
  none: { zh: '未安排', en: 'Not planned' },
  freed: { zh: '释放空间', en: 'Freed' },
  tables: { zh: '数据表', en: 'Tables' },
  files: { zh: '数据文件', en: 'Data files' },
  fromTo: { zh: '{before} → {after}', en: '{before} → {after}' },
  deleted: { zh: '删除文件', en: 'Files deleted' },
  duration: { zh: '用时', en: 'Took' },
  postponed: { zh: '因正在写入，留到下次', en: 'Left to the next time, being written to' },
  failed: { zh: '没有完成', en: 'Not done' },
  failure: { zh: '上次维护没有完成', en: 'The last upkeep failed' },
});
