import { defineErrors } from '../../../../kernel/index.ts';

/** What can go wrong with files of another machine; none of the texts ever holds a secret. */
export const remoteErrors = defineErrors('sources', {
  remoteCut: {
    status: 502,
    message: {
      zh: '读取“{file}”时连接中断：应有 {expected} 字节，只收到 {received} 字节。',
      en: 'The connection broke while “{file}” was read: {expected} bytes were due, {received} came.',
    },
    remedy: {
      zh: '没有写入任何数据；下次采集会重新读取该文件。如反复出现，请检查网络。',
      en: 'Nothing was written; the next pull reads the file again. If it happens often, check the network.',
    },
  },
  remoteAnswer: {
    status: 502,
    message: { zh: '{host} 的应答不可用：{problem}。', en: 'The answer of {host} can’t be used: {problem}.' },
    remedy: {
      zh: '请核对数据来源的设置；如设置无误，请联系对方。',
      en: 'Check the settings of the source; if they are right, tell the owner of the host.',
    },
  },
  remoteSlow: {
    status: 504,
    message: {
      zh: '{host} 发送过慢：{problem}。',
      en: '{host} sends too slowly: {problem}.',
    },
    remedy: {
      zh: '没有写入任何数据，下次采集会再试；如经常发生，请联系对方，或在来源中调大时限。',
      en: 'Nothing was written and the next pull tries again; if it happens often, tell the owner of the host, or give the source more time.',
    },
  },
  remoteMissing: {
    status: 404,
    message: { zh: '{host} 上没有“{file}”。', en: 'There is no “{file}” at {host}.' },
    remedy: {
      zh: '请核对路径与名称（区分大小写），以及账号能否看到它。',
      en: 'Check the path and the name (case counts), and whether the account can see it.',
    },
  },
  remoteForbidden: {
    status: 422,
    message: { zh: '账号无权读取 {host} 上的“{file}”。', en: 'The account may not read “{file}” at {host}.' },
    remedy: { zh: '请让对方授予读取权限。', en: 'Ask the owner of the host for the right to read it.' },
  },
  remoteTooLarge: {
    status: 413,
    message: {
      zh: '“{file}”有 {bytes} 字节，超过上限 {limit} 字节。',
      en: '“{file}” has {bytes} bytes; the limit is {limit}.',
    },
    remedy: {
      zh: '请提高数据来源的文件大小上限，或请对方拆分文件。',
      en: 'Raise the file size limit of the source, or have the file split.',
    },
  },
  remoteListingEndless: {
    status: 502,
    message: {
      zh: '“{folder}”的文件列表没有尽头：已列出 {count} 项（{problem}）。',
      en: 'The listing of “{folder}” does not end: {count} entries came ({problem}).',
    },
    remedy: {
      zh: '请换用更小的文件夹或前缀，或请对方归档旧文件。',
      en: 'Name a smaller folder or prefix, or have old files moved away.',
    },
  },
  remoteFilesLeft: {
    status: 422,
    message: {
      zh: '{count} 个文件没有采集：{files}。其余新文件均已采集。',
      en: '{count} file(s) were not collected: {files}. All other new files were.',
    },
    remedy: {
      zh: '请更正这些文件，或收窄文件名规则使其不再匹配。',
      en: 'Mend these files, or narrow the name pattern so that it leaves them out.',
    },
  },
  remoteFileBlocks: {
    status: 422,
    message: {
      zh: '文件“{file}”曾被拒收，尚未处理；来源要求按顺序采集（inOrder），其后的文件均未采集。',
      en: 'The file “{file}” was refused and is not settled; the source is to be taken in order (inOrder), so no file behind it was collected.',
    },
    remedy: {
      zh: '请更正该文件，或在来源页面选择“重试”或“略去”。',
      en: 'Have the file corrected, or choose “try again” or “leave out” on the page of the source.',
    },
  },
  remoteRedirects: {
    status: 502,
    message: { zh: '{host} 的跳转不被接受：{problem}。', en: 'The redirect from {host} is not followed: {problem}.' },
    remedy: { zh: '请填写最终地址。', en: 'Enter the address that it ends at.' },
  },
  remoteSettings: {
    status: 400,
    message: {
      zh: '数据来源的设置不完整或有误：{problem}。',
      en: 'The settings of the source are not right: {problem}.',
    },
    remedy: { zh: '请按提示修改后重试。', en: 'Correct them and try again.' },
  },
  remoteHostKeyUnknown: {
    status: 422,
    message: {
      zh: '{host} 出示的主机密钥是 {found}，来源中尚未登记；未发送任何凭据。',
      en: '{host} shows the host key {found}, and none is entered in the source; no credentials were sent.',
    },
    remedy: {
      zh: '请通过其他途径（电话、对方的公告）向对方核实该指纹，一致后把它填入来源的 hostKey。',
      en: 'Ask the owner of the host by another way, as by phone, whether that is its fingerprint; then enter it as hostKey of the source.',
    },
  },
  remoteHostKey: {
    status: 422,
    message: {
      zh: '{host} 的主机密钥与登记的不符：登记 {expected}，现为 {found}；未发送任何凭据。',
      en: 'The host key of {host} is not the one entered: {expected} was entered, {found} was shown; no credentials were sent.',
    },
    remedy: {
      zh: '请通过其他途径向对方核实新指纹；确认更换后再在数据来源中更新。原因不明时不要更新。',
      en: 'Ask the owner of the host by another way whether the key was changed; only then enter the new fingerprint.',
    },
  },
  packageInvalid: {
    status: 422,
    message: { zh: '数据包“{file}”无法使用：{problem}。', en: 'The data package “{file}” can’t be used: {problem}.' },
    remedy: {
      zh: '请对照 Data Package 规范修改 datapackage.json，或改用其他连接方式。',
      en: 'Correct datapackage.json after the Data Package specification, or use another connector.',
    },
  },
  packageMismatch: {
    status: 422,
    message: {
      zh: '资源“{resource}”与数据包的声明不符：{problem}。',
      en: 'The resource “{resource}” is not what the package declares: {problem}.',
    },
    remedy: {
      zh: '文件可能正在更新或传输受损；下次采集会再试，如仍不符请联系发布者。',
      en: 'It may be being updated, or was damaged on its way; the next pull tries again. If it stays, tell the publisher.',
    },
  },
  shareProfile: {
    status: 400,
    message: {
      zh: 'Delta Sharing 凭据文件无法使用：{problem}。',
      en: 'The Delta Sharing profile can’t be used: {problem}.',
    },
    remedy: {
      zh: '请向数据提供方索取新的凭据文件（.share），整份内容填入 profile。',
      en: 'Get a new profile file (.share) from the provider and enter its whole content as the secret “profile”.',
    },
  },
});
