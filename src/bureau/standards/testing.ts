import { DuckDBInstance } from '@duckdb/node-api';
import { quoteLiteral, quoteName } from '../../lake/index.ts';
import { compileStandard } from './compile.ts';
import type { CodeList, Field, Standard } from './schema.ts';

export interface EngineVerdict {
  /** Values as the engine prints them. */
  values: (string | null)[];
  /** `field:rule` and `:rule` of each broken check. */
  broken: string[];
}

/** Checks rows of raw texts with the compiled SQL in a real DuckDB; for tests. */
export async function checkInEngine(
  standard: Standard,
  rows: (string | null)[][],
  codeLists: CodeList[] = [],
): Promise<EngineVerdict[]> {
  const compiled = compileStandard(standard, codeLists);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(
      `CREATE TABLE source (${['row INTEGER', ...standard.fields.map(({ name }) => `${quoteName(name)} VARCHAR`)].join(', ')})`,
    );
    for (let from = 0; from < rows.length; from += 500) {
      const tuples = rows.slice(from, from + 500).map((row, index) => {
        const texts = row.map((text) => (text === null ? 'NULL' : quoteLiteral(text)));
        return `(${[from + index, ...texts].join(', ')})`;
      });
      await connection.run(`INSERT INTO source VALUES ${tuples.join(', ')}`);
    }
    const raw = (name: string) => `source.${quoteName(name)}`;
    const typed = (name: string) => quoteName(`typed_${name}`);
    const named: [string, string][] = [
      ...compiled.fields.flatMap(({ field, checks }) =>
        checks.map(({ rule, broken }): [string, string] => [
          `${field.name}:${rule}`,
          broken(`typed.${quoteName(field.name)}`, typed(field.name)),
        ]),
      ),
      ...compiled.rows.map(({ rule, broken }): [string, string] => [`:${rule}`, broken(typed)]),
    ];
    const inner = compiled.fields.map(({ field, value }) => `${value(raw(field.name))} AS ${typed(field.name)}`);
    const outer = [
      ...compiled.fields.map(({ field }) => `CAST(${typed(field.name)} AS VARCHAR)`),
      ...named.map(([, sql]) => sql),
    ];
    const select = `SELECT ${outer.join(', ')} FROM (SELECT source.*, ${inner.join(', ')} FROM source) typed`;
    const plan = String((await connection.runAndReadAll(`EXPLAIN ${select}`)).getRows());
    // Line numbers rest on the order of the source, which the engine keeps through projections only.
    if (plan.includes('JOIN')) throw new Error(`the checks became a join: ${plan}`);
    const result = await connection.runAndReadAll(`${select} ORDER BY row`);
    return result.getRows().map((row) => ({
      values: row.slice(0, compiled.fields.length) as (string | null)[],
      broken: named.flatMap(([name], index) => {
        const verdict = row[compiled.fields.length + index];
        if (typeof verdict !== 'boolean') throw new Error(`${name} gave ${String(verdict)}`);
        return verdict ? [name] : [];
      }),
    }));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A standard of one field `x`, for tests. */
export function oneField(field: Partial<Field> & Pick<Field, 'type'>, more: Partial<Standard> = {}): Standard {
  return {
    id: 'test.one',
    title: { zh: '测试', en: 'Test' },
    fields: [{ name: 'x', title: { zh: '值', en: 'Value' }, ...field }],
    ...more,
  };
}
