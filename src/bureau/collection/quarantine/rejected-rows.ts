import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type Engine, quoteLiteral } from '../../../lake/index.ts';
import { type FindingLegend, faultKinds, messageOf, type StoredRow } from '../checking/finding-kinds.ts';
import type { FindingCount } from '../schema.ts';

export interface RejectedPage {
  after?: number;
  limit: number;
  /** Only rows with a finding of this rule, and of this field when it is given. */
  rule?: string;
  field?: string | null;
  rows?: number[];
}

/** Rejected rows of runs, as Parquet files in folders beside the lake. */
export function createRejectedRows(engine: Engine, folderOf: (run: string) => string) {
  async function relation(run: string): Promise<string | null> {
    const folder = folderOf(run);
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.parquet')).sort();
    if (names.length === 0) return null;
    return `read_parquet([${names.map((name) => quoteLiteral(path.join(folder, name))).join(', ')}])`;
  }

  return {
    relation,

    /** Rows in the order of the source. */
    async page(run: string, legend: FindingLegend, page: RejectedPage): Promise<StoredRow[]> {
      const source = await relation(run);
      if (!source) return [];
      const where = [`row > ${page.after ?? -1}`];
      if (page.rows) where.push(page.rows.length === 0 ? 'false' : `row IN (${page.rows.map(Number).join(', ')})`);
      if (page.rule !== undefined) where.push(hasFinding(legend, page.rule, page.field));
      return engine.rows<StoredRow>(
        `SELECT row, raw, text, kinds, details FROM ${source} WHERE ${where.join(' AND ')} ORDER BY row LIMIT ${page.limit}`,
      );
    },

    async count(
      run: string,
      legend: FindingLegend,
      filter: Pick<RejectedPage, 'rule' | 'field'> = {},
    ): Promise<number> {
      const source = await relation(run);
      if (!source) return 0;
      const where = filter.rule === undefined ? 'true' : hasFinding(legend, filter.rule, filter.field);
      const [count] = await engine.rows<{ rows: number }>(`SELECT count(*) AS rows FROM ${source} WHERE ${where}`);
      return Number(count!.rows);
    },

    /** Rows all of whose findings are of this rule. */
    async countOnly(run: string, legend: FindingLegend, rule: string): Promise<number> {
      const source = await relation(run);
      const kinds = legend.kinds.flatMap((kind, index) => (kind.rule === rule ? [index] : []));
      if (!source || kinds.length === 0) return 0;
      const [count] = await engine.rows<{ rows: number }>(
        `SELECT count(*) AS rows FROM ${source} WHERE len(list_filter(kinds, k -> k NOT IN (${kinds.join(', ')}))) = 0`,
      );
      return Number(count!.rows);
    },

    /** Findings by field and rule with one sample each, most frequent first. */
    async summary(run: string, legend: FindingLegend): Promise<FindingCount[]> {
      const source = await relation(run);
      if (!source) return [];
      const ofColumn = legend.kinds.flatMap((kind, index) =>
        kind.from === 'fault' && faultKinds[kind.rule]?.ofColumn ? [index] : [],
      );
      const counts = await engine.rows<{
        kind: number;
        place: string | null;
        count: number;
        detail: string | null;
        raw: (string | null)[] | null;
        text: string | null;
      }>(
        `SELECT kind, place, count(*) AS count, first(detail) AS detail, first(raw) AS raw, first(text) AS text FROM (` +
          `SELECT kind, detail, CASE WHEN kind IN (${[-1, ...ofColumn].join(', ')}) THEN detail END AS place, raw, text FROM (` +
          `SELECT unnest(kinds) AS kind, unnest(details) AS detail, raw, text FROM ${source})) GROUP BY kind, place`,
      );
      const merged = new Map<string, FindingCount>();
      for (const { kind: index, place, count, detail, raw, text } of counts) {
        const kind = legend.kinds[index];
        if (!kind) continue;
        const field = place !== null ? (legend.columnFields[place] ?? null) : kind.field;
        const fields = field !== null ? [field] : kind.fields;
        const values = fields.map((name) => raw?.[legend.fields.indexOf(name)] ?? '');
        const sample = (fields.length > 0 ? values.join(', ') : (text ?? '')).slice(0, 200);
        const key = `${field}\n${kind.rule}`;
        const known = merged.get(key);
        if (known) known.count += Number(count);
        else
          merged.set(key, {
            field,
            rule: kind.rule,
            count: Number(count),
            message: messageOf(kind, detail ?? ''),
            sample: sample === '' ? null : sample,
          });
      }
      return [...merged.values()].sort((a, b) => b.count - a.count);
    },

    /** Findings in all. */
    async findingCount(run: string): Promise<number> {
      const source = await relation(run);
      if (!source) return 0;
      const [count] = await engine.rows<{ findings: number | null }>(
        `SELECT sum(len(kinds))::BIGINT AS findings FROM ${source}`,
      );
      return Number(count!.findings ?? 0);
    },
  };
}

export type RejectedRows = ReturnType<typeof createRejectedRows>;

/** Rows that have a finding of a rule, at a field when one is named. */
function hasFinding(legend: FindingLegend, rule: string, field: string | null | undefined): string {
  const conditions = legend.kinds.flatMap((kind, index) => {
    if (kind.rule !== rule) return [];
    if (kind.from === 'fault' && faultKinds[rule]?.ofColumn) {
      if (field === undefined) return [`list_contains(kinds, ${index})`];
      const column = Object.entries(legend.columnFields).find(([, name]) => name === field)?.[0];
      return column === undefined
        ? []
        : [`list_contains(list_zip(kinds, details), row(${index}, ${quoteLiteral(column)}))`];
    }
    if (field !== undefined && kind.field !== field) return [];
    return [`list_contains(kinds, ${index})`];
  });
  return conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`;
}
