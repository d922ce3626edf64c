import type { Readable } from 'node:stream';
import type { Database, DatabaseTransaction } from '../../database/index.ts';
import { AppError, type Clock, type Config, type Logger, type Principal } from '../../kernel/index.ts';
import type { Page } from '../../kernel/shape.ts';
import { createChainer } from './chainer.ts';
import { auditErrors } from './errors.ts';
import { type ExportProgress, exportLines, writeExport } from './export.ts';
import { redactDetails, storableText } from './redact.ts';
import { createRepository, type PendingEvent } from './repository.ts';
import type { AuditEvent, AuditFilter, AuditOutcome } from './schema.ts';
import { openSigningKey } from './signing-key.ts';
import { createWriter } from './writer.ts';

/** Something that was done, refused or failed. No personal data: the principal's id, never a name or an address. */
export interface AuditRecord {
  principal: Principal;
  /** `slice.verb`, as in `collection.run-finished`. */
  action: string;
  /** What it was done to: `dataset:demo.residents`, `run:run_...`. */
  target: string;
  outcome: AuditOutcome;
  requestId?: string | null;
  /** A few facts: ids, counts, versions. Bounded and redacted. */
  details?: Record<string, unknown>;
}

/** The audit trail: durable at once, hash-chained soon after, signed every so often. */
export interface Audit {
  /**
   * Resolves when the event is on disk. Given a transaction, the event is committed or rolled back with it. Rejects when
   * the database can't take it, so that the caller does not go on unrecorded.
   */
  record(event: AuditRecord, transaction?: DatabaseTransaction): Promise<void>;
  /** Newest first; everything recorded before the call is seen. */
  list(filter?: AuditFilter): Promise<Page<AuditEvent>>;
  /** Writes the whole chain, up to now, to a file that `verifyExport` checks. */
  exportTo(file: string, onProgress?: ExportProgress): Promise<{ events: number; bytes: number }>;
  /** The same as a stream of NDJSON. */
  exportStream(): Promise<Readable>;
  /** Chains everything that was recorded before the call. */
  flush(): Promise<void>;
  /** Events recorded but not chained yet, for the metrics. */
  inboxDepth(): Promise<number>;
  /** Key that this data folder signs with: id and SPKI in base64. */
  publicKey: { id: string; publicKey: string };
  close(): Promise<void>;
}

export interface AuditDependencies {
  database: Database;
  clock: Clock;
  config: Pick<Config, 'dataFolder'>;
  log: Logger;
  checkpointEvents?: number;
  checkpointMinutes?: number;
}

/** Opens the audit trail on the database; its signing key is kept in `keys/` of the data folder. */
export function createAudit(dependencies: AuditDependencies): Audit {
  const { database, clock, config, log } = dependencies;
  const repository = createRepository(database);
  const key = openSigningKey(config.dataFolder);
  const writer = createWriter((events) => repository.addToInbox(events));
  const chainer = createChainer({
    repository,
    clock,
    log,
    key,
    checkpointEvents: dependencies.checkpointEvents ?? 1000,
    checkpointMilliseconds: (dependencies.checkpointMinutes ?? 5) * 60_000,
  });
  let closed: Promise<void> | null = null;

  const settle = async () => {
    await writer.idle();
    return chainer.flush();
  };
  const source = { repository, clock, key, head: () => writer.idle().then(() => chainer.flush(true)) };

  return {
    publicKey: { id: key.id, publicKey: key.publicKey },
    record: async (record, transaction) => {
      if (closed) throw new AppError(auditErrors.closed);
      const event = toPending(record, clock.now());
      if (transaction) await repository.addToInbox([event], transaction);
      else await writer.write(event);
      chainer.kick();
    },
    list: async (filter = {}) => {
      await settle();
      const limit = filter.limit ?? 100;
      const rows = await repository.list(filter, limit + 1);
      const items = rows.slice(0, limit);
      const next = rows.length > limit ? String(items.at(-1)?.sequence) : null;
      return { items, next };
    },
    exportTo: (file, onProgress) => writeExport(source, file, onProgress),
    exportStream: () => exportLines(source),
    flush: async () => {
      await settle();
    },
    inboxDepth: () => repository.inboxDepth(),
    close: () => {
      closed ??= (async () => {
        await writer.idle();
        await chainer.close();
        try {
          await chainer.flush(true);
        } catch (error) {
          log.error({ error }, 'the audit chain was not brought up to date at the end; its inbox keeps the events');
        }
      })();
      return closed;
    },
  };
}

function toPending(record: AuditRecord, at: Date): PendingEvent {
  return {
    at,
    actor: storableText(record.principal.id).slice(0, 200),
    organisation: record.principal.organisation === null ? null : storableText(record.principal.organisation),
    action: storableText(record.action).slice(0, 200),
    target: storableText(record.target).slice(0, 400),
    outcome: record.outcome,
    requestId: record.requestId ? storableText(record.requestId).slice(0, 200) : null,
    details: redactDetails(record.details ?? {}),
  };
}
