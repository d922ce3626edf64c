import { isDeepStrictEqual } from 'node:util';
import { systemPrincipal, type Text } from '../../../kernel/index.ts';
import { fullSchedule, nextDue } from '../schedule/schedule.ts';
import type { FullSchedule } from '../schedule/schema.ts';
import type { DutyParts, StreamDuty } from './dependencies.ts';
import type { Outcome } from './judge.ts';
import type { DutyCollectionRow, DutyPeriodRow, OpenPeriod } from './repository.ts';
import { instantWords, lengthWords } from './words.ts';

const reader = systemPrincipal('duty');
/** Data of the moment may be silent for so long where nothing else is said. */
const realtimeSilenceMinutes = 15;
const minute = 60_000;
/** A stream that may not be silent is judged once a day besides, so that its good days are seen. */
const eachDay = { cron: '0 0 * * *', timezone: 'Asia/Shanghai', restDays: null, catchUp: 'latest' } as const;

/**
 * Streams as duties: by the cadence of their datasets, and by how long they may be silent. A silence is a due instant of its
 * own without a grace, entered when it has lasted too long; what comes after it makes it good.
 */
export function createStreamDuties({ duty, streams, catalogue, collection, clock }: DutyParts) {
  /** This server was not there to hear what came before. */
  const began = clock.now();

  async function collectionOf(stream: StreamDuty, known?: DutyCollectionRow): Promise<DutyCollectionRow> {
    const cadence = (await catalogue.find(stream.dataset))?.cadence ?? null;
    const silence = stream.silenceMinutes ?? (cadence === 'realtime' ? realtimeSilenceMinutes : null);
    const schedule: FullSchedule | null =
      silence !== null && (cadence === null || cadence === 'realtime' || cadence === 'irregular')
        ? { ...eachDay, graceMinutes: silence }
        : fullSchedule(undefined, cadence);
    const now = clock.now();
    const resumed = known?.paused === true && !stream.paused;
    const soonest = schedule && nextDue(schedule, now);
    const same = known && known.schedule?.cron === schedule?.cron;
    const { title, dataset, owner, paused } = stream;
    return {
      id: `stream:${stream.id}`,
      kind: 'stream',
      subject: stream.id,
      dataset,
      owner,
      title,
      schedule: stream.nothing ? null : schedule,
      silence_minutes: stream.nothing ? null : silence,
      revision: 0,
      paused,
      since: known && !resumed ? known.since : now,
      next_due: stream.nothing
        ? null
        : same && !resumed && known.next_due && soonest && known.next_due < soonest
          ? known.next_due
          : soonest,
    };
  }

  /** Follows what was declared, changed, paused or removed; a stream of which nothing is expected is no duty. */
  async function follow(): Promise<void> {
    const known = new Map((await duty.collections({ kind: 'stream' })).map((row) => [row.id, row]));
    for (const stream of await streams()) {
      const before = known.get(`stream:${stream.id}`);
      const row = await collectionOf(stream, before);
      if (row.schedule === null && row.silence_minutes === null) continue;
      known.delete(row.id);
      if (isDeepStrictEqual(before, row)) continue;
      await duty.transaction((transaction) => duty.saveCollection(row, transaction));
    }
    for (const id of known.keys()) await duty.removeCollection(id);
  }

  /** Enters the silences that have lasted too long. */
  async function hear(): Promise<void> {
    const now = clock.now().getTime();
    const rows = (await duty.collections({ kind: 'stream' })).filter((row) => row.silence_minutes && !row.paused);
    if (rows.length === 0) return;
    const latest = await duty.latest();
    const all = new Map((await streams()).map((stream) => [stream.id, stream]));
    for (const row of rows) {
      const heard = all.get(row.subject)?.heardAt ?? null;
      const quiet = new Date(Math.max(heard?.getTime() ?? 0, row.since.getTime(), began.getTime()));
      const due = new Date(quiet.getTime() + row.silence_minutes! * minute);
      const last = latest.get(row.id);
      const open = last && isSilence(last) && last.state === 'missed';
      if (due.getTime() > now || open) continue;
      const told = silenceWords(heard, quiet, row.silence_minutes!);
      const period = { collection: row.id, due_at: due, grace_until: due, state: 'missed' as const, told };
      await duty.transaction((transaction) => duty.insertPeriod({ ...period, reported: false }, transaction));
    }
  }

  /** What a stream stored for a period: after the silence began, else since the period before. */
  async function deliveryFor(period: OpenPeriod, since: number): Promise<Outcome | null> {
    const stream = (await streams()).find(({ id }) => id === period.subject);
    if (!stream?.storedAt) return null;
    const row = await duty.collection(period.collection);
    const from = isSilence(period) ? period.due_at.getTime() - (row?.silence_minutes ?? 0) * minute : since;
    if (stream.storedAt.getTime() <= from) return null;
    const run = stream.run ? await collection.runs.get(reader, stream.run).catch(() => null) : null;
    // Bad messages are set aside one by one; that they came is what was asked for.
    return {
      at: stream.storedAt,
      status: 'done',
      rows: run?.rows ?? 0,
      quarantined: run?.quarantined ?? 0,
      version: run?.version ?? null,
      runs: run ? [run.id] : [],
    };
  }

  return { follow, hear, deliveryFor };
}

/** Whether a period is a silence: no other has no grace. */
function isSilence({ due_at, grace_until }: Pick<DutyPeriodRow, 'due_at' | 'grace_until'>): boolean {
  return due_at.getTime() === grace_until.getTime();
}

function silenceWords(heard: Date | null, quiet: Date, minutes: number): Text {
  const length = lengthWords(minutes);
  const at = instantWords(quiet);
  return heard && heard.getTime() === quiet.getTime()
    ? {
        zh: `最近一条消息是 ${at} 收到的，此后 ${length.zh}没有消息`,
        en: `The last message came ${at}; nothing has come for ${length.en} since`,
      }
    : { zh: `自 ${at} 起 ${length.zh}没有收到消息`, en: `Nothing has come for ${length.en}, since ${at}` };
}
