import path from 'node:path';
import { AppError } from '../../../../kernel/index.ts';
import type { PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import type { RemoteFolder } from '../remote/folder.ts';
import { readUrl } from '../remote/read-url.ts';

/** Where a package lies: its files by their paths in it, wherever that is. */
export interface PackagePlace {
  /** What messages call the package. */
  file: string;
  /** Bytes of a file of the package from an offset; an address stands for itself. */
  read(name: string, from: number): AsyncIterable<Buffer>;
  /** The package's own file. */
  descriptor: string;
  close(): Promise<void>;
}

/** A package at a web address; its token goes to that host alone. */
export function urlPlace(address: string, token: string | null, context: PullContext): PackagePlace {
  const base = new URL(address);
  return {
    file: `${base.origin}${base.pathname}`,
    descriptor: base.href,
    async *read(name, from) {
      const url = new URL(name, base);
      yield* readUrl(context, url, {
        from,
        what: `${url.origin}${url.pathname}`,
        request: { headers: token !== null && url.origin === base.origin ? { authorization: `Bearer ${token}` } : {} },
      });
    },
    close: async () => {},
  };
}

/** A package in a folder of another connector. */
export function folderPlace(folder: RemoteFolder, descriptor: string, context: PullContext): PackagePlace {
  const below = path.posix.dirname(descriptor);
  return {
    file: `${folder.name.replace(/\/$/, '')}/${descriptor}`,
    descriptor: path.posix.basename(descriptor),
    async *read(name, from) {
      if (/^https?:\/\//i.test(name)) {
        const url = new URL(name);
        yield* readUrl(context, url, { from, what: `${url.origin}${url.pathname}` });
        return;
      }
      const file = below === '.' ? name : `${below}/${name}`;
      const found = await folder.look(file);
      if (!found) throw new AppError(remoteErrors.remoteMissing, { host: folder.host, file });
      yield* folder.read(found, from);
    },
    close: () => folder.close(),
  };
}
