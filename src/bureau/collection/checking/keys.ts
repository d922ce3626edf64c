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
  /** Largest value so far while all came in order; null once they did not. */
  let greatest: { value: string | null } | null = { value: null };
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
      greatest = null;
    },

    async enter(session, table, { line, marks, kind }) {
      const keys = expressions(columns);
      const list = keys.map((key, index) => `${key} AS k${index}`).join(', ');
      let found = 0;
      if (!(await inOrder(session, table))) {
        const within =
          `WITH d AS (SELECT ${columns.join(', ')}, min(rowid) AS first FROM ${table} WHERE ${present(columns)} ` +
          `GROUP BY ${columns.join(', ')} HAVING count(*) > 1) ` +
          `SELECT s.rowid AS ord, f.line::VARCHAR AS detail FROM ${table} s ` +
          `JOIN d ON ${columns.map((column) => `s.${column} = d.${column}`).join(' AND ')} ` +
          `JOIN (SELECT rowid AS ord, ${line} AS line FROM ${table}) f ON f.ord = d.first WHERE s.rowid > d.first`;
        found += await session.run(`INSERT INTO ${marks} SELECT ord, ${kind}, detail FROM (${within})`);
        if (held > 0) {
          const own = except.length > 0 ? `${hashOf(plan.columns(except))} AS own, ` : '';
          const across =
            `SELECT s.ord, CASE WHEN min(k.line) IS NULL THEN ${quoteLiteral(version)} ELSE min(k.line)::VARCHAR END AS detail ` +
            `FROM (SELECT rowid AS ord, ${own}${list} FROM ${table} WHERE ${present(columns)}) s JOIN ${seen} k ` +
            `ON ${keyNames.map((key) => `s.${key} = k.${key}`).join(' AND ')}` +
            `${own ? ' AND (k.line IS NOT NULL OR k.own IS DISTINCT FROM s.own)' : ''} GROUP BY s.ord`;
          // A row that repeats one of its own segment and one before it is told once, with the earliest.
          const earlier = `SELECT ord, ${kind}, detail FROM (${across})`;
          await session.run(`CREATE OR REPLACE TEMP TABLE across AS ${earlier}`);
          await session.run(`DELETE FROM ${marks} WHERE kind = ${kind} AND ord IN (SELECT ord FROM across)`);
          await session.run(`INSERT INTO ${marks} SELECT * FROM across`);
          const [count] = await session.rows<{ marks: number }>(
            `SELECT count(*) AS marks FROM ${marks} WHERE kind = ${kind}`,
          );
          found = Number(count!.marks);
        }
      }
      held += await session.run(
        `INSERT INTO ${seen} SELECT ${keys.join(', ')}, ${line}, NULL FROM ${table} WHERE ${present(columns)}`,
      );
      return found;
    },

    async drop() {
      await engine.run(`DROP TABLE IF EXISTS ${seen}`);
    },
  };

  /** Whether each value is greater than the one before it, and all than those of earlier segments. */
  async function inOrder(session: EngineSession, table: string): Promise<boolean> {
    if (greatest === null || fields.length > 1) return false;
    const [column] = columns;
    const [order] = await session.rows<{
      rows: number;
      values: number;
      falls: number;
      low: string | null;
      high: string | null;
      above: boolean;
    }>(
      `SELECT count(*) AS rows, count(v) AS "values", count(*) FILTER (WHERE v <= p) AS falls, ` +
        `${greatest.value === null ? 'true' : `min(v) > ${quoteLiteral(greatest.value)}::${types[0]}`} AS above, ` +
        `max(v)::VARCHAR AS high FROM (SELECT ${column} AS v, lag(${column}) OVER () AS p FROM ${table})`,
    );
    if (Number(order!.rows) === 0) return true;
    const sorted = Number(order!.rows) === Number(order!.values) && Number(order!.falls) === 0 && order!.above === true;
    greatest = sorted ? { value: order!.high } : null;
    return sorted;
  }
}

function hashOf(values: string[]): string {
  return `hash(${values.join(', ')})`;
}
