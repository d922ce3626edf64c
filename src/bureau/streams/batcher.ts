import { setImmediate as turn } from 'node:timers/promises';
import { type AppError, type Clock, type Logger, systemPrincipal, type Text } from '../../kernel/index.ts';
import type { Collection } from '../collection/index.ts';
import type { Run } from '../collection/schema.ts';
import type { Standard } from '../standards/schema.ts';
import { type Intake, requestBody, requestOf } from './intake.ts';
import { type JournalRecord, recordKind } from './journal/record.ts';
import { createMessageRows, type Message } from './message-rows.ts';
import type { BatchRow, RequestRow, StreamsRepository } from './repository.ts';

export interface BatcherNeeds {
  repository: StreamsRepository;
  collection: Pick<Collection, 'collect' | 'execute' | 'runs' | 'hasCommitted'>;
  /** The standard of a dataset as it is now. */
  standardOf(dataset: string): Promise<Standard>;
  clock: Clock;
  log: Logger;
}

const principal = systemPrincipal('streams');
/** The part's name and the header. */
const titleLines = 2;
const mostBytes = 64 * 1024 * 1024;
const finished = new Set(['done', 'refused', 'unchanged', 'failed', 'cancelled']);

interface Batch {
  to: number;
  lines: string[];
  merged: number;
  requests: RequestRow[];
}

export type Batcher = ReturnType<typeof createBatcher>;

/**
 * Makes versions of a stream's journal: what has gathered since the last batch becomes one run. The part of the journal is
 * written down before its run begins, with the run's id before the run does anything, and the stream goes on after that
 * part in one transaction: killed at any moment, the same part ends in the same run.
 */
