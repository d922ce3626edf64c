import type { Finding, Text } from '../../../../kernel/index.ts';
import type { ConnectorState, Pull, PullContext } from '../connector.ts';
import { compareRecords, sweepFingerprints } from './changes.ts';
import { chooseColumns, columnKinds, compareColumns } from './columns.ts';
import { csvRecord } from './csv.ts';
import type { Column, ColumnKind, DatabaseSession } from './session.ts';
import { type DatabaseSettings, requireFitting } from './settings.ts';
import { planWatermark, type Watermark } from './watermark.ts';

/** Signs in to a database and begins its snapshot. */
export type OpenSession = (settings: DatabaseSettings, context: PullContext) => Promise<DatabaseSession>;

interface Remembered {
  /** What was read; another table or query begins anew. */
  of: string;
  columns: Record<string, ColumnKind>;
  watermark?: Watermark;
  fingerprints?: string;
}

/** What a database has to give since the last pull, as one CSV; nothing when no row is to be collected. */
export async function* pullDatabase(
  open: OpenSession,
  settings: DatabaseSettings,
  context: PullContext,
): AsyncGenerator<Pull> {
  requireFitting(settings);
  const session = await open(settings, context);
  try {
    const before = remembered(context.state, session.relation);
    const { known, taken } = await chooseColumns(session, settings, context.tell);
    if (before) compareColumns(before.columns, taken, { title: session.title, tell: context.tell });
    const base: Remembered = { of: session.relation, columns: columnKinds(taken) };
    const source = { session, settings, context, before, base, known, taken };
    const { body, state } =
      settings.mode === 'incremental'
        ? await incremental(source)
        : settings.mode === 'changes'
          ? await changes(source)
          : { body: session.csv(select(session, taken, '')), state: () => base };
    const rows = body[Symbol.asyncIterator]();
    try {
      const first = await rows.next();
      if (first.done) {
        // Rows that are gone need not be told again.
        if (settings.mode === 'changes') await context.remember?.(state() as unknown as ConnectorState);
        return;
      }
      const header = Buffer.from(csvRecord(taken.map(({ name }) => name)));
      yield {
        name: `${settings.table ?? 'query'}-${context.clock.now().toISOString().slice(0, 10)}.csv`,
        stream: whole(header, first.value, { rows, session, context }),
        reading: { format: 'csv', container: 'none', encoding: 'utf-8', delimiter: ',', quote: '"', headerRow: 1 },
        // Rows of an overlap and changed rows are in the table already.
        ...(settings.mode === 'incremental' || settings.mode === 'changes' ? { mode: 'merge' as const } : {}),
        // After a backfill the pull of what is new goes on from where it was.
        state: () => (context.range ? context.state : (state() as unknown as ConnectorState)),
      };
    } finally {
      await rows.return?.();
    }
  } finally {
    await session.close();
  }
}

/** The bytes with their header; the connection is given back with the last of them, not when the run is done. */
async function* whole(
  header: Buffer,
  first: Buffer,
  { rows, session, context }: { rows: AsyncIterator<Buffer>; session: DatabaseSession; context: PullContext },
): AsyncGenerator<Buffer> {
  let bytes = header.length + first.length;
  let told = 0;
  try {
    yield header;
    yield first;
    while (true) {
      const next = await rows.next();
      if (next.done) break;
      bytes += next.value.length;
      if (bytes - told > 4_000_000) {
        told = bytes;
        context.progress({ share: null, bytes, step: { zh: '正在读取数据库', en: 'Reading the database' } });
      }
      yield next.value;
    }
  } finally {
    await rows.return?.();
    await session.close();
  }
}

interface Source {
  session: DatabaseSession;
  settings: DatabaseSettings;
  context: PullContext;
  before: Remembered | null;
  base: Remembered;
  known: Column[];
  taken: Column[];
}

interface Part {
  body: AsyncIterable<Buffer>;
  state(): Remembered;
}

async function incremental({ session, settings, context, before, base, known, taken }: Source): Promise<Part> {
  const column = known.find(({ name }) => name === settings.watermark)!;
  const earlier = before?.watermark?.column === column.name ? before.watermark : null;
  const { where, after } = await planWatermark(session, { column, before: earlier, settings, context });
  return {
    body: session.csv(select(session, taken, where)),
    state: () => ({ ...base, ...(after ? { watermark: after } : {}) }),
  };
}

async function changes({ session, settings, context, before, base, known, taken }: Source): Promise<Part> {
  const texts = (columns: Column[]) => columns.map((column) => column.text(session.name(column.name)));
  const key = known.filter(({ name }) => settings.key!.includes(name));
  const fingerprint = session.fingerprint(texts(key), texts(taken));
  await sweepFingerprints(context.kept, before?.fingerprints ?? null);
  const compared = await compareRecords(session.csv(select(session, taken, '', fingerprint)), {
    folder: context.kept,
    before: before?.fingerprints ?? null,
  });
  return {
    body: endingWith(compared.stream, () => {
      const { gone, repeated } = compared.outcome();
      if (gone > 0) context.tell(goneFinding(gone));
      if (repeated > 0) context.tell(repeatedFinding(settings.key!, repeated));
    }),
    state: () => ({ ...base, fingerprints: compared.outcome().file }),
  };
}

async function* endingWith(chunks: AsyncIterable<Buffer>, ended: () => void): AsyncGenerator<Buffer> {
  yield* chunks;
  ended();
}

function select(session: DatabaseSession, columns: Column[], where: string, before?: string): string {
  const texts = columns.map((column) => column.text(session.name(column.name)));
  return `SELECT ${[...(before ? [before] : []), ...texts].join(', ')} FROM ${session.relation}${where && ` WHERE ${where}`}`;
}

function remembered(state: ConnectorState | null, relation: string): Remembered | null {
  const before = state as unknown as Remembered | null;
  return before?.of === relation ? before : null;
}

function goneFinding(rows: number): Finding {
  return finding('rows-gone', {
    zh: `有 ${rows} 行在来源已不存在，数据集里仍保留。如应删除，请用 mode: full 并以 replace 方式采集一次。`,
    en: `${rows} rows are gone from the source; the dataset still holds them. Where they are to go, pull once with mode: full and replace.`,
  });
}

function repeatedFinding(key: string[], rows: number): Finding {
  return finding('key-repeated', {
    zh: `有 ${rows} 行的主键（${key.join('、')}）在来源里重复，每次都会重新采集。请核对 key 的设置。`,
    en: `${rows} rows repeat the key (${key.join(', ')}) of another row and are pulled each time. Check the setting key.`,
  });
}

function finding(rule: string, message: Text): Finding {
  return { row: null, field: null, rule, value: null, message };
}
