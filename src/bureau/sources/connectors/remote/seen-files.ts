import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ConnectorState } from '../connector.ts';
import type { RemoteFile } from './folder.ts';

/** What has become of the files of a folder: a line a file in a journal of the source, the state naming how far it counts. */
export interface SeenFiles {
  /** `new`: never seen; `rewritten`: seen with another size, time or tag; `same`: read before. */
  status(file: RemoteFile): 'new' | 'rewritten' | 'same';
  /**
   * Whether a file that was read brings nothing new: `touched` when its own last content stands under a newer time,
   * `renamed` when a file of the same size, time and content was read under a name that is gone, which then is forgotten.
   */
  again(file: RemoteFile, sha256: string, listed: Iterable<string>): 'touched' | 'renamed' | null;
  /** Enters a file as read; what it returns takes that back, for one that was refused. */
  add(file: RemoteFile, sha256: string): () => void;
  /** Makes durable what was added, and returns the state that counts it. */
  save(): ConnectorState;
}

/** Path and version by 60 bits of a hash each, content by 72 bits, and a line end. */
const lineLength = 33;
const forgotten = '-'.repeat(22);
const mark = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 10);
const version = (file: RemoteFile) => mark(`${file.bytes} ${file.tag ?? file.modified.getTime()}`);
const content = (sha256: string) => Buffer.from(sha256, 'hex').toString('base64url').slice(0, 12);

/**
 * Reads the journal that a state names, from a folder that stays. Lines beyond what the state counts come from pulls that
 * were never stored: they are written over. A journal of mostly old lines is written anew under another name.
 */
export function readSeenFiles(folder: string, state: ConnectorState | null): SeenFiles {
  const told = typeof state?.['journal'] === 'string' ? path.basename(state['journal']) : null;
  let counted = typeof state?.['lines'] === 'number' ? state['lines'] : 0;
  const files = new Map<string, string>();
  if (told !== null) {
    const text = readJournal(path.join(folder, told)).slice(0, counted * lineLength);
    counted = Math.floor(text.length / lineLength);
    for (let line = 0; line < counted; line++) {
      const at = line * lineLength;
      put(text.slice(at, at + 10), text.slice(at + 10, at + lineLength - 1));
    }
  } else counted = 0;
  let journal = told ?? 'seen-1.txt';
  let pending: string[] = [];
  if (counted > 2 * files.size + 1000) {
    journal = `seen-${Number(/\d+/.exec(journal)?.[0] ?? 0) + 1}.txt`;
    counted = 0;
    pending = [...files].map(([key, value]) => key + value);
  }

  function put(key: string, value: string): void {
    if (value === forgotten) files.delete(key);
    else files.set(key, value);
  }

  function enter(key: string, value: string): void {
    put(key, value);
    pending.push(key + value);
  }

  return {
    status(file) {
      const known = files.get(mark(file.path));
      if (known === undefined) return 'new';
      return known.startsWith(version(file)) ? 'same' : 'rewritten';
    },
    again(file, sha256, listed) {
      const known = files.get(mark(file.path));
      if (known !== undefined) return known.endsWith(content(sha256)) ? 'touched' : null;
      const value = version(file) + content(sha256);
      const twins = [...files].filter(([, other]) => other === value);
      if (twins.length === 0) return null;
      const present = new Set([...listed].map(mark));
      const gone = twins.find(([key]) => !present.has(key));
      if (!gone) return null;
      enter(gone[0], forgotten);
      return 'renamed';
    },
    add(file, sha256) {
      const key = mark(file.path);
      const before = files.get(key) ?? forgotten;
      enter(key, version(file) + content(sha256));
      return () => enter(key, before);
    },
    save() {
      const handle = openSync(path.join(folder, journal), counted === 0 ? 'w' : 'r+');
      try {
        writeSync(handle, pending.map((line) => `${line}\n`).join(''), counted * lineLength, 'latin1');
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      counted += pending.length;
      pending = [];
      for (const name of readdirSync(folder))
        if (/^seen-\d+\.txt$/.test(name) && name !== journal && name !== told) rmSync(path.join(folder, name));
      return { journal, lines: counted, files: files.size };
    },
  };
}

function readJournal(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
