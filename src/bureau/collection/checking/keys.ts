import { type Engine, type EngineSession, quoteLiteral } from '../../../lake/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import type { CheckPlan } from './plan.ts';

const integers = /^(BIGINT|INTEGER|SMALLINT|TINYINT|DATE)$/;

/** Values of a unique constraint that were seen, in the engine's memory (it spills to disk when there are too many). */
export interface UniqueKeys {
  /** Enters the values that a table holds before this run; `detail` is told with their duplicates. */
  preload(relation: string, detail: string, options: { except?: string[] }): Promise<void>;
  /**
   * Enters the values of a loaded segment and marks the rows whose value an earlier row has. Segments must come in the
   * order of the source. Marks go to the table `marks (ord, kind, detail)`; returns how many there are.
   */
  enter(session: EngineSession, table: string, options: { line: string; marks: string; kind: number }): Promise<number>;
  drop(): Promise<void>;
}

export interface UniqueKeysOptions {
  engine: Engine;
  compiled: CompiledStandard;
  plan: CheckPlan;
  fields: string[];
  /** Name of the table to make; unique in the engine. */
  name: string;
}

/**
 * One constraint. A single whole number or date is its own key; anything else is kept as two independent 64-bit hashes, so
 * that a false duplicate among 10 million rows has a chance below 10⁻²⁴. A source sorted by the value needs no look-up.
 */
