import { defineErrors } from '../../kernel/error.ts';

/** What can go wrong around the audit trail. */
export const auditErrors = defineErrors('audit', {
  keyUnreadable: {
    status: 500,
    message: {
      zh: '读不出审计签名密钥：{file}。',
      en: 'The signing key of the audit trail cannot be read: {file}.',
    },
    remedy: {
      zh: '请从备份恢复该文件，或检查其权限（应为 0600）。不要删除它：旧的检查点要靠它的公钥核对。',
      en: 'Restore the file from a backup or check its mode (0600). Do not delete it: old checkpoints are verified with its public key.',
    },
  },
  exportNotWritten: {
    status: 500,
    message: { zh: '审计记录没有导出：{problem}', en: 'The audit trail was not exported: {problem}' },
    remedy: {
      zh: '请检查文件路径、写入权限和磁盘空间；没有留下不完整的文件。',
      en: 'Check the path, the right to write and the disk space; no partial file was left.',
    },
  },
  fileUnreadable: {
    status: 400,
    message: { zh: '读不出文件 {file}：{problem}', en: 'The file {file} cannot be read: {problem}' },
    remedy: { zh: '请核对文件名。', en: 'Check the name of the file.' },
  },
  closed: {
    status: 503,
    message: { zh: '审计服务已停止，事件没有记下。', en: 'The audit service has stopped; the event was not recorded.' },
    remedy: { zh: '请在服务重新启动后重试。', en: 'Try again when the service has started again.' },
  },
});
