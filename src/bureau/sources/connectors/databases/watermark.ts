import { AppError } from '../../../../kernel/index.ts';
import type { PullContext } from '../connector.ts';
import { databaseErrors } from './errors.ts';
import type { Column, DatabaseSession, WatermarkKind } from './session.ts';
import type { DatabaseSettings } from './settings.ts';

/** The highest value pulled so far. */
export interface Watermark {
  column: string;
  value: string;
}

const dayMilliseconds = 86_400_000;

/**
 * What an incremental pull selects, and the watermark once it is stored: the highest value in the same snapshot, but not
 * one more than a day ahead of now, for later rows would lie below it and never be pulled. Rows ahead are pulled each time.
 */
export async function planWatermark(
  session: DatabaseSession,
  {
    column,
    before,
    settings,
    context,
  }: {
    column: Column;
    before: Watermark | null;
    settings: DatabaseSettings;
    context: PullContext;
  },
): Promise<{ where: string; after: Watermark | null }> {
  const kind = watermarkKind(column);
  const name = session.name(column.name);
  const { tell, range } = context;
  if (range) {
    if (!isTime(kind)) throw new AppError(databaseErrors.databaseRangeUnfit);
    const [from, to] = [range.from, range.to].map((moment) => session.literal(kind, timeText(moment)));
    return { where: `${name} >= ${from} AND ${name} < ${to}`, after: before };
  }
  const ceiling =
    isTime(kind) && settings.acceptFuture !== true
      ? session.literal(kind, timeText(new Date(context.clock.now().getTime() + dayMilliseconds)))
      : null;
  // Scalar subqueries, for each is one look into an index where there is one.
  const highest = (where: string) => `(SELECT ${column.text(`max(${name})`)} FROM ${session.relation}${where})`;
  const count = (where: string) => `(SELECT count(*) FROM ${session.relation} WHERE ${where})`;
  const [found] = await session.rows(
    `SELECT ${highest('')}, ${highest(ceiling === null ? '' : ` WHERE ${name} <= ${ceiling}`)}, ${count(`${name} IS NULL`)}`,
  );
  const [top, highestPulled, withoutValue] = found as [string | null, string | null, string];
  const reached = highestPulled !== null && isUsable(kind, highestPulled) ? highestPulled : null;
  if (top !== highestPulled && ceiling !== null) {
    const [[ahead]] = (await session.rows(`SELECT ${count(`${name} > ${ceiling}`)}`)) as [[string]];
    tell(futureFinding(column.name, { top: top!, ahead: Number(ahead) }));
  }
  if (Number(withoutValue) > 0) tell(nullFinding(column.name, Number(withoutValue)));
  if (before === null) return { where: '', after: reached === null ? null : { column: column.name, value: reached } };
  if (reached === null || isBelow(kind, reached, before.value))
    tell(backFinding(column.name, { reached, before: before.value }));
  const kept = reached === null || isBelow(kind, reached, before.value) ? before.value : reached;
  return {
    where: `${name} >= ${session.literal(kind, lowered(kind, before.value, settings.overlap ?? 600))}`,
    after: { column: column.name, value: kept },
  };
}

function watermarkKind({ name, type, kind }: Column): WatermarkKind {
  if (kind === 'integer' || kind === 'number' || kind === 'moment' || kind === 'local' || kind === 'date') return kind;
  throw new AppError(databaseErrors.databaseWatermarkUnfit, { column: name, type });
}

const isTime = (kind: WatermarkKind) => kind === 'moment' || kind === 'local' || kind === 'date';

/** A time as text without zone, in UTC. */
function timeText(moment: Date): string {
  return moment.toISOString().slice(0, 23).replace('T', ' ');
}

function instant(value: string): number {
  return Date.parse(`${value.replace(/Z$/, '').replace(' ', 'T')}${value.includes(':') ? 'Z' : ''}`);
}

/** False for what has no successor or predecessor: `infinity`, `NaN`, `0000-00-00`, a year before Christ. */
function isUsable(kind: WatermarkKind, value: string): boolean {
  return kind === 'integer' || Number.isFinite(kind === 'number' ? Number(value) : instant(value));
}

/** The value so much lower; a date by whole days, a time to the second below. */
function lowered(kind: WatermarkKind, value: string, overlap: number): string {
  if (kind === 'integer') return String(BigInt(value) - BigInt(overlap));
  if (kind === 'number') return overlap === 0 ? value : `${value} - ${overlap}`;
  const time = instant(value);
  if (kind === 'date') return timeText(new Date(time - Math.ceil(overlap / 86_400) * dayMilliseconds)).slice(0, 10);
  return overlap === 0 ? value.replace(/Z$/, '') : timeText(new Date(Math.floor(time / 1000 - overlap) * 1000));
}

function isBelow(kind: WatermarkKind, a: string, b: string): boolean {
  if (kind === 'integer') return BigInt(a) < BigInt(b);
  if (kind === 'number') return Number(a) < Number(b);
  return instant(a) < instant(b);
}

function futureFinding(column: string, { top, ahead }: { top: string; ahead: number }) {
  return {
    row: null,
    field: column,
    rule: 'watermark-future',
    value: top,
    message: {
      zh: `有 ${ahead} 行的水位列“${column}”晚于明天（最晚 ${top}），多半是来源的时钟错了。这些行照常采集，但水位不会跟着跳过去，以免漏掉之后的行。请来源更正；如属实，请设置 acceptFuture: true。`,
      en: `${ahead} rows have “${column}” more than a day ahead of now (up to ${top}); most likely a clock of the source is wrong. They are pulled, but the watermark does not follow them, so that no later row is missed. Have the source corrected; if it is meant, set acceptFuture: true.`,
    },
  };
}

function nullFinding(column: string, rows: number) {
  return {
    row: null,
    field: column,
    rule: 'watermark-empty',
    value: null,
    message: {
      zh: `有 ${rows} 行的水位列“${column}”为空，增量采集看不到它们的变化。请来源补全，或改用 changes 方式。`,
      en: `${rows} rows have nothing in “${column}”: their changes are not seen by an incremental pull. Have the source fill it, or use the mode changes.`,
    },
  };
}

function backFinding(column: string, { reached, before }: { reached: string | null; before: string }) {
  return {
    row: null,
    field: column,
    rule: 'watermark-back',
    value: reached,
    message: {
      zh: `水位列“${column}”现在最高是 ${reached ?? '（空）'}，低于上次的 ${before}：来源的表可能被清空、重建或从备份恢复。之后的行可能低于水位；请与来源确认，必要时让来源“从头开始”。`,
      en: `The highest “${column}” is ${reached ?? '(nothing)'} now, below the ${before} of the last pull: the table may have been emptied, made anew or restored. Later rows may lie below the watermark; ask the source and, if so, let it begin anew.`,
    },
  };
}
