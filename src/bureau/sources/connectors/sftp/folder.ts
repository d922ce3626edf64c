import path from 'node:path';
import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import type { PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import { shownName } from '../remote/file-name.ts';
import type { RemoteFile, RemoteFolder } from '../remote/folder.ts';
import { networkProblem } from '../remote/request.ts';
import { openSftp, type SftpSession } from './session.ts';
import type { SftpPlace } from './settings.ts';

const chunkBytes = 32 * 1024;
/** Reads on the way at once: what hides the distance to the server. */
const readsAhead = 32;
const listingsAhead = 8;
const deepest = 16;
/** Silence after which a connection counts as lost. */
const silenceMilliseconds = 60_000;

/** A folder of an SFTP server. Symbolic links and special files are not taken. */
export function openSftpFolder(place: SftpPlace, context: PullContext): RemoteFolder {
  const host = `${place.host}:${place.port ?? 22}`;
  let session: SftpSession | null = null;

  async function connected(): Promise<SftpSession> {
    if (!session?.alive()) session = await openSftp(place, context);
    return session;
  }

  /** One request, on the session that a handle belongs to where there is one; fails with what it means, or when the connection goes or is silent. */
  async function ask<Answer>(
    file: string,
    request: (sftp: SFTPWrapper, done: (error: Error | undefined | null, answer: Answer) => void) => void,
    own?: SftpSession,
  ): Promise<Answer> {
    const { sftp, lost, end } = own ?? (await connected());
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        end();
        reject(
          new AppError(sourcesErrors.unreachable, { place: host, problem: networkProblem({ code: 'ETIMEDOUT' }) }),
        );
      }, silenceMilliseconds);
    });
    const answer = new Promise<Answer>((resolve, reject) => {
      try {
        request(sftp, (error, value) => (error ? reject(error) : resolve(value)));
      } catch (error) {
        reject(error);
      }
    });
    try {
      return await Promise.race([answer, lost, silence]);
    } catch (error) {
      throw meaning(error, file, host);
    } finally {
      clearTimeout(timer);
      answer.catch(() => {});
    }
  }

  const full = (file: string) => path.posix.join(place.folder, file);

  async function* list(below: string, depth: number): AsyncGenerator<RemoteFile> {
    const name = full(below);
    const own = await connected();
    const handle = await ask<Buffer>(name, (sftp, done) => sftp.opendir(name, done), own);
    const folders: string[] = [];
    try {
      const askMore = () =>
        ask<FileEntryWithStats[]>(
          name,
          (sftp, done) =>
            sftp.readdir(handle as unknown as string, (error, entries) => {
              if (error && (error as { code?: number }).code === endOfFile) done(null, []);
              else done(error, entries);
            }),
          own,
        );
      const ahead: Promise<FileEntryWithStats[]>[] = [];
      for (let ended = false; !ended || ahead.length > 0; ) {
        while (!ended && ahead.length < listingsAhead) {
          const next = askMore();
          next.catch(() => {});
          ahead.push(next);
        }
        const batch = await ahead.shift()!;
        if (batch.length === 0) ended = true;
        for (const { filename, attrs } of batch) {
          const file = below === '' ? filename : `${below}/${filename}`;
          if (isKind(attrs, 'file')) yield toFile(file, attrs);
          // A folder's name is opened only when it is one name.
          else if (place.subfolders && isKind(attrs, 'folder') && !filename.includes('/')) folders.push(file);
        }
      }
    } finally {
      if (own.alive()) own.sftp.close(handle, () => {});
    }
    if (folders.length > 0 && depth >= deepest) {
      const problem = { zh: `子文件夹超过 ${deepest} 层`, en: `folders stand more than ${deepest} deep` };
      throw new AppError(remoteErrors.remoteListingEndless, {
        folder: shownName(name),
        count: folders.length,
        problem,
      });
    }
    for (const folder of folders) yield* list(folder, depth + 1);
  }

  return {
    name: `sftp://${host}${full('')}`,
    host,
    list: () => list('', 0),
    async look(file) {
      try {
        const attrs = await ask<Stats>(file, (sftp, done) => sftp.lstat(full(file), done));
        return isKind(attrs, 'file') ? toFile(file, attrs) : null;
      } catch (error) {
        if (error instanceof AppError && error.code === remoteErrors.remoteMissing) return null;
        throw error;
      }
    },
    async *read(file, from) {
      const name = full(file.path);
      const own = await connected();
      const handle = await ask<Buffer>(file.path, (sftp, done) => sftp.open(name, 'r', done), own);
      const readAt = async (position: number, length: number): Promise<Buffer> => {
        const parts: Buffer[] = [];
        for (let got = 0; got < length; ) {
          const request = (sftp: SFTPWrapper, done: (error: Error | undefined | null, part: Buffer | null) => void) =>
            sftp.read(handle, Buffer.alloc(length - got), 0, length - got, position + got, (error, bytes, data) => {
              if (error && (error as { code?: number }).code === endOfFile) return done(null, null);
              done(error, error ? null : data.subarray(0, bytes));
            });
          const part = await ask<Buffer | null>(file.path, request, own);
          if (part === null || part.length === 0) break;
          parts.push(part);
          got += part.length;
        }
        return Buffer.concat(parts);
      };
      const ahead: Promise<Buffer>[] = [];
      let asked = from;
      try {
        while (true) {
          while (ahead.length < readsAhead && asked < file.bytes) {
            const next = readAt(asked, Math.min(chunkBytes, file.bytes - asked));
            next.catch(() => {});
            ahead.push(next);
            asked += chunkBytes;
          }
          const next = ahead.shift();
          if (!next) return;
          const chunk = await next;
          if (chunk.length === 0) return;
          yield chunk;
          // Short of the end: the rest would not join on.
          if (chunk.length < chunkBytes && (ahead.length > 0 || asked < file.bytes)) return;
        }
      } finally {
        if (own.alive()) own.sftp.close(handle, () => {});
      }
    },
    async close() {
      session?.end();
      session = null;
    },
  };
}

const endOfFile = 1;

function isKind(attrs: { mode: number }, kind: 'file' | 'folder'): boolean {
  return (attrs.mode & 0o170000) === (kind === 'file' ? 0o100000 : 0o040000);
}

function toFile(file: string, attrs: { size: number; mtime: number }): RemoteFile {
  return { path: file, bytes: attrs.size, modified: new Date(attrs.mtime * 1000) };
}

function meaning(error: unknown, file: string, host: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const { code } = error as { code?: number | string };
  const name = shownName(file);
  if (code === 2) return new AppError(remoteErrors.remoteMissing, { host, file: name }, { cause: error });
  if (code === 3) return new AppError(remoteErrors.remoteForbidden, { host, file: name }, { cause: error });
  if (code === 6 || code === 7 || typeof code !== 'number')
    return new AppError(sourcesErrors.unreachable, { place: host, problem: networkProblem({ code: 'ECONNRESET' }) });
  const problem = { zh: `读取“${name}”失败（SFTP ${code}）`, en: `reading “${name}” failed (SFTP ${code})` };
  return new AppError(remoteErrors.remoteAnswer, { host, problem }, { cause: error });
}
