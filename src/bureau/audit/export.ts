import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, type Clock } from '../../kernel/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { eventLine } from './chain.ts';
import { auditErrors } from './errors.ts';
import { type ExportHeader, exportFormat, headerText } from './export-format.ts';
import type { AuditRepository, Checkpoint, Head } from './repository.ts';
import type { SigningKey } from './signing-key.ts';

/** What an export is made from. */
export interface ExportSource {
  repository: AuditRepository;
  clock: Clock;
  key: SigningKey;
  /** Chains and signs what is there, and tells the head. */
  head(): Promise<Head>;
}

/** Called with the events written so far and the number of all. */
export type ExportProgress = (done: number, all: number) => void;

const pageEvents = 2000;

/** The chain up to now as a stream of NDJSON, in the format that `export-format.ts` describes. */
export async function exportLines(source: ExportSource): Promise<Readable> {
  const head = await source.head();
  return Readable.from(chunks(source, head), { objectMode: false });
}

/** Writes an export aside and puts it in place when it is complete. */
export async function writeExport(
  source: ExportSource,
  file: string,
  onProgress?: ExportProgress,
): Promise<{ events: number; bytes: number }> {
  const draft = `${file}.partial`;
  try {
    const head = await source.head();
    const output = createWriteStream(draft, { mode: 0o600, flush: true });
    await pipeline(Readable.from(chunks(source, head, onProgress), { objectMode: false }), output);
    await rename(draft, file);
    return { events: head.sequence, bytes: output.bytesWritten };
  } catch (cause) {
    await rm(draft, { force: true });
    if (cause instanceof AppError) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(auditErrors.exportNotWritten, { problem }, { cause });
  }
}

async function* chunks(source: ExportSource, head: Head, onProgress?: ExportProgress): AsyncGenerator<string> {
  const { repository } = source;
  const checkpoints = await repository.readCheckpoints(head.sequence);
  yield `${await headerLine(source, head, checkpoints.length)}\n`;
  let next = 0;
  for (let after = 0; after < head.sequence; ) {
    const events = await repository.readEvents(after, head.sequence, pageEvents);
    const last = events.at(-1);
    if (!last) throw new AppError(auditErrors.exportNotWritten, { problem: `${after + 1} … ${head.sequence}` });
    const lines: string[] = [];
    for (const event of events) {
      lines.push(eventLine(event));
      for (; checkpoints[next]?.sequence === event.sequence; next++) {
        lines.push(canonicalJson({ checkpoint: checkpoints[next] satisfies Checkpoint | undefined }));
      }
    }
    yield `${lines.join('\n')}\n`;
    after = last.sequence;
    onProgress?.(after, head.sequence);
  }
}

async function headerLine({ repository, clock, key }: ExportSource, head: Head, checkpoints: number): Promise<string> {
  const unsigned: Omit<ExportHeader, 'signature'> = {
    kind: exportFormat,
    events: head.sequence,
    checkpoints,
    head: head.hash,
    exportedAt: clock.now().toISOString(),
    key: key.id,
    keys: { ...(await repository.readKeys()), [key.id]: key.publicKey },
  };
  return canonicalJson({ ...unsigned, signature: key.sign(headerText(unsigned)) });
}