export async function createUniqueKeys({
  engine,
  compiled,
  plan,
  fields,
  name,
}: UniqueKeysOptions): Promise<UniqueKeys> {
  const columns = plan.columns(fields);
  const types = fields.map((field) => compiled.fields.find((one) => one.field.name === field)!.engineType);
  const exact = fields.length === 1 && integers.test(types[0]!);
  const [first, ...others] = exact
    ? [
        types[0] === 'DATE'
          ? (values: string[]) => `date_diff('day', DATE '1970-01-01', ${values[0]})`
          : (values: string[]) => values[0]!,
      ]
    : [hashOf, (values: string[]) => `hash(concat_ws(chr(31), 'second', ${values.join(', ')}))`];
  const keyTypes = exact ? ['BIGINT'] : ['UBIGINT', 'UBIGINT'];
  const expressions = (values: string[]) => [first!, ...others].map((key) => key(values));
  const keyNames = keyTypes.map((_, index) => `k${index}`);
  const present = (values: string[]) => values.map((value) => `${value} IS NOT NULL`).join(' AND ');
  const seen = `memory.main.${name}`;
  await engine.run(
    `CREATE TABLE ${seen} (${keyNames.map((key, i) => `${key} ${keyTypes[i]}`).join(', ')}, line BIGINT, own UBIGINT)`,
  );
  /** Largest value so far, as text; null before the first. */
  let greatest: string | null = null;
  /** Whether values have come more or less in order, so that few are not above all before them. */
  let ordered = fields.length === 1;
  let held = 0;
  let version = '';
  let except: string[] = [];

  return {
    async preload(relation, detail, options) {
      version = detail;
      except = options.except ?? [];
      const values = fields.map((field) => `"${field}"`);
      const own = except.length > 0 ? hashOf(except.map((field) => `"${field}"`)) : 'NULL';
      held += await engine.run(
        `INSERT INTO ${seen} SELECT ${expressions(values).join(', ')}, NULL, ${own} FROM ${relation} WHERE ${present(values)}`,
      );
      if (fields.length > 1) return;
      const [highest] = await engine.rows<{ value: string | null }>(
        `SELECT max("${fields[0]}"::${types[0]})::VARCHAR AS value FROM ${relation}`,
      );
      greatest = highest!.value;
    },

    async enter(session, table, { line, marks, kind }) {
      const keys = expressions(columns);
      const few = await findSuspects(session, table);
      if (few > 0) {
        // The earliest row of the segment that has the same value, then any row before the segment, which goes before it.
        const within =
          few === Number.POSITIVE_INFINITY
            ? `WITH d AS (SELECT ${columns.join(', ')}, min(rowid) AS first FROM ${table} WHERE ${present(columns)} ` +
              `GROUP BY ${columns.join(', ')} HAVING count(*) > 1) SELECT s.rowid AS ord, d.first FROM ${table} s ` +
              `JOIN d ON ${columns.map((column) => `s.${column} = d.${column}`).join(' AND ')} WHERE s.rowid > d.first`
            : `SELECT s.ord, min(r.rowid) AS first FROM ${table} r JOIN suspects s ON r.${columns[0]} = s.${columns[0]} ` +
              `AND r.rowid < s.ord GROUP BY s.ord`;
        await session.run(
          `CREATE OR REPLACE TEMP TABLE repeats AS SELECT w.ord, f.line FROM (${within}) w ` +
            `JOIN (SELECT rowid AS ord, ${line} AS line FROM ${table}) f ON f.ord = w.first`,
        );
        if (held > 0) {
          const own = except.length > 0 ? `, ${hashOf(plan.columns(except))} AS own` : '';
          const list = keys.map((key, index) => `${key} AS k${index}`).join(', ');
          const asked =
            few === Number.POSITIVE_INFINITY
              ? `SELECT rowid AS ord, ${list}${own} FROM ${table} WHERE ${present(columns)}`
              : `SELECT rowid AS ord, ${list}${own} FROM ${table} WHERE rowid IN (SELECT ord FROM suspects)`;
          await session.run(
            `INSERT INTO repeats SELECT s.ord, coalesce(min(k.line), -1) FROM (${asked}) s JOIN ${seen} k ` +
              `ON ${keyNames.map((key) => `s.${key} = k.${key}`).join(' AND ')}` +
              `${own ? ' AND (k.line IS NOT NULL OR k.own IS DISTINCT FROM s.own)' : ''} GROUP BY s.ord`,
          );
        }
      }
      held += await session.run(
        `INSERT INTO ${seen} SELECT ${keys.join(', ')}, ${line}, NULL FROM ${table} WHERE ${present(columns)}`,
      );
      if (few === 0) return 0;
      return session.run(
        `INSERT INTO ${marks} SELECT ord, ${kind}, CASE WHEN min(line) = -1 THEN ${quoteLiteral(version)} ` +
          `ELSE min(line)::VARCHAR END FROM repeats GROUP BY ord`,
      );
    },

    async drop() {
      await engine.run(`DROP TABLE IF EXISTS ${seen}`);
    },
  };

  /**
   * Rows whose value is not above all before it, in the table `suspects`: only they can repeat one. Returns how many, or
   * infinity for all rows, where the source is in no order.
   */
  async function findSuspects(session: EngineSession, table: string): Promise<number> {
    if (!ordered) return Number.POSITIVE_INFINITY;
    const [column] = columns;
    const before = greatest === null ? '' : ` OR v <= ${quoteLiteral(greatest)}::${types[0]}`;
    await session.run(
      `CREATE OR REPLACE TEMP TABLE suspects AS SELECT ord, v AS ${column} FROM (SELECT ord, v, lag(m) OVER () AS p FROM (` +
        `SELECT rowid AS ord, ${column} AS v, max(${column}) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS m ` +
        `FROM ${table})) WHERE v <= p${before}`,
    );
    const [found] = await session.rows<{ suspects: number; rows: number; greatest: string | null }>(
      `SELECT (SELECT count(*) FROM suspects) AS suspects, count(*) AS rows, max(${column})::VARCHAR AS greatest FROM ${table}`,
    );
    const [higher] = await session.rows<{ greatest: string | null }>(
      `SELECT max(v)::VARCHAR AS greatest FROM (VALUES (${literal(found!.greatest)}), (${literal(greatest)})) x(v)`,
    );
    greatest = higher!.greatest;
    if (Number(found!.suspects) * 4 > Number(found!.rows)) {
      ordered = false;
      return Number.POSITIVE_INFINITY;
    }
    return Number(found!.suspects);
  }

  function literal(value: string | null): string {
    return value === null ? `NULL::${types[0]}` : `${quoteLiteral(value)}::${types[0]}`;
  }
}

function hashOf(values: string[]): string {
  return `hash(${values.join(', ')})`;
}
