import { defineErrors } from '../../../../kernel/index.ts';

/**
 * What can stop a pull from a database: 422 is for people to mend (another try would only lock the account), the rest
 * passes. The source keeps what it remembered, so that the next run goes on from there.
 */
export const databaseErrors = defineErrors('sources', {
  databaseSettings: {
    status: 422,
    message: {
      zh: '数据库来源的设置不完整或相互矛盾：{zh}。',
      en: 'The settings of the database source do not fit: {en}.',
    },
    remedy: { zh: '请修改来源的 connector 部分。', en: 'Correct the connector part of the source.' },
  },
  databaseUnreachable: {
    status: 502,
    message: {
      zh: '连接不上数据库 {host}:{port}（{problem}）。',
      en: 'The database {host}:{port} cannot be reached ({problem}).',
    },
    remedy: {
      zh: '请确认主机、端口、防火墙，以及数据库正在运行；之后的运行会自动重试。',
      en: 'Check the host, the port, the firewall and that the database runs; later runs try again.',
    },
  },
  databaseSignIn: {
    status: 422,
    message: {
      zh: '数据库 {host} 拒绝了账号“{user}”：密码不对、账号不存在或不允许从本机登录。',
      en: 'The database {host} refused the account “{user}”: the password is wrong, it does not exist, or it may not sign in from here.',
    },
    remedy: {
      zh: '请向数据库管理员核对账号，并重新设置来源的 password 密钥。',
      en: 'Ask who runs the database about the account and set the secret password of the source again.',
    },
  },
  databaseEncryption: {
    status: 422,
    message: {
      zh: '与数据库 {host} 的加密连接没有建立（{problem}）。',
      en: 'No encrypted connection to the database {host} ({problem}).',
    },
    remedy: {
      zh: '请在数据库上启用 TLS；自签证书请写 certificateAuthority；仅在可信内网才用 ssl: encrypt 或 off。',
      en: 'Turn TLS on at the database; give certificateAuthority for a certificate of your own; use ssl: encrypt or off only in a net that you trust.',
    },
  },
  databaseMissing: {
    status: 422,
    message: { zh: '{host} 上没有数据库“{database}”。', en: 'There is no database “{database}” at {host}.' },
    remedy: { zh: '请核对 database 的写法。', en: 'Check how database is written.' },
  },
  databaseTableMissing: {
    status: 422,
    message: {
      zh: '数据库里没有“{table}”，它被删除、改名，或账号看不到（{problem}）。',
      en: 'There is no “{table}” in the database: it was dropped or renamed, or the account does not see it ({problem}).',
    },
    remedy: {
      zh: '请向数据库管理员确认；改名后请修改来源的 table 或 query，再次运行会从上次的位置继续。',
      en: 'Ask who runs the database; after a new name change table or query of the source. The next run goes on from where the last one ended.',
    },
  },
  databaseColumnMissing: {
    status: 422,
    message: { zh: '“{table}”里没有列：{columns}。', en: '“{table}” has no column {columns}.' },
    remedy: {
      zh: '现有的列：{known}。请修改来源的 columns、watermark 或 key。',
      en: 'It has {known}. Change columns, watermark or key of the source.',
    },
  },
  databaseColumnChanged: {
    status: 422,
    message: {
      zh: '“{table}”的列“{column}”变了类型：上次采集时是{wasZh}，现在是{isZh}。本次没有采集任何数据。',
      en: 'The column “{column}” of “{table}” changed its type: {wasEn} at the last pull, {isEn} now. Nothing was pulled.',
    },
    remedy: {
      zh: '请与来源部门确认；如属实，请先修改数据标准，再让来源“从头开始”。',
      en: 'Ask those who own the source; if it is meant, change the standard first, then let the source begin anew.',
    },
  },
  databaseWatermarkUnfit: {
    status: 422,
    message: {
      zh: '列“{column}”（{type}）不能作水位：水位要是时间、日期或数字。',
      en: 'The column “{column}” ({type}) cannot be a watermark: that must be a time, a date or a number.',
    },
    remedy: {
      zh: '请换一列（更新时间或递增编号），或改用 changes 方式。',
      en: 'Take another column, a time of change or a serial number, or the mode changes.',
    },
  },
  databaseRangeUnfit: {
    status: 422,
    message: {
      zh: '按时间补采需要时间类型的水位列，这个来源没有。',
      en: 'To pull a range again the source needs a watermark that is a time or a date.',
    },
    remedy: {
      zh: '请设置 mode: incremental 和时间类型的 watermark，或让来源“从头开始”。',
      en: 'Set mode: incremental and a watermark that is a time, or let the source begin anew.',
    },
  },
  databaseQuery: {
    status: 422,
    message: { zh: '数据库不能执行这个读取：{problem}', en: 'The database cannot run what is to be read: {problem}' },
    remedy: {
      zh: '请先在数据库客户端里试运行查询，再修改来源的 query；只读的单个 SELECT 才能采集。',
      en: 'Try the query in a client of the database first, then correct query of the source; only a single SELECT that changes nothing can be pulled.',
    },
  },
  databaseDenied: {
    status: 422,
    message: { zh: '账号“{user}”无权读取（{problem}）。', en: 'The account “{user}” may not read this ({problem}).' },
    remedy: { zh: '请数据库管理员授予该表的 SELECT 权限。', en: 'Ask who runs the database to grant SELECT on it.' },
  },
  databaseTimeout: {
    status: 504,
    message: {
      zh: '读取超过了 {seconds} 秒的限制，已停止；没有保存任何数据。',
      en: 'Reading took longer than {seconds} seconds and was stopped; nothing was stored.',
    },
    remedy: {
      zh: '请给水位列建索引、减少列，或调大 timeoutSeconds；再次运行会从上次的位置继续。',
      en: 'Give the watermark an index, take fewer columns or raise timeoutSeconds; the next run goes on from where the last one ended.',
    },
  },
  databaseLocked: {
    status: 503,
    message: {
      zh: '“{table}”正被其他操作锁住，30 秒内没有读到。',
      en: '“{table}” is locked by other work and could not be read within 30 seconds.',
    },
    remedy: {
      zh: '请稍后再运行，或避开来源的维护时段。',
      en: 'Run it later, or at an hour when the source is not being worked on.',
    },
  },
  databaseTableRebuilt: {
    status: 503,
    message: {
      zh: '“{table}”的结构在读取时被改动；没有保存任何数据。',
      en: 'The structure of “{table}” was changed while it was read; nothing was stored.',
    },
    remedy: { zh: '请再次运行，会从上次的位置继续。', en: 'Run it again: it goes on from where the last run ended.' },
  },
  databaseConnectionLost: {
    status: 502,
    message: {
      zh: '读取中途与数据库 {host} 的连接断了（{problem}）；读到一半的数据没有保存。',
      en: 'The connection to the database {host} was lost midway ({problem}); what had been read was not stored.',
    },
    remedy: {
      zh: '再次运行会从上次成功的位置继续；经常发生请检查网络和数据库日志。',
      en: 'The next run goes on from the last one that was stored; if it happens often, look at the network and the log of the database.',
    },
  },
  databaseTooManyRows: {
    status: 422,
    message: {
      zh: '表超过 {limit} 行，不能按指纹比对变化。',
      en: 'There are more than {limit} rows, too many to tell changes by fingerprint.',
    },
    remedy: {
      zh: '请改用 incremental（水位列），或用 query 缩小范围。',
      en: 'Use incremental with a watermark, or a query that takes less.',
    },
  },
});
