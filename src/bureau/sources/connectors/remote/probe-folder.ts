import type { Probe } from '../connector.ts';
import { shownName } from './file-name.ts';
import type { RemoteFolder } from './folder.ts';
import { type FolderRules, listFolder } from './pull-new-files.ts';

const shownFiles = 20;

/** What stands in a folder, the newest files first. */
export async function probeFolder(folder: RemoteFolder, rules: FolderRules): Promise<Probe> {
  const { files, hostile } = await listFolder(folder, rules);
  const refusedZh = hostile.length > 0 ? `；${hostile.length} 个文件名不被接受` : '';
  const refusedEn = hostile.length > 0 ? `; ${hostile.length} names are refused` : '';
  return {
    found: {
      zh: `${folder.name} 中有 ${files.length} 个文件符合规则${refusedZh}`,
      en: `${files.length} files of ${folder.name} match${refusedEn}`,
    },
    columns: [
      { name: '文件 · file', type: 'text' },
      { name: '字节 · bytes', type: 'integer' },
      { name: '修改时间 · modified', type: 'datetime' },
    ],
    sample: files
      .slice(-shownFiles)
      .reverse()
      .map((file) => [shownName(file.path), String(file.bytes), file.modified.toISOString()]),
  };
}
