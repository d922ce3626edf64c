import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Standard } from '../src/bureau/standards/index.ts';
import { type EngineSession, quoteLiteral, quoteName } from '../src/lake/index.ts';
import { randomMacros } from './random.ts';
import type { DemoSource, Plant } from './source.ts';
import { encodeGb18030 } from './writers/gb18030.ts';
import { writeXlsx } from './writers/xlsx.ts';

/** One planted error as a person finds it: line of the file (the header counts), field, rule, and the text that stands there. */
export interface TruthEntry {
  row: number;
  field: string | null;
  rule: string;
  value: string | null;
}

export interface WrittenFile {
  dataset: string;
  file: string;
  /** Rows without title and header lines. */
  rows: number;
  truth: TruthEntry[];
}

/** Rows of a source at a scale; planted rows are always among them. */
export function rowsAt(source: DemoSource, scale: number): number {
  if (!source.scales || scale >= 1) return source.rows;
  const last = Math.max(0, ...(source.plants ?? []).map(({ row }) => row));
  return Math.min(source.rows, Math.max(Math.ceil(source.rows * scale), last + 100));
}

/** Makes the macros that the sources use; once a session. */
export async function prepareSession(session: EngineSession): Promise<void> {
  for (const macro of randomMacros) await session.run(macro);
}

/** Writes one file into a folder, the same bytes every time, and returns what was planted in it. */
export async function writeSource(
  session: EngineSession,
  source: DemoSource,
  options: { folder: string; standard: Standard; scale: number; shiftDays?: number },
): Promise<WrittenFile> {
  const { folder, standard, scale, shiftDays = 0 } = options;
  await mkdir(folder, { recursive: true });
  for (const statement of source.before ?? []) await session.run(statement());
  const rows = rowsAt(source, scale);
  await session.run(`CREATE OR REPLACE TEMP TABLE demo_rows AS ${source.select(rows)}`);
  const columns = standard.fields
    .map(
      (field) =>
        `${plantedColumn(source, { standard, shiftDays }, field.name)} AS ${quoteName(source.chineseHeader ? field.title.zh : field.name)}`,
    )
    .join(', ');
  const select = `SELECT ${columns} FROM demo_rows ORDER BY i`;
  const target = path.join(folder, source.file);
  await writeTable(session, { source, select, target });
  const [counted] = await session.rows<{ n: number }>('SELECT count(*) AS n FROM demo_rows');
  const truth = await truthOf(session, source, { standard, shiftDays });
  await session.run('DROP TABLE demo_rows');
  return { dataset: source.dataset, file: source.file, rows: Number(counted!.n), truth };
}

interface ColumnOptions {
  standard: Standard;
  shiftDays: number;
}

/** A column as text; days and times moved, where the city is wanted up to another day. */
function columnText(standard: Standard, field: string, shiftDays: number): string {
  const type = standard.fields.find(({ name }) => name === field)?.type;
  if (shiftDays === 0 || (type !== 'date' && type !== 'datetime')) return `CAST(${quoteName(field)} AS VARCHAR)`;
  const format = type === 'date' ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%S';
  return `strftime(CAST(${quoteName(field)} AS TIMESTAMP) + to_days(${shiftDays}), '${format}')`;
}

/** The column as text, with the planted values in their rows. */
function plantedColumn(source: DemoSource, { standard, shiftDays }: ColumnOptions, field: string): string {
  const text = columnText(standard, field, shiftDays);
  const cases = (source.plants ?? []).flatMap((plant) => {
    if (plant.sameAs !== undefined) {
      const copied = plant.field === field || standard.key?.includes(field);
      return copied ? [`WHEN ${plant.row} THEN (SELECT ${text} FROM demo_rows WHERE i = ${plant.sameAs})`] : [];
    }
    return plant.field === field ? [`WHEN ${plant.row} THEN ${quoteLiteral(plant.value ?? '')}`] : [];
  });
  return cases.length === 0 ? text : `CASE i ${cases.join(' ')} ELSE ${text} END`;
}

/** Line of a row of the table in the file, counted as a person does. */
export function lineOf(source: DemoSource, row: number): number {
  const header = source.format === 'ndjson' || source.format === 'parquet' ? 0 : 1;
  return row + 1 + header + (source.titleRows?.length ?? 0);
}

/** Whether a finding of the rule is about several fields at once, and so names none. */
function isOverSeveral({ rule, sameAs }: Plant, standard: Standard): boolean {
  if (sameAs !== undefined) return (standard.key?.length ?? 0) > 1;
  return rule.startsWith('coordinates-') || (standard.rules ?? []).some(({ name }) => name === rule);
}

async function truthOf(session: EngineSession, source: DemoSource, parts: ColumnOptions): Promise<TruthEntry[]> {
  const planted = (source.plants ?? []).filter(({ rule }) => rule !== '');
  const values = new Map<Plant, string | null>();
  for (const plant of planted) {
    const column = plantedColumn(source, parts, plant.field);
    const [row] = await session.rows<{ value: string | null }>(
      `SELECT ${column} AS value FROM demo_rows WHERE i = ${plant.row}`,
    );
    values.set(plant, row?.value ?? null);
  }
  return planted
    .map((plant) => {
      const several = isOverSeveral(plant, parts.standard);
      return {
        row: lineOf(source, plant.row),
        field: several ? null : plant.field,
        rule: plant.rule,
        value: several ? null : (values.get(plant) ?? null),
      };
    })
    .sort((a, b) => a.row - b.row || (a.field ?? '').localeCompare(b.field ?? ''));
}

async function writeTable(
  session: EngineSession,
  { source, select, target }: { source: DemoSource; select: string; target: string },
): Promise<void> {
  const titles = source.titleRows ?? [];
  // Under another name until it is whole, so that a killed run leaves no half file behind.
  const part = `${target}.part`;
  const copy = (format: string) => session.run(`COPY (${select}) TO ${quoteLiteral(part)} (${format})`);
  switch (source.format) {
    case 'parquet':
      await copy('FORMAT parquet, COMPRESSION zstd');
      break;
    case 'ndjson':
      await copy('FORMAT json');
      break;
    case 'xlsx': {
      const result = await session.stream(select);
      const head = result.columns.map(({ name }) => name);
      const rows: (string | null)[][] = [];
      for await (const chunk of result.chunks()) {
        for (let row = 0; row < chunk.rows; row++)
          rows.push(chunk.columns.map((column) => column[row] as string | null));
      }
      await writeFile(part, writeXlsx(titles, [head, ...rows]));
      break;
    }
    default: {
      await copy('FORMAT csv, HEADER true');
      if (source.format === 'gb18030') {
        const text = await readFile(part, 'utf8');
        await writeFile(part, encodeGb18030(titles.map((title) => `${title}\n`).join('') + text));
      } else if (source.format === 'csv.gz') {
        await pipeline(createReadStream(part), createGzip({ level: 1 }), createWriteStream(`${part}.gz`));
        await rm(part);
        await rename(`${part}.gz`, part);
      }
    }
  }
  await rename(part, target);
}
