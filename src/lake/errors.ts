import { defineErrors } from '../kernel/index.ts';

/** What can fail in the lake; all with what was kept and how to go on. */
export const lakeErrors = defineErrors('lake', {
  tableMissing: {
    status: 404,
    message: { zh: '数据湖中没有表 {table}。', en: 'The lake has no table {table}.' },
    remedy: { zh: '请先向该数据资源采集一次数据。', en: 'Collect data into this dataset first.' },
  },
  tableExists: {
    status: 409,
    message: { zh: '表 {table} 已经存在。', en: 'The table {table} exists already.' },
    remedy: { zh: '请直接写入，或先删除该表。', en: 'Write to it, or drop it first.' },
  },
  versionMissing: {
    status: 404,
    message: { zh: '表 {table} 没有版本 {version}。', en: 'The table {table} has no version {version}.' },
    remedy: {
      zh: '请选择版本 {oldest} 到 {newest} 之间的版本。',
      en: 'Choose a version between {oldest} and {newest}.',
    },
  },
  versionVacuumed: {
    status: 410,
    message: {
      zh: '表 {table} 的版本 {version} 已超过保留期，文件已清理。',
      en: 'The files of version {version} of the table {table} were removed after their retention.',
    },
    remedy: { zh: '请选择较新的版本。', en: 'Choose a newer version.' },
  },
  conflict: {
    status: 409,
    message: {
      zh: '写入表 {table} 时，另一次写入（版本 {version}）改动了同样的数据；本次没有写入任何内容。',
      en: 'Another write (version {version}) changed the same data of the table {table}; nothing of this one was written.',
    },
    remedy: { zh: '请核对新版本后重试。', en: 'Look at the new version and try again.' },
  },
  schemaMismatch: {
    status: 400,
    message: {
      zh: '写入的列与表 {table} 不一致：{problem}。',
      en: 'The columns to write do not fit the table {table}: {problem}.',
    },
    remedy: { zh: '请核对列名和类型，或允许增加列。', en: 'Check names and types, or allow columns to be added.' },
  },
  typeUnsupported: {
    status: 400,
    message: {
      zh: '列 {column} 的类型 {type} 不能存储。',
      en: 'The type {type} of the column {column} cannot be stored.',
    },
    remedy: { zh: '请转换为文本、数字、日期或时间。', en: 'Convert it to text, a number, a date or a time.' },
  },
  nullInRequired: {
    status: 400,
    message: {
      zh: '列 {column} 不允许为空，但有 {rows} 行为空；没有写入任何内容。',
      en: 'The column {column} must not be empty, yet {rows} rows are; nothing was written.',
    },
    remedy: { zh: '请补全这些行后重试。', en: 'Complete these rows and try again.' },
  },
  keyRepeated: {
    status: 400,
    message: {
      zh: '要合并的数据中有 {rows} 个主键重复（{key}）；没有写入任何内容。',
      en: 'The rows to merge repeat {rows} keys ({key}); nothing was written.',
    },
    remedy: { zh: '请去除重复后重试。', en: 'Remove the repetitions and try again.' },
  },
  protocolUnsupported: {
    status: 400,
    message: {
      zh: '表 {table} 使用了本系统不支持的 Delta 功能：{feature}。',
      en: 'The table {table} uses a Delta feature that this system does not support: {feature}.',
    },
    remedy: {
      zh: '请用写入它的软件关闭该功能，或导出为普通表。',
      en: 'Turn the feature off in the software that wrote it, or export it as a plain table.',
    },
  },
  logDamaged: {
    status: 500,
    message: { zh: '表 {table} 的日志已损坏：{problem}。', en: 'The log of the table {table} is damaged: {problem}.' },
    remedy: { zh: '请从备份恢复该表的日志目录。', en: "Restore the table's log folder from a backup." },
  },
  appendOnly: {
    status: 409,
    message: { zh: '表 {table} 只允许追加。', en: 'The table {table} only takes new rows.' },
    remedy: { zh: '请改用追加方式写入。', en: 'Append instead.' },
  },
  partitionTooLong: {
    status: 400,
    message: {
      zh: '分区列的值过长，不能用作目录名；没有写入任何内容。',
      en: 'A value of the partition column is too long to name a folder; nothing was written.',
    },
    remedy: { zh: '请改用取值较短的分区列。', en: 'Partition by a column with shorter values.' },
  },
  invalidRequest: {
    status: 400,
    message: { zh: '表操作无效：{problem}。', en: 'This table operation is not valid: {problem}.' },
    remedy: { zh: '请修改后重试。', en: 'Correct it and try again.' },
  },
  queryInvalid: {
    status: 400,
    message: { zh: '查询语句无效：{problem}', en: 'The query is not valid: {problem}' },
    remedy: { zh: '请修改查询语句后重试。', en: 'Correct the query and try again.' },
  },
  engineFailed: {
    status: 500,
    message: { zh: '分析引擎出错：{problem}', en: 'The engine failed: {problem}' },
    remedy: {
      zh: '请稍后重试；如再次出现，请告知管理员。',
      en: 'Try again; if it happens again, tell an administrator.',
    },
  },
  outOfMemory: {
    status: 503,
    message: { zh: '内存不足，查询没有完成。', en: 'There was not enough memory to finish this query.' },
    remedy: {
      zh: '请缩小范围，或由管理员调高 LINGNAN_ENGINE_MEMORY_MB。',
      en: 'Narrow it down, or let an administrator raise LINGNAN_ENGINE_MEMORY_MB.',
    },
  },
  diskFull: {
    status: 507,
    message: {
      zh: '磁盘空间不足，没有写入任何内容。',
      en: 'The disk is full; nothing was written.',
    },
    remedy: { zh: '请腾出空间后重试。', en: 'Free some space and try again.' },
  },
  tooSlow: {
    status: 503,
    message: {
      zh: '查询超过 {seconds} 秒，已停止。',
      en: 'The query took longer than {seconds} seconds and was stopped.',
    },
    remedy: { zh: '请缩小范围或增加筛选条件。', en: 'Narrow it down or add filters.' },
  },
  cancelled: {
    status: 499,
    message: { zh: '操作已取消。', en: 'The operation was cancelled.' },
    remedy: { zh: '可以随时重新开始。', en: 'Start it again at any time.' },
  },
  closed: {
    status: 503,
    message: { zh: '数据湖已关闭。', en: 'The lake is closed.' },
    remedy: { zh: '请在系统启动完成后重试。', en: 'Try again when the system has started.' },
  },
});
