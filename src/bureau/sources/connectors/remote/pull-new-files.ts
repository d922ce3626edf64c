import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type Text } from '../../../../kernel/index.ts';
import type { Pull, PullContext } from '../connector.ts';
import { download } from './download.ts';
import { remoteErrors } from './errors.ts';
import { hostileName, pathPattern, shownName } from './file-name.ts';
import { FileChanged, type RemoteFile, type RemoteFolder } from './folder.ts';
import { readSeenFiles } from './seen-files.ts';

export interface FolderRules {
  pattern: string;
  limitBytes: number;
  /** A file younger than this may still be growing; 0 where files appear whole. */
  settleSeconds: number;
  /** Nothing is taken behind a refused file until the steward has settled it. */
  inOrder: boolean;
}

/** More entries than this in one listing are taken for one without an end. */
export const mostEntries = 200_000;

/** Reads a listing to its end: good files under the pattern, oldest first, and those whose names are refused. */
export async function listFolder(folder: RemoteFolder, rules: Pick<FolderRules, 'pattern'>, most = mostEntries) {
  const matches = pathPattern(rules.pattern);
  const files: RemoteFile[] = [];
  const hostile: { path: string; problem: Text }[] = [];
  let count = 0;
  for await (const file of folder.list()) {
    if (++count > most) {
      const problem = { zh: `上限 ${most} 项`, en: `at most ${most} are read` };
      throw new AppError(remoteErrors.remoteListingEndless, { folder: folder.name, count, problem });
    }
    const problem = hostileName(file.path);
    if (problem) hostile.push({ path: file.path, problem });
    else if (matches(file.path)) files.push(file);
  }
  files.sort((a, b) => a.modified.getTime() - b.modified.getTime() || (a.path < b.path ? -1 : 1));
  return { files, hostile };
}

/**
 * The files of a folder that were not collected yet, one pull each, oldest first. Each is fetched whole before its pull
 * begins, so a run never holds half a file. What can't be taken is told at the end, when all else is stored.
 */
export async function* pullNewFiles(
  folder: RemoteFolder,
  rules: FolderRules,
  context: PullContext,
): AsyncGenerator<Pull> {
  const seen = readSeenFiles(context.kept, context.state);
  const { files, hostile } = await listFolder(folder, rules);
  const listed = files.map((file) => file.path);
  const left = hostile.map(({ path: name, problem }) => fileProblem(name, problem));
  const tell = (rule: string, file: RemoteFile, zh: string, en: string) => {
    const name = shownName(file.path);
    const message = { zh: `文件“${name}”${zh}`, en: `The file “${name}” ${en}` };
    context.tell({ row: null, field: null, rule, value: name, message });
  };
  const wanted = files.filter((file) => isWanted(file));
  const target = path.join(context.scratch, 'fetched');
  let unsaved = false;
  for (const [index, file] of wanted.entries()) {
    context.signal.throwIfAborted();
    const name = shownName(file.path);
    const version = { path: file.path, version: versionOf(file) };
    const earlier = context.range ? null : (context.refused?.(version) ?? null);
    if (earlier === 'left-out') continue;
    if (earlier === 'waiting') {
      if (rules.inOrder) throw new AppError(remoteErrors.remoteFileBlocks, { file: name });
      tell(
        'file-waits',
        file,
        '曾被拒收，等待处理，本次未重试',
        'was refused before and waits for you; not tried again',
      );
      continue;
    }
    if (isYoung(file)) {
      tell('file-young', file, '刚刚修改过，留待下次采集', 'has just been changed; left for the next pull');
      continue;
    }
    const step = { zh: `读取“${name}”`, en: `Reading “${name}”` };
    let fetched: { sha256: string };
    try {
      fetched = await download(target, {
        name,
        bytes: file.bytes,
        limitBytes: rules.limitBytes,
        signal: context.signal,
        read: (from) => folder.read(file, from),
        onBytes: (bytes) =>
          context.progress({ share: (index + bytes / Math.max(1, file.bytes)) / wanted.length, bytes, step }),
      });
    } catch (error) {
      const changed = error instanceof FileChanged || (await hasChanged(folder, file, error));
      if (changed) {
        tell('file-growing', file, '在读取时有变化，留待下次采集', 'changed while it was read; left for the next pull');
        continue;
      }
      if (!(error instanceof AppError && ownFault.has(error.code))) throw error;
      left.push(fileProblem(file.path, error.text));
      continue;
    }
    if (await hasChanged(folder, file, null)) {
      tell('file-growing', file, '在读取时有变化，留待下次采集', 'changed while it was read; left for the next pull');
      continue;
    }
    const again = context.range ? null : seen.again(file, fetched.sha256, listed);
    if (again) {
      if (again === 'renamed')
        tell('file-renamed', file, '只是改了名，不再采集', 'was only renamed; not collected again');
      else tell('file-touched', file, '内容没有变化，不再采集', 'has the same content; not collected again');
      seen.add(file, fetched.sha256);
      unsaved = true;
      continue;
    }
    if (seen.status(file) === 'rewritten')
      tell('file-rewritten', file, '已被改写，重新采集', 'was rewritten; collected again');
    let takeBack = () => {};
    yield {
      name: path.posix.basename(file.path),
      stream: createReadStream(target),
      reading: {},
      state: () => {
        takeBack = seen.add(file, fetched.sha256);
        return seen.save();
      },
      file: version,
    };
    if (context.refused?.(version) === 'waiting') {
      takeBack();
      if (rules.inOrder) return;
    } else unsaved = false;
  }
  await rm(target, { force: true });
  if (unsaved) await context.remember?.(seen.save());
  if (left.length > 0) {
    const shown = left.slice(0, 5);
    throw new AppError(remoteErrors.remoteFilesLeft, { count: left.length, files: shown });
  }

  function isWanted(file: RemoteFile): boolean {
    if (context.range) return file.modified >= context.range.from && file.modified < context.range.to;
    return seen.status(file) !== 'same';
  }

  /** A time of the future is a clock that goes wrong: it says nothing about growing. */
  function isYoung(file: RemoteFile): boolean {
    const age = context.clock.now().getTime() - file.modified.getTime();
    return age >= 0 && age < rules.settleSeconds * 1000;
  }
}

/** Faults of one file, which keep no other from being collected. */
const ownFault = new Set<string>([
  remoteErrors.remoteTooLarge,
  remoteErrors.remoteForbidden,
  remoteErrors.remoteMissing,
]);

/** Another text when the file is another one. */
const versionOf = (file: RemoteFile) => `${file.bytes} ${file.tag ?? file.modified.toISOString()}`;

async function hasChanged(folder: RemoteFolder, file: RemoteFile, error: unknown): Promise<boolean> {
  if (error instanceof AppError && error.code !== remoteErrors.remoteMissing && error.code !== remoteErrors.remoteCut)
    return false;
  const now = await folder.look(file.path).catch(() => file);
  return (
    now === null ||
    now.bytes !== file.bytes ||
    now.modified.getTime() !== file.modified.getTime() ||
    (file.tag !== undefined && now.tag !== file.tag)
  );
}

function fileProblem(name: string, problem: Text): Text {
  const shown = shownName(name);
  return { zh: `“${shown}”（${problem.zh}）`, en: `“${shown}” (${problem.en})` };
}
