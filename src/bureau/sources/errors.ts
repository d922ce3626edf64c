import { defineErrors } from '../../kernel/index.ts';

/** What can stop a standing collection. */
export const sourcesErrors = defineErrors('sources', {
  notFound: {
    status: 404,
    message: {
      zh: '没有数据来源 {source}，或您无权查看。',
      en: 'There is no source {source}, or it is not yours to see.',
    },
    remedy: {
      zh: '请核对编号；可用 lingnan sources list 列出。',
      en: 'Check the id; lingnan sources list names them.',
    },
  },
  roundMissing: {
    status: 404,
    message: { zh: '没有采集轮次 {round}。', en: 'There is no round {round}.' },
    remedy: { zh: '请核对编号。', en: 'Check the id.' },
  },
  declarationWrong: {
    status: 422,
    message: { zh: '数据来源的声明有 {count} 处问题：{first}', en: 'The declaration has {count} problems: {first}' },
    remedy: { zh: '请按提示修改后重试。', en: 'Mend them as told and try again.' },
  },
  changedMeanwhile: {
    status: 409,
    message: { zh: '数据来源 {source} 已被他人修改。', en: 'The source {source} was changed by someone else.' },
    remedy: { zh: '请刷新后在最新内容上修改。', en: 'Reload and change the newest text.' },
  },
  paused: {
    status: 409,
    message: { zh: '数据来源 {source} 已暂停。', en: 'The source {source} is paused.' },
    remedy: { zh: '请先恢复该来源。', en: 'Resume it first.' },
  },
  scheduleWrong: {
    status: 422,
    message: { zh: '采集计划无效：{problem}。', en: 'The schedule is not valid: {problem}.' },
    remedy: {
      zh: '请写 cron（五段）或 cadence（如 daily）。',
      en: 'Write a cron line of five fields, or a cadence as daily.',
    },
  },
  rangeWrong: {
    status: 400,
    message: { zh: '补采区间无效：{problem}。', en: 'The range of the backfill is not valid: {problem}.' },
    remedy: {
      zh: '请给出起止时间，如 2026-11-01 和 2026-11-24，起在止前。',
      en: 'Give a beginning before an end, as 2026-11-01 and 2026-11-24.',
    },
  },
  backfillNeedsKey: {
    status: 409,
    message: {
      zh: '数据资源 {dataset} 按追加方式采集，补采会使行重复。',
      en: 'The dataset {dataset} is appended to: a backfill would double its rows.',
    },
    remedy: {
      zh: '请在数据标准中声明主键（key），并用 merge 方式采集。',
      en: 'Declare a key in its standard and collect with merge.',
    },
  },
  secretMissing: {
    status: 409,
    message: { zh: '数据来源 {source} 缺少密钥“{name}”。', en: 'The source {source} has no secret “{name}”.' },
    remedy: {
      zh: '请设置：lingnan sources secret set {source} {name}，或在来源页面填写。',
      en: 'Set it: lingnan sources secret set {source} {name}, or on its page.',
    },
  },
  secretUnknown: {
    status: 422,
    message: { zh: '此连接方式不使用密钥“{name}”。', en: 'The connector uses no secret “{name}”.' },
    remedy: { zh: '可用的名称：{known}。', en: 'The names are: {known}.' },
  },
  secretUnreadable: {
    status: 500,
    message: {
      zh: '数据来源 {source} 的密钥“{name}”无法解密。',
      en: 'The secret “{name}” of {source} cannot be opened.',
    },
    remedy: {
      zh: '加密用的钥匙已更换。请恢复 keys/secrets.key（或 LINGNAN_SECRET_KEY），或重新设置该密钥。',
      en: 'The key was changed. Bring keys/secrets.key (or LINGNAN_SECRET_KEY) back, or set the secret again.',
    },
  },
  hostNotAllowed: {
    status: 403,
    message: {
      zh: '主机 {host} 的地址 {address} 属于本机或内部网络，未经允许不能访问。',
      en: 'The host {host} is at {address}, an address of this machine or of a private network, and is not allowed.',
    },
    remedy: {
      zh: '请数据主管人员在来源页面允许该主机，或执行 lingnan sources host allow {host}。',
      en: 'Ask an officer to allow it on the page of the source, or by lingnan sources host allow {host}.',
    },
  },
  hostUnknown: {
    status: 502,
    message: { zh: '找不到主机 {host}：{problem}。', en: 'The host {host} was not found: {problem}.' },
    remedy: { zh: '请核对主机名和本机的域名解析。', en: 'Check the name and the name service of this machine.' },
  },
  hostWrong: {
    status: 400,
    message: { zh: '“{host}”不是主机名或地址。', en: '“{host}” is not the name or address of a host.' },
    remedy: {
      zh: '请写成 db.example.cn 或 10.1.2.3，可加 :端口。',
      en: 'Write db.example.cn or 10.1.2.3, with :port if need be.',
    },
  },
  unreachable: {
    status: 502,
    message: { zh: '连接不上 {place}：{problem}。', en: '{place} could not be reached: {problem}.' },
    remedy: {
      zh: '请确认对方服务在运行、网络可达；系统会按设定再试。',
      en: 'See that the service runs and can be reached; it will be tried again as declared.',
    },
  },
  credentialsRefused: {
    status: 422,
    message: { zh: '{place} 拒绝了所给的凭据：{problem}。', en: '{place} refused the credentials: {problem}.' },
    remedy: { zh: '请核对用户名，重新设置密钥。', en: 'Check the user name and set the secret again.' },
  },
  pullBroken: {
    status: 502,
    message: { zh: '从 {place} 取数时中断：{problem}。', en: 'Fetching from {place} broke off: {problem}.' },
    remedy: {
      zh: '已采集的部分保留，下一轮从断点继续。',
      en: 'What was collected stays; the next round goes on from there.',
    },
  },
  sourceChanged: {
    status: 422,
    message: { zh: '{place} 与声明不符：{problem}。', en: '{place} is not as declared: {problem}.' },
    remedy: { zh: '请核对来源，或修改声明。', en: 'Look at the source, or change the declaration.' },
  },
  filesRefused: {
    status: 422,
    message: {
      zh: '{count} 个文件的数据未通过：{files}。其余新文件不受影响。',
      en: 'The data of {count} file(s) were refused: {files}. The other new files are not affected.',
    },
    remedy: {
      zh: '请对方更正后重新放置文件（会自动再采），或在来源页面选择“重试”或“略去”。',
      en: 'Have them corrected and put there again, which is noticed, or choose “try again” or “leave out” on the page of the source.',
    },
  },
  fileNotRefused: {
    status: 404,
    message: {
      zh: '数据来源 {source} 没有被拒收的文件“{file}”。',
      en: 'The source {source} has no refused file “{file}”.',
    },
    remedy: {
      zh: '可用 lingnan sources files {source} 列出。',
      en: 'lingnan sources files {source} names them.',
    },
  },
  connectorMissing: {
    status: 409,
    message: { zh: '没有连接方式“{type}”。', en: 'There is no connector “{type}”.' },
    remedy: { zh: '请修改来源的声明。', en: 'Change the declaration of the source.' },
  },
  cancelled: {
    status: 409,
    message: { zh: '这一轮采集已取消。', en: 'This round was cancelled.' },
    remedy: { zh: '需要时可重新运行。', en: 'Run it again when needed.' },
  },
});
