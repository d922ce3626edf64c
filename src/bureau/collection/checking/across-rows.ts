import { type Engine, quoteLiteral, quoteName } from '../../../lake/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import type { DuplicateRule } from '../cleaning/compile-recipe.ts';
import type { SegmentPass } from './check-segment.ts';
import type { CheckPlan } from './plan.ts';

/** A part of a source whose segment was read. */
export interface CheckedPart extends SegmentPass {
  index: number;
  /** Bad rows among those set aside. */
  bad: number;
  /** Lines of the source before it. */
  base: number;
}

/** Values that a table holds already, for the constraints over which a run must not go. */
export interface ExistingValues {
  relation: string;
  version: number;
  uniques: string[][];
  /** Fields by which a row of the run takes the place of a stored one; such a row does not repeat the one it replaces. */
  except: string[];
}

export interface AcrossRowsOptions {
  engine: Engine;
  compiled: CompiledStandard;
  plan: CheckPlan;
  /** Makes names in the engine unique. */
  name: string;
  /** The dataset that is collected: a reference to it may also be to a row of this source. */
  dataset: string;
  existing: ExistingValues | null;
  /** Rows that a recipe takes out before any constraint is looked at. */
  duplicates?: DuplicateRule[];
  /** Something to select a reference's fields from; null when the other dataset has no data. */
  reference: (dataset: string) => Promise<string | null>;
  signal: AbortSignal;
}

/** Values of a group-by that are looked at in one go, so that its memory has a bound. */
const groupedValues = 4_000_000;

/**
 * The checks that no row can be judged by alone: uniqueness and references. They come last, over the key columns of what
 * was written and over what was set aside. A source sorted by its key costs one look along it: only what was set aside
 * can repeat a value. Any other is grouped by the hashes of its values, and equal hashes are compared value by value.
 */
