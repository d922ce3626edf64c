import Type from 'typebox';
import { AppError } from '../../../../kernel/index.ts';
import { defineConnector, type Probe, type PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import { probeFolder } from '../remote/probe-folder.ts';
import { pullNewFiles } from '../remote/pull-new-files.ts';
import { folderRuleShapes, folderRules } from '../remote/rules.ts';
import { openSftpFolder } from './folder.ts';
import { openSftp } from './session.ts';
import { type SftpPlace, SftpPlaceShape, sftpSecrets, sftpSecretsWith } from './settings.ts';

const usualSettleSeconds = 60;

const settings = Type.Object(
  {
    ...SftpPlaceShape.properties,
    ...folderRuleShapes,
    settleSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 86_400,
        title: '等待写完（秒） · Seconds to settle',
        description:
          '修改后不足这么多秒的文件视为仍在写入，缺省 60 · files changed less than so many seconds ago are still being written, 60 when absent',
      }),
    ),
  },
  { additionalProperties: false },
);

/** New files of a folder on an SFTP server, once each, oldest first. */
export const sftpConnector = defineConnector({
  type: 'sftp',
  title: { zh: 'SFTP 文件夹', en: 'SFTP folder' },
  about: {
    zh: '填主机、账号、主机密钥指纹和文件夹；每个新文件采集一次。',
    en: 'Host, account, the host key’s fingerprint and a folder; each new file is taken once.',
  },
  settings,
  secrets: sftpSecrets,
  secretsWith: sftpSecretsWith,
  async probe(asked, context) {
    if (asked.hostKey === undefined) return shownHostKey(asked, context);
    const folder = openSftpFolder(asked, context);
    try {
      return await probeFolder(folder, folderRules(asked, asked.settleSeconds ?? usualSettleSeconds));
    } finally {
      await folder.close();
    }
  },
  async *pull(asked, context) {
    const folder = openSftpFolder(asked, context);
    try {
      yield* pullNewFiles(folder, folderRules(asked, asked.settleSeconds ?? usualSettleSeconds), context);
    } finally {
      await folder.close();
    }
  },
});

/** The fingerprint that the host shows, for the steward to confirm; no credential is sent to a host that is not known. */
async function shownHostKey(place: SftpPlace, context: PullContext): Promise<Probe> {
  try {
    (await openSftp(place, context)).end();
  } catch (error) {
    if (!(error instanceof AppError && error.code === remoteErrors.remoteHostKeyUnknown)) throw error;
    const found = String(error.details['found']);
    return {
      found: error.text,
      columns: [{ name: 'hostKey', type: 'text' }],
      sample: [[found]],
    };
  }
  throw new Error('a host without a known key was signed in to');
}
