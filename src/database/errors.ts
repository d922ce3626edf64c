import { defineErrors } from '../kernel/error.ts';

/** What can go wrong with the metadata store and the job queue. */
export const databaseErrors = defineErrors('database', {
  unsupportedPlatform: {
    status: 500,
    message: {
      zh: '内置数据库不支持本机（{platform}），或其程序没有装好。',
      en: 'The embedded database does not run on this machine ({platform}), or its programs were not installed.',
    },
    remedy: {
      zh: '请重新执行 npm install（不要使用 --omit=optional）；或用环境变量 DATABASE_URL 指定一个 PostgreSQL 服务器。',
      en: 'Run npm install again (without --omit=optional), or name a PostgreSQL server in DATABASE_URL.',
    },
  },
  incompleteInstallation: {
    status: 500,
    message: {
      zh: '内置数据库的程序文件夹不完整，且无法补齐：{folder}。',
      en: 'The program folder of the embedded database is incomplete and could not be completed: {folder}.',
    },
    remedy: {
      zh: '请以该文件夹的所有者身份重新执行 npm install 或 npm rebuild。',
      en: 'Run npm install or npm rebuild as the owner of that folder.',
    },
  },
  noSystemUser: {
    status: 500,
    message: {
      zh: 'PostgreSQL 不能以 root 身份运行，也无法建立系统用户 {user}：{problem}。',
      en: 'PostgreSQL does not run as root, and the system user {user} could not be created: {problem}.',
    },
    remedy: {
      zh: '请改用普通用户运行；或手工执行 useradd --system {user} 后重试；或用 DATABASE_URL 指定服务器。',
      en: 'Run as an ordinary user, or run useradd --system {user} by hand, or name a server in DATABASE_URL.',
    },
  },
  folderNotReachable: {
    status: 500,
    message: {
      zh: '系统用户 {user} 进不了数据文件夹或程序文件夹：{folder}。',
      en: 'The system user {user} cannot reach the data folder or the program folder: {folder}.',
    },
    remedy: {
      zh: '请把数据文件夹（LINGNAN_DATA）和程序放到其他用户可以穿过的路径（各级目录权限 711 或 755）；或改用普通用户运行；或用 DATABASE_URL 指定服务器。',
      en: 'Put the data folder (LINGNAN_DATA) and the program where other users may pass (mode 711 or 755 on each folder above), or run as an ordinary user, or name a server in DATABASE_URL.',
    },
  },
  otherMajorVersion: {
    status: 500,
    message: {
      zh: '数据文件夹 {folder} 是 PostgreSQL {found} 建立的，本程序自带的是 PostgreSQL {ours}。数据没有被改动。',
      en: 'The data folder {folder} was made by PostgreSQL {found}; this program carries PostgreSQL {ours}. Nothing was changed.',
    },
    remedy: {
      zh: '请先用原版本的程序导出（pg_dump），再导入新的数据文件夹；或用 pg_upgrade 升级。',
      en: 'Export it with the program it came from (pg_dump) and import it into a new data folder, or use pg_upgrade.',
    },
  },
  notALingnanFolder: {
    status: 500,
    message: {
      zh: '文件夹 {folder} 里已有数据库文件，但缺少或读不出 {file}，无法连接。数据没有被改动。',
      en: 'The folder {folder} holds database files, but {file} is missing or unreadable, so it cannot be opened. Nothing was changed.',
    },
    remedy: {
      zh: '请从备份恢复该文件，或检查当前用户是否有权读取；如要重新开始，请换一个空的数据文件夹。',
      en: 'Restore that file from a backup, or check that this user may read it; to start anew, use an empty data folder.',
    },
  },
  startFailed: {
    status: 500,
    message: {
      zh: '内置数据库没有启动成功：{problem}',
      en: 'The embedded database did not start: {problem}',
    },
    remedy: {
      zh: '请查看日志 {log}，并检查磁盘空间和内存。',
      en: 'See the log {log}; check the disk space and memory.',
    },
  },
  folderBusy: {
    status: 503,
    message: {
      zh: '数据文件夹正被另一个进程（{holder}）启动或关闭，等候超时。',
      en: 'Another process ({holder}) has been starting or stopping this data folder for too long.',
    },
    remedy: {
      zh: '请稍后重试；如该进程已卡住，请先结束它。',
      en: 'Try again later; if that process hangs, end it first.',
    },
  },
  folderUnusable: {
    status: 500,
    message: {
      zh: '数据文件夹 {folder} 无法读写：{problem}',
      en: 'The data folder {folder} cannot be read or written: {problem}',
    },
    remedy: {
      zh: '请检查磁盘空间和权限；如果它由另一个用户（例如 root）建立，请以该用户运行，或更改其所有者。',
      en: 'Check disk space and rights; if another user (root, say) made it, run as that user or change its owner.',
    },
  },
  folderInUse: {
    status: 503,
    message: {
      zh: '文件夹 {folder} 正由另一个容器或主机上的数据库使用，为保护数据没有启动。',
      en: 'A database in another container or on another host is using the folder {folder}; none was started beside it.',
    },
    remedy: {
      zh: '请先停止那一个，或为本程序另设数据文件夹（LINGNAN_DATA）；多台服务器共用数据请用 DATABASE_URL。',
      en: 'Stop that one first or set another data folder (LINGNAN_DATA); servers that share data need DATABASE_URL.',
    },
  },
  unreachable: {
    status: 503,
    message: {
      zh: '连不上数据库（{server}）：{problem}',
      en: 'The database ({server}) cannot be reached: {problem}',
    },
    remedy: {
      zh: '请检查 DATABASE_URL、网络和数据库服务器是否在运行。',
      en: 'Check DATABASE_URL, the network, and that the server is running.',
    },
  },
  serverTooOld: {
    status: 500,
    message: {
      zh: '数据库服务器版本为 {found}，需要 PostgreSQL {needed} 或更高，编码为 UTF8。',
      en: 'The database server is {found}; PostgreSQL {needed} or later with encoding UTF8 is needed.',
    },
    remedy: {
      zh: '请升级数据库服务器，或用 UTF8 编码新建数据库。',
      en: 'Upgrade the server, or create the database with encoding UTF8.',
    },
  },
  migrationFailed: {
    status: 500,
    message: {
      zh: '数据库升级步骤 {name} 失败，已全部撤回：{problem}',
      en: 'The database upgrade step {name} failed; everything was rolled back: {problem}',
    },
    remedy: {
      zh: '数据没有被改动。请检查磁盘空间与数据库权限，或向维护者报告。',
      en: 'Nothing was changed. Check disk space and database rights, or report it to the maintainers.',
    },
  },
  newerSchema: {
    status: 500,
    message: {
      zh: '数据库由更新版本的程序升级过（{names}），本版本不能打开。',
      en: 'The database was upgraded by a newer release ({names}); this one cannot open it.',
    },
    remedy: { zh: '请使用较新的版本。', en: 'Use the newer release.' },
  },
  jobNotFound: {
    status: 404,
    message: { zh: '没有这个后台任务：{id}。', en: 'There is no such job: {id}.' },
    remedy: {
      zh: '请核对任务编号；已结束的任务只保留一段时间。',
      en: 'Check the id; finished jobs are kept for a while only.',
    },
  },
  jobLost: {
    status: 500,
    message: {
      zh: '运行该后台任务的进程多次中断，任务已停止。',
      en: 'The process that ran this job broke down again and again; the job was given up.',
    },
    remedy: {
      zh: '可能是内存不足；请查看系统日志，增加内存或减小输入后重新提交。',
      en: 'Memory may be short; see the system log, add memory or make the input smaller, and submit it again.',
    },
  },
});
