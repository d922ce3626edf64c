import { quoteLiteral } from '../../../lake/index.ts';
import { fullMatch } from '../types/kind.ts';
import { anyValue, ask, countOf, type ProposalSource, perColumn } from './source.ts';

/** What all rows that are looked at say of a column, and some of its values. */
export interface ColumnLook {
  /** Title as it stands in the source. */
  title: string;
  /** Name in the relation. */
  column: string;
  /** Values that are not empty. */
  filled: number;
  /** … that are blanks alone. */
  blank: number;
  /** … with blanks around them. */
  padded: number;
  /** … of digits that begin with a zero and are more than that. */
  zeros: number;
  /** … of more digits than a number keeps. */
  long: number;
  /** How many different values there are, nearly. */
  distinct: number;
  /** Values from all over the source, none of them empty. */
  values: string[];
}

const sampledCells = 200_000;
const fewestValues = 20;
const mostValues = 300;
/** Blanks as people and exports put them around values; a text that begins below `!` begins with one. */
const blankEnds = [' ', '\t', '\r', '\n', '\u3000', '\u00a0'].map(quoteLiteral);
const v = anyValue;
const measures: Record<Exclude<keyof ColumnLook, 'title' | 'column' | 'values'>, string> = {
  filled: countOf(`${v} <> ''`),
  blank: countOf(`CASE WHEN ${v} < '!' THEN ${v} <> '' AND trim(${v}, ${quoteLiteral(' \t\r\n')}) = '' ELSE false END`),
  padded: countOf(
    [
      `(${v} <> '' AND ${v} < '!')`,
      `starts_with(${v}, ${blankEnds[4]})`,
      `starts_with(${v}, ${blankEnds[5]})`,
      ...blankEnds.map((blank) => `ends_with(${v}, ${blank})`),
    ].join(' OR '),
  ),
  zeros: countOf(
    `CASE WHEN strlen(${v}) > 1 AND ${v} >= '0' AND ${v} < '1' THEN ${fullMatch(v, '0[0-9]+')} ELSE false END`,
  ),
  long: countOf(`CASE WHEN strlen(${v}) > 15 THEN ${fullMatch(v, '[0-9]+')} ELSE false END`),
  distinct: `approx_count_distinct(${v})`,
};
const scale = `max(CASE WHEN ${fullMatch(v, '[+-]?[0-9]*[.][0-9]+')} THEN strlen(${v}) - strpos(${v}, '.') END)`;

/** Looks at every column over all rows. */
export async function lookOver(source: ProposalSource): Promise<ColumnLook[]> {
  const names = source.columns.map((_, index) => `c${index}`);
  const samples = await sampleValues(source);
  const measured = await perColumn(source, names, Object.values(measures));
  const looks: ColumnLook[] = [];
  for (const [index, title] of source.columns.entries()) {
    const column = names[index]!;
    const numbers = measured.get(column);
    const found = Object.fromEntries(Object.keys(measures).map((name, place) => [name, numbers?.[place] ?? 0]));
    const look = { title, column, values: samples[index]!, ...(found as Record<keyof typeof measures, number>) };
    if (look.values.length < fewestValues && look.filled > look.values.length) {
      look.values = await someValues(source, column);
    }
    looks.push(look);
  }
  return looks;
}

/** Most digits after the point in each of some columns. */
export async function scalesOf(source: ProposalSource, looks: ColumnLook[]): Promise<Map<string, number>> {
  const found = await perColumn(
    source,
    looks.map(({ column }) => column),
    [scale],
  );
  return new Map([...found].map(([column, [digits]]) => [column, digits!]));
}

/** Filled values of each column from rows that are spread evenly over the source. */
async function sampleValues(source: ProposalSource): Promise<string[][]> {
  const { columns, rows, relation } = source;
  const wanted = Math.max(100, Math.min(1000, Math.floor(sampledCells / columns.length)));
  const step = Math.max(1, Math.floor(rows / wanted));
  const spread = await ask<Record<string, string | null>>(
    source,
    `SELECT ${columns.map((_, index) => `c${index}`).join(', ')} FROM ${relation} WHERE rowid % ${step} = 0`,
  );
  return columns.map((_, index) => spread.flatMap((row) => row[`c${index}`] || []));
}

/** Values of a column that is empty nearly everywhere. */
async function someValues(source: ProposalSource, column: string): Promise<string[]> {
  const { relation } = source;
  const found = await ask<{ value: string }>(
    source,
    `SELECT ${column} AS value FROM ${relation} WHERE ${column} <> '' LIMIT ${mostValues}`,
  );
  return found.map(({ value }) => value);
}