export function createBatcher(needs: BatcherNeeds, stream: string, intake: Intake, start: number) {
  const { repository, collection, clock, log } = needs;
  const seconds = intake.declaration.batch?.seconds ?? 5;
  const most = intake.declaration.batch?.messages ?? 100_000;
  let consumed = start;
  let stopped = false;
  let wake: (() => void) | null = null;
  let problem: Text | null = null;
  const stop = new AbortController();

  const loop = (async () => {
    let failures = 0;
    while (!stopped) {
      try {
        const more = await once();
        problem = null;
        failures = 0;
        if (!more) await pause(seconds * 1000);
      } catch (error) {
        if (stopped) break;
        failures++;
        problem = (error as AppError).text ?? {
          zh: '内部错误，将自动重试',
          en: 'an internal error; it is tried again',
        };
        log.error({ err: error, stream }, 'a batch of a stream was not collected');
        await pause(Math.min(60_000, 1000 * 2 ** failures));
      }
    }
  })();

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (stopped) wake();
    });
  }

  /** Collects one batch; returns whether there is a full one more. */
  async function once(): Promise<boolean> {
    const pending = await repository.batch(stream);
    if (pending && pending.to_position > consumed && (await finish(pending))) return true;
    if (intake.journal.durable <= consumed) {
      await storeFindings();
      return false;
    }
    const standard = await needs.standardOf(intake.declaration.dataset);
    const batch = await gather(consumed, standard);
    const row: BatchRow = { stream, from_position: consumed, to_position: batch.to, merged: batch.merged, run: null };
    await repository.saveBatch(row);
    const run = batch.lines.length > titleLines ? await collect(row, batch.lines) : null;
    await end(row, run, batch.requests);
    return intake.journal.durable - consumed > mostBytes / 2;
  }

  async function collect(row: BatchRow, lines: string[]): Promise<Run> {
    const name = `${stream}-${row.from_position}.csv`;
    const run = await collection.collect({
      principal,
      dataset: intake.declaration.dataset,
      upload: { name, stream: chunksOf(lines) },
      reading: { format: 'csv', encoding: 'utf-8', delimiter: ',', quote: '"', headerRow: 2 },
      // A batch is never refused for its bad messages: the good ones were acknowledged too.
      refuseAbove: 1,
      signal: stop.signal,
      // In the transaction that makes the run: a batch names no run that there is not.
      before: async (id, transaction) => {
        row.run = id;
        await repository.saveBatch(row, transaction);
      },
    });
    if (await isKept(run)) return run;
    throw Object.assign(new Error(`${run.id}: ${run.problem?.code}`), { text: run.problem?.message });
  }

  /** Takes up a batch that was cut off by its run; false when it had none that stored anything, and is to be made anew. */
  async function finish(row: BatchRow): Promise<boolean> {
    if (!row.run) return false;
    await collection.execute(row.run, { signal: stop.signal });
    const run = await collection.runs.get(principal, row.run);
    if (!(await isKept(run))) return false;
    const requests: RequestRow[] = [];
    for await (const records of intake.journal.read(row.from_position)) {
      for (const record of records) {
        if (record.from >= row.to_position) break;
        if (record.kind === recordKind.request) requests.push(requestRow(record));
      }
      if (records.at(-1)!.to >= row.to_position) break;
    }
    await end(row, run, requests);
    return true;
  }

  /** Whether every row of a run is in the dataset or in quarantine. */
  async function isKept(run: Run): Promise<boolean> {
    if (!finished.has(run.status)) throw stop.signal.reason ?? new Error(`the run ${run.id} did not end`);
    if (run.status === 'done' || run.status === 'unchanged') return true;
    if (run.status === 'refused') return run.rows > 0 && run.quarantined === run.rows;
    return collection.hasCommitted(run.dataset, run.id);
  }

  async function end(row: BatchRow, run: Run | null, requests: RequestRow[]): Promise<void> {
    await storeFindings();
    const refused = run?.status === 'refused';
    await repository.endBatch(
      row,
      {
        accepted: refused ? 0 : (run?.accepted ?? 0),
        quarantined: refused ? run.rows : (run?.quarantined ?? 0),
        version: run?.version ?? null,
        at: clock.now(),
      },
      requests,
    );
    consumed = row.to_position;
    await intake.consumed(consumed);
    for (const { key } of requests) intake.requests.delete(key);
  }

  async function storeFindings(): Promise<void> {
    await repository.addFindings(stream, intake.findings.take());
  }

  /** Reads whole groups from the journal until the batch is full; gives the event loop a turn in between. */
  async function gather(from: number, standard: Standard): Promise<Batch> {
    const rows = createMessageRows(intake.declaration, standard);
    const batch: Batch = {
      to: from, // The first line tells this part of the journal from every other: equal messages are not the same messages.
      lines: [`${stream},${from}\n`, rows.header],
      merged: 0,
      requests: [],
    };
    const places = new Map<string, number>();
    let bytes = 0;
    let worked = 0;
    const add = (message: Message) => {
      const { line, key, problem } = rows.read(message);
      if (problem) {
        const { client, topic, payload } = message;
        intake.findings.tell({ ...problem, client, topic, sample: payload.toString('utf8', 0, 300) });
      }
      bytes += line.length;
      const place = key === null ? undefined : places.get(key);
      if (place !== undefined) {
        // The later message of a key takes the place of the earlier, as a later batch would.
        batch.lines[place] = line;
        batch.merged++;
        return;
      }
      if (key !== null) places.set(key, batch.lines.length);
      batch.lines.push(line);
    };
    for await (const records of intake.journal.read(from)) {
      for (const record of records) {
        if (record.kind === recordKind.time) {
          // A batch ends where a group begins, so that every record has its time.
          if (batch.lines.length + batch.merged > most || bytes > mostBytes) return batch;
        } else if (record.kind === recordKind.message) add(record);
        else {
          batch.requests.push(requestRow(record));
          let line = 0;
          for (const payload of linesOf(requestBody(record))) add({ ...record, topic: '', payload, line: ++line });
        }
        batch.to = record.to;
        if (++worked % 1000 === 0) await turn();
      }
    }
    return batch;
  }

  function requestRow(record: JournalRecord): RequestRow {
    const { digest, messages, receivedAt } = requestOf(record);
    return { stream, key: record.topic, digest, messages, received_at: new Date(receivedAt) };
  }

  return {
    problem: () => problem,
    /** Makes a version of what waits now, without waiting for its time. */
    hurry: () => wake?.(),
    /** Ends after the batch that runs, which is taken up again at the next start when it does not come to its end. */
    async close(): Promise<void> {
      stopped = true;
      wake?.();
      stop.abort(new Error('job stopping'));
      await loop;
    },
  };
}

/** The lines of a request that are not empty. */
export function* linesOf(body: Buffer): Generator<Buffer> {
  let at = 0;
  while (at < body.length) {
    const found = body.indexOf(10, at);
    const end = found === -1 ? body.length : found;
    const line = body.subarray(at, end);
    if (line.some((byte) => byte > 32)) yield line;
    at = end + 1;
  }
}

async function* chunksOf(lines: string[]): AsyncGenerator<Buffer> {
  for (let at = 0; at < lines.length; at += 2000) {
    yield Buffer.from(lines.slice(at, at + 2000).join(''));
    await turn();
  }
}