export function createAcrossRows({
  engine,
  compiled,
  plan,
  name,
  dataset,
  existing,
  duplicates = [],
  reference,
  signal,
}: AcrossRowsOptions) {
  const table = (what: string) => `memory.main.collection_${name}_${what}`;
  const asideTable = table('aside');
  const marksTable = table('marks');
  const run = (sql: string) => engine.run(sql, { signal });
  const needed = new Set([
    ...compiled.uniques.flat(),
    ...compiled.references.flatMap(({ fields }) => fields),
    ...duplicates.flatMap(({ by }) => by),
  ]);

  /** Rows set aside with their place: `part`, `ord`, `row`, `good`, `raw` of good ones, and their typed values. */
  async function begin(): Promise<void> {
    await run(
      `CREATE TABLE ${asideTable} (part INTEGER, ord BIGINT, "row" BIGINT, good BOOLEAN, raw VARCHAR[], ${plan.columnTypes})`,
    );
    await run(
      `CREATE TABLE ${marksTable} (part INTEGER, pos BIGINT, ord BIGINT, kind INTEGER, detail VARCHAR, first_part INTEGER, first_ord BIGINT)`,
    );
  }

  /** The SELECT that puts rows of `looked` into the table of rows set aside. */
  function keep(part: number): string {
    const values = compiled.fields.map(({ field }) => {
      const column = plan.column(field.name);
      return needed.has(field.name) ? column : `CASE WHEN good THEN ${column} END`;
    });
    return `INSERT INTO ${asideTable} SELECT ${part}, ord, "row", good, CASE WHEN good THEN raw END, ${values.join(', ')} FROM looked`;
  }

  /** Some columns of all rows, `k0`, `k1`, …, where none is empty: `part`, `pos` in the part's file or `ord` in the part, `good`. */
  function everyRow(parts: CheckedPart[], fields: string[], others: string[] = []): string {
    const columns = [...fields.map((field, i) => [field, `k${i}`]), ...others.map((field, i) => [field, `o${i}`])];
    const present = fields.map((_, i) => `k${i} IS NOT NULL`).join(' AND ');
    const written = parts.flatMap(({ index, file }) => {
      if (file === null) return [];
      const picked = columns.map(([field, column]) => `${quoteName(field!)} AS ${column}`).join(', ');
      return `SELECT ${index} AS part, row_number() OVER () - 1 AS pos, NULL::BIGINT AS ord, true AS good, ${picked} FROM read_parquet(${quoteLiteral(file)})`;
    });
    const picked = columns.map(([field, column]) => `${plan.column(field!)} AS ${column}`).join(', ');
    const aside = `SELECT part, NULL::BIGINT AS pos, ord, good, ${picked} FROM ${asideTable}`;
    return `(SELECT * FROM (${[...written, aside].join(' UNION ALL ')}) WHERE ${present})`;
  }

  /** Rows with `pos` alone get their `ord`: so many rows before them were set aside. */
  function placed(rows: string): string {
    return (
      `(SELECT m.* REPLACE (coalesce(m.ord, m.pos + coalesce(g.shift, 0)) AS ord) FROM ${rows} m ` +
      `ASOF LEFT JOIN ${table('gaps')} g ON m.part = g.part AND m.pos >= g.before)`
    );
  }

  const filesOf = (parts: CheckedPart[]) =>
    parts.flatMap(({ file }) => (file === null ? [] : [quoteLiteral(file)])).join(', ');

  /** Whether the written values stand in strictly ascending order from the first part to the last. */
  async function isAscending(parts: CheckedPart[], field: string): Promise<boolean> {
    const files = filesOf(parts);
    if (files === '') return true;
    const [descents] = await engine.rows<{ rows: number }>(
      `SELECT count(*) AS rows FROM (SELECT v, lag(v) OVER () AS p FROM (` +
        `SELECT ${quoteName(field)} AS v FROM read_parquet([${files}])) WHERE v IS NOT NULL) WHERE v <= p`,
      { signal },
    );
    return Number(descents!.rows) === 0;
  }

  /** The condition on `k0`, `k1`, … that all rows with a value of two rows fulfil; null when there is none. */
  async function suspicion(parts: CheckedPart[], fields: string[]): Promise<string | null> {
    const values = fields.map(plan.column);
    const present = values.map((value) => `${value} IS NOT NULL`).join(' AND ');
    if (fields.length === 1 && (await isAscending(parts, fields[0]!))) {
      return `k0 IN (SELECT ${values[0]} FROM ${asideTable} WHERE ${present})`;
    }
    const files = filesOf(parts);
    const columns = fields.map(quoteName);
    const hashes =
      `SELECT hash(${values.join(', ')}) AS h FROM ${asideTable} WHERE ${present}` +
      (files === ''
        ? ''
        : ` UNION ALL SELECT hash(${columns.join(', ')}) FROM read_parquet([${files}]) WHERE ${columns.map((column) => `${column} IS NOT NULL`).join(' AND ')}`);
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const rounds = Math.max(1, Math.ceil(rows / groupedValues));
    await run(`CREATE OR REPLACE TABLE ${table('hashes')} (h UBIGINT)`);
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      found += await run(
        `INSERT INTO ${table('hashes')} SELECT h FROM (${hashes}) WHERE h % ${rounds} = ${round} GROUP BY h HAVING count(*) > 1`,
      );
    }
    return found === 0
      ? null
      : `hash(${fields.map((_, i) => `k${i}`).join(', ')}) IN (SELECT h FROM ${table('hashes')})`;
  }

  async function markStored(parts: CheckedPart[], fields: string[], kind: number): Promise<void> {
    if (!existing?.uniques.some((set) => set.join(' ') === fields.join(' '))) return;
    const { relation, version, except } = existing;
    const same = fields.map((field, i) => `a.k${i} = e.${quoteName(field)}`).join(' AND ');
    const other = except.map((field, i) => `a.o${i} IS DISTINCT FROM e.${quoteName(field)}`).join(' OR ');
    const rows = `(SELECT part, pos, ord FROM ${everyRow(parts, fields, except)} a SEMI JOIN (SELECT * FROM ${relation}) e ON ${same}${other === '' ? '' : ` AND (${other})`})`;
    await run(
      `INSERT INTO ${marksTable} SELECT part, pos, ord, ${kind}, ${quoteLiteral(`v${version}`)}, NULL, NULL FROM ${placed(rows)}`,
    );
  }

  /** Marks all rows but one of those that are alike; a row with findings of its own is kept only where all have some. */
  async function markDuplicates(parts: CheckedPart[], { by, keep }: DuplicateRule, kind: number): Promise<void> {
    const condition = await suspicion(parts, by);
    if (condition === null) return;
    const others = keep === 'most-complete' ? compiled.fields.map(({ field }) => field.name) : [];
    const members = `(SELECT * FROM ${everyRow(parts, by, others)} WHERE ${condition})`;
    const filled = others.map((_, i) => `CASE WHEN o${i} IS NULL THEN 0 ELSE 1 END`).join(' + ');
    const best = { first: '', last: 'part DESC, ord DESC, ', 'most-complete': `${filled} DESC, ` }[keep];
    const value = by.map((_, i) => `k${i}`).join(', ');
    await run(
      `INSERT INTO ${marksTable} SELECT part, pos, ord, ${kind}, NULL, f.part, f.ord FROM (` +
        `SELECT *, first_value({'part': part, 'ord': ord}) OVER (PARTITION BY ${value} ORDER BY good DESC, ${best}part, ord) AS f FROM ${notDuplicates(placed(members))}) r ` +
        `WHERE (part <> f.part OR ord <> f.ord)`,
    );
  }

  /** Rows of `placed` that no recipe has taken out. */
  function notDuplicates(rows: string): string {
    if (duplicates.length === 0) return rows;
    const [from, to] = [plan.offset('duplicate'), plan.offset('duplicate') + duplicates.length];
    return `(SELECT * FROM ${rows} p ANTI JOIN (SELECT part, ord FROM ${marksTable} WHERE kind >= ${from} AND kind < ${to}) d USING (part, ord))`;
  }

  async function markRepeats(parts: CheckedPart[], fields: string[], kind: number): Promise<void> {
    const condition = await suspicion(parts, fields);
    if (condition === null) return;
    const members = `(SELECT * FROM ${everyRow(parts, fields)} WHERE ${condition})`;
    const value = fields.map((_, i) => `k${i}`).join(', ');
    // The first of each value by grouping: a window would sort all rows of one value, which may be all rows.
    await run(`CREATE OR REPLACE TABLE ${table('members')} AS SELECT * FROM ${notDuplicates(placed(members))}`);
    await run(
      `INSERT INTO ${marksTable} SELECT part, pos, ord, ${kind}, NULL, f.part, f.ord FROM ${table('members')} r JOIN (` +
        `SELECT ${value}, min({'part': part, 'ord': ord}) AS f FROM ${table('members')} GROUP BY ${value}) USING (${value}) ` +
        `WHERE (part <> f.part OR ord <> f.ord) AND NOT EXISTS (` +
        `SELECT 1 FROM ${marksTable} m WHERE m.part = r.part AND m.ord = r.ord AND m.kind = ${kind})`,
    );
  }

  /** Some columns of the rows that are to be accepted, as far as is known. */
  function rowsLeft(parts: CheckedPart[], fields: string[]): string {
    const values = fields.map((_, i) => `k${i}`).join(', ');
    const rows = everyRow(parts, fields);
    return (
      `SELECT ${values} FROM ${rows} a ANTI JOIN ${marksTable} m ON m.part = a.part AND m.pos = a.pos WHERE pos IS NOT NULL UNION ALL ` +
      `SELECT ${values} FROM ${rows} a ANTI JOIN ${marksTable} m ON m.part = a.part AND m.ord = a.ord WHERE pos IS NULL AND good`
    );
  }

  /** False when the other dataset has no data, so that nothing was checked. */
  async function markUnreferenced(
    parts: CheckedPart[],
    { fields, references }: CompiledStandard['references'][number],
    kind: number,
  ): Promise<boolean> {
    const stored = await reference(references.dataset);
    const toItself = references.dataset === dataset;
    if (stored === null && !toItself) return false;
    const types = fields.map((name) => compiled.fields.find(({ field }) => field.name === name)!.engineType);
    const columns = references.fields.map((field, i) => `CAST(${quoteName(field)} AS ${types[i]}) AS k${i}`).join(', ');
    const same = fields.map((_, i) => `a.k${i} = e.k${i}`).join(' AND ');
    let marked: number;
    do {
      const known = [
        ...(stored === null ? [] : [`SELECT ${columns} FROM ${stored}`]),
        ...(toItself ? [rowsLeft(parts, references.fields)] : []),
      ].join(' UNION ALL ');
      const rows = `(SELECT part, pos, ord FROM ${everyRow(parts, fields)} a ANTI JOIN (${known}) e ON ${same})`;
      marked = await run(
        `INSERT INTO ${marksTable} SELECT part, pos, ord, ${kind}, NULL, NULL, NULL FROM ${placed(rows)} r ` +
          `ANTI JOIN (SELECT part, ord FROM ${marksTable} WHERE kind = ${kind}) m USING (part, ord)`,
      );
      // A row that is not accepted takes those along that refer to it.
    } while (toItself && marked > 0);
    return true;
  }

  return {
    asideTable,
    marksTable,
    begin,
    keep,

    /**
     * Marks all rows that break a constraint, in the table of marks: `part`, `pos` (in the part's file; NULL for rows that
     * were set aside), `ord`, `kind`, and the first row of a repeated value by its place, or a `detail`. Returns how many
     * marks there are, and the datasets that were to be referenced and have no data.
     */
    async mark(parts: CheckedPart[]): Promise<{ marks: number; unchecked: string[] }> {
      await run(
        `CREATE TABLE ${table('gaps')} AS SELECT part, ord - i AS before, max(i) + 1 AS shift FROM (` +
          `SELECT part, ord, row_number() OVER (PARTITION BY part ORDER BY ord) - 1 AS i FROM ${asideTable}) GROUP BY part, ord - i`,
      );
      for (const [place, rule] of duplicates.entries()) {
        await markDuplicates(parts, rule, plan.offset('duplicate') + place);
      }
      for (const [place, fields] of compiled.uniques.entries()) {
        const kind = plan.offset('unique') + place;
        await markStored(parts, fields, kind);
        await markRepeats(parts, fields, kind);
      }
      const unchecked: string[] = [];
      for (const [place, rule] of compiled.references.entries()) {
        const found = await markUnreferenced(parts, rule, plan.offset('reference') + place);
        if (!found) unchecked.push(rule.references.dataset);
      }
      const [count] = await engine.rows<{ marks: number }>(`SELECT count(*) AS marks FROM ${marksTable}`);
      return { marks: Number(count!.marks), unchecked };
    },

    async end(): Promise<void> {
      for (const what of ['aside', 'marks', 'gaps', 'hashes', 'members'])
        await engine.run(`DROP TABLE IF EXISTS ${table(what)}`);
    },
  };
}

export type AcrossRows = ReturnType<typeof createAcrossRows>;
