import type { Clock, Logger } from '../../kernel/index.ts';
import { hashEvent } from './chain.ts';
import { checkpointText } from './export-format.ts';
import type { AuditRepository, AuditTransaction, Head, PendingEvent } from './repository.ts';
import type { AuditEvent } from './schema.ts';
import type { SigningKey } from './signing-key.ts';

export interface ChainerOptions {
  repository: AuditRepository;
  clock: Clock;
  log: Logger;
  key: SigningKey;
  /** A checkpoint is signed after so many events, */
  checkpointEvents: number;
  /** or so long after the first event that none covers. */
  checkpointMilliseconds: number;
}

/** Most events that one transaction moves into the chain. */
const batchEvents = 2000;
/** How soon after an event its process looks at the inbox, and how often it looks without one. */
const kickMilliseconds = 50;
const idleMilliseconds = 2000;

/**
 * Moves events from the inbox into the hash chain, in the background. Any number of processes may run one: the chain
 * has one writer at a time, by an advisory lock, and an event leaves the inbox in the transaction that chains it.
 */
export function createChainer(options: ChainerOptions) {
  const { repository, log } = options;
  let timer: NodeJS.Timeout | null = null;
  let due = Number.POSITIVE_INFINITY;
  let running: Promise<unknown> = Promise.resolve();
  let closed = false;

  const schedule = (milliseconds: number) => {
    if (closed || performance.now() + milliseconds >= due) return;
    if (timer) clearTimeout(timer);
    due = performance.now() + milliseconds;
    timer = setTimeout(run, milliseconds);
    timer.unref();
  };
  const run = () => {
    due = Number.POSITIVE_INFINITY;
    running = moveAll(options, { wait: false, sign: false })
      .catch((error) => log.error({ error }, 'audit events could not be chained yet; they are kept in the inbox'))
      .then(() => schedule(idleMilliseconds));
  };
  schedule(idleMilliseconds);

  return {
    /** Tells that the inbox has something new. */
    kick: () => schedule(kickMilliseconds),
    /** Chains all that is in the inbox now. `sign`: and signs the head. */
    flush: async (sign = false): Promise<Head> => {
      await moveAll(options, { wait: true, sign });
      return repository.readHead();
    },
    close: async (): Promise<void> => {
      closed = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

async function moveAll(options: ChainerOptions, mode: { wait: boolean; sign: boolean }): Promise<void> {
  for (;;) {
    const moved = await options.repository.asChainer(mode.wait, (transaction) => moveBatch(options, transaction, mode));
    if (moved === null || moved < batchEvents) return;
  }
}

async function moveBatch(
  options: ChainerOptions,
  transaction: AuditTransaction,
  mode: { sign: boolean },
): Promise<number> {
  const { repository } = options;
  const pending = await repository.takeFromInbox(transaction, batchEvents);
  if (pending.length === 0 && !mode.sign) {
    // Nothing new, but an uncovered event may have waited long enough for its checkpoint.
    await signIfDue(options, transaction, await repository.readHead(transaction), false);
    return 0;
  }
  const before = await repository.readHead(transaction);
  const events = chainEvents(before, pending);
  if (events.length > 0) await repository.appendEvents(transaction, events);
  const last = events.at(-1);
  await signIfDue(options, transaction, last ?? before, mode.sign && pending.length < batchEvents);
  return pending.length;
}

/** Gives each event its place and hash, from the head on. */
export function chainEvents(head: Head, pending: PendingEvent[]): AuditEvent[] {
  let { sequence, hash } = head;
  return pending.map((event) => {
    sequence += 1;
    const placed = { ...event, at: event.at.toISOString(), sequence, previousHash: hash };
    hash = hashEvent(placed);
    return { ...placed, hash };
  });
}

async function signIfDue(
  options: ChainerOptions,
  transaction: AuditTransaction,
  head: Head,
  always: boolean,
): Promise<void> {
  const { repository, clock, key } = options;
  const last = await repository.lastCheckpoint(transaction);
  const uncovered = head.sequence - (last?.sequence ?? 0);
  if (uncovered <= 0) return;
  const now = clock.now();
  const age = now.getTime() - (last?.at.getTime() ?? 0);
  if (!always && uncovered < options.checkpointEvents && age < options.checkpointMilliseconds) return;
  const at = now.toISOString();
  const signature = key.sign(checkpointText({ ...head, at }));
  await repository.addCheckpoint(
    transaction,
    { sequence: head.sequence, hash: head.hash, at, key: key.id, signature },
    key.publicKey,
  );
}
