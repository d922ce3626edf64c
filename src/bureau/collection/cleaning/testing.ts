import { DuckDBInstance } from '@duckdb/node-api';
import { quoteLiteral } from '../../../lake/index.ts';
import type { CodeList, Standard } from '../../standards/index.ts';
import { compileRecipe } from './compile-recipe.ts';
import type { RecipeStep } from './schema.ts';

export type TextRow = Record<string, string | null>;

/** Cleans rows with the compiled SQL in a real DuckDB and with its twin in TypeScript; for tests. */
export async function cleanBothWays(
  standard: Standard,
  steps: RecipeStep[],
  rows: TextRow[],
  codeLists: CodeList[] = [],
): Promise<{ engine: TextRow[]; twin: TextRow[] }> {
  const recipe = compileRecipe({ mark: { id: standard.id, version: 1, hash: '' }, steps }, standard, codeLists);
  const names = standard.fields.map(({ name }) => name);
  const column = (field: string) => `r${names.indexOf(field)}`;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(
      `CREATE TABLE source (ord INTEGER, ${names.map((name) => `${column(name)} VARCHAR`).join(', ')})`,
    );
    for (let from = 0; from < rows.length; from += 500) {
      const tuples = rows.slice(from, from + 500).map((row, index) => {
        const texts = names.map((name) => {
          const text = row[name] ?? null;
          return text === null ? 'NULL' : quoteLiteral(text);
        });
        return `(${[from + index, ...texts].join(', ')})`;
      });
      await connection.run(`INSERT INTO source VALUES ${tuples.join(', ')}`);
    }
    const select = recipe.sql('FROM source', column);
    const plan = String((await connection.runAndReadAll(`EXPLAIN ${select}`)).getRows());
    // Line numbers rest on the order of the source, which the engine keeps through projections only.
    if (plan.includes('JOIN')) throw new Error(`a step became a join: ${plan}`);
    const result = await connection.runAndReadAll(
      `SELECT ${names.map(column).join(', ')} FROM (${select}) ORDER BY ord`,
    );
    const engine = result
      .getRows()
      .map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] as string | null])));
    const twin = rows.map((row) => {
      const cleaned = recipe.apply(Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
      return Object.fromEntries(names.map((name) => [name, cleaned[name] ?? null]));
    });
    return { engine, twin };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
