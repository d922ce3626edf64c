import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, type Clock } from '../../kernel/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { eventLine } from './chain.ts';
import { auditErrors } from './errors.ts';
import type { AuditRepository, Checkpoint, Head } from './repository.ts';
import type { SigningKey } from './signing-key.ts';

export const exportFormat = 'lingnan-audit-export/1';

/** First line of an export: how much follows, up to which hash, and the keys; signed by the exporting server. */
export interface ExportHeader {
  kind: typeof exportFormat;
  /** Number of event lines; the chain begins at 1. */
  events: number;
  /** Hash of the last event: a file cut short, also at a line's end, does not reach it. */
  head: string;
  exportedAt: string;
  /** Id of the key that signed this header. */
  key: string;
  /** Key id to public key (SPKI, base64) of every server that signed a checkpoint. */
  keys: Record<string, string>;
  signature: string;
}

interface ExportSource {
  repository: AuditRepository;
  clock: Clock;
  key: SigningKey;
  /** Chains and signs what is there, and tells the head. */
  head(): Promise<Head>;
}

const pageEvents = 2000;

/** The text that the header's signature covers: its canonical JSON without the signature. */
export function headerText(header: Omit<ExportHeader, 'signature'>): string {
  return canonicalJson(header);
}

/** The chain as NDJSON, each line in canonical JSON: the header, the events in order, a checkpoint behind the event it signs. */
export async function exportLines(source: ExportSource): Promise<Readable> {
  const head = await source.head();
  return Readable.from(chunks(source, head), { objectMode: false });
}

async function* chunks(source: ExportSource, head: Head): AsyncGenerator<string> {
  const { repository, key } = source;
  const unsigned = {
    kind: exportFormat,
    events: head.sequence,
    head: head.hash,
    exportedAt: source.clock.now().toISOString(),
    key: key.id,
    keys: { ...(await repository.readKeys()), [key.id]: key.publicKey },
  } as const;
  yield `${canonicalJson({ ...unsigned, signature: key.sign(headerText(unsigned)) })}\n`;
  for (let after = 0; after < head.sequence; ) {
    const events = await repository.readEvents(after, head.sequence, pageEvents);
    const last = events.at(-1);
    if (!last) throw new AppError(auditErrors.exportNotWritten, { problem: `${after + 1} … ${head.sequence}` });
    const checkpoints = await repository.readCheckpoints(after, last.sequence);
    const lines: string[] = [];
    let next = 0;
    for (const event of events) {
      lines.push(eventLine(event));
      for (; checkpoints[next]?.sequence === event.sequence; next++) lines.push(checkpointLine(checkpoints[next]!));
    }
    yield `${lines.join('\n')}\n`;
    after = last.sequence;
  }
}

function checkpointLine(checkpoint: Checkpoint): string {
  return canonicalJson({ checkpoint });
}

/** Writes an export aside and puts it in place when it is complete. */
export async function writeExport(source: ExportSource, file: string): Promise<{ events: number; bytes: number }> {
  const draft = `${file}.partial`;
  try {
    const head = await source.head();
    const output = createWriteStream(draft, { mode: 0o600, flush: true });
    await pipeline(Readable.from(chunks(source, head), { objectMode: false }), output);
    await rename(draft, file);
    return { events: head.sequence, bytes: output.bytesWritten };
  } catch (cause) {
    await rm(draft, { force: true });
    if (cause instanceof AppError) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(auditErrors.exportNotWritten, { problem }, { cause });
  }
}
