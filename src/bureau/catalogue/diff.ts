import { AppError, type Principal } from '../../kernel/index.ts';
import { quoteLiteral, quoteName } from '../../lake/index.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { catalogueErrors } from './errors.ts';
import { createGate } from './gate.ts';
import type { GovernedDataset, OpenDataset } from './governed.ts';
import type { Diff } from './schema.ts';
import { compareColumns } from './versions.ts';

const sampleLimit = 100;
type Row = Record<string, unknown>;

/**
 * What changed between two versions, as this reader sees them: by key where the reader sees it raw, else row by row as a
 * bag (a changed row is then one removed and one added). Files that both versions share hold no difference and are not
 * read.
 */
export function createDiff(needs: CatalogueNeeds, open: OpenDataset) {
  const { engine } = needs.lake;
  const gate = createGate(1);

  return async function diff(
    principal: Principal,
    id: string,
    options: { from: number; to: number; signal?: AbortSignal },
  ): Promise<Diff> {
    const [before, after] = await Promise.all([
      open(principal, id, { version: options.from }),
      open(principal, id, { version: options.to }),
    ]);
    const types = new Map(after.columns.map((column) => [column.name, column.type]));
    const common = before.columns.filter((column) => types.get(column.name) === column.type).map(({ name }) => name);
    if (common.length === 0) throw new AppError(catalogueErrors.noKey, { id });
    const key = after.row.key.filter(
      (field) => common.includes(field) && after.open.has(field) && before.open.has(field),
    );
    const keyed = key.length > 0 && key.length === after.row.key.length;
    const [old, now] = [select(before, after, common), select(after, before, common)];
    const signal = options.signal;
    const found = await gate.pass(async () =>
      keyed ? await byKey(old, now, { key, common, signal }) : await asBags(old, now, { common, signal }),
    );
    return {
      dataset: id,
      from: options.from,
      to: options.to,
      ...found,
      schemaChanges: compareColumns(visible(before), visible(after)),
    };
  };

  async function byKey(old: string, now: string, options: { key: string[]; common: string[]; signal?: AbortSignal }) {
    const { key, common, signal } = options;
    const same = key.map((field) => `o.${quoteName(field)} = n.${quoteName(field)}`).join(' AND ');
    const rest = common.filter((field) => !key.includes(field));
    const differs =
      rest.map((field) => `o.${quoteName(field)} IS DISTINCT FROM n.${quoteName(field)}`).join(' OR ') || 'false';
    const [oldHere, newHere] = ['o', 'n'].map((side) => `${side}.${quoteName(key[0]!)} IS NOT NULL`);
    const change = `CASE WHEN NOT (${oldHere}) THEN 'added' WHEN NOT (${newHere}) THEN 'removed' ELSE 'changed' END`;
    const changes = `FROM (${old}) AS o FULL OUTER JOIN (${now}) AS n ON ${same}
      WHERE NOT (${oldHere}) OR NOT (${newHere}) OR ${differs}`;
    const counts = await engine.rows<{ change: string; n: number }>(
      `SELECT ${change} AS change, count(*) AS n ${changes} GROUP BY 1`,
      { signal },
    );
    const side = (name: string) =>
      common.map((field) => `${name}.${quoteName(field)} AS ${quoteName(`${name}.${field}`)}`);
    const order = key.map((field) => `coalesce(n.${quoteName(field)}, o.${quoteName(field)})`).join(', ');
    const rows = await engine.rows<Row>(
      `SELECT ${change} AS change, ${[...side('o'), ...side('n')].join(', ')} ${changes}
       QUALIFY row_number() OVER (PARTITION BY change ORDER BY ${order}) <= ${Math.ceil(sampleLimit / 3)}
       ORDER BY change DESC, ${order} LIMIT ${sampleLimit}`,
      { signal },
    );
    return {
      ...countsOf(counts),
      sample: rows.map((row) => {
        const kind = row['change'] as Diff['sample'][number]['change'];
        return {
          change: kind,
          before: kind === 'added' ? null : pick(row, 'o', common),
          after: kind === 'removed' ? null : pick(row, 'n', common),
        };
      }),
    };
  }

  async function asBags(old: string, now: string, { common, signal }: { common: string[]; signal?: AbortSignal }) {
    const columns = common.map(quoteName).join(', ');
    const only = (left: string, right: string, kind: string) =>
      `SELECT ${quoteLiteral(kind)} AS change, ${columns} FROM (SELECT ${columns} FROM (${left}) EXCEPT ALL SELECT ${columns} FROM (${right}))`;
    const changes = `${only(now, old, 'added')} UNION ALL ${only(old, now, 'removed')}`;
    const counts = await engine.rows<{ change: string; n: number }>(
      `SELECT change, count(*) AS n FROM (${changes}) GROUP BY 1`,
      { signal },
    );
    const rows = await engine.rows<Row>(
      `SELECT * FROM (${changes}) QUALIFY row_number() OVER (PARTITION BY change ORDER BY ${columns}) <= ${sampleLimit / 2}
       ORDER BY change DESC, ${columns}`,
      { signal },
    );
    return {
      ...countsOf(counts),
      sample: rows.map(({ change, ...row }) =>
        change === 'added'
          ? { change: 'added' as const, before: null, after: row }
          : { change: 'removed' as const, before: row, after: null },
      ),
    };
  }
}

/** The governed rows of a version without those of files that the other version has too. */
function select(side: GovernedDataset, other: GovernedDataset, common: string[]): string {
  const shared = new Set(other.snapshot.files.map((file) => file.location));
  const skip = side.snapshot.files.filter((file) => shared.has(file.location)).map((file) => file.location);
  const governed = side.view.select(side.snapshot.relation([], { without: skip }));
  return `SELECT ${common.map(quoteName).join(', ')} FROM (${governed}) AS governed`;
}

const visible = ({ columns }: GovernedDataset) => columns.map(({ name, type }) => ({ name, type, nullable: true }));

function countsOf(counts: { change: string; n: number }[]) {
  const of = (change: string) => Number(counts.find((row) => row.change === change)?.n ?? 0);
  return { added: of('added'), removed: of('removed'), changed: of('changed') };
}

function pick(row: Row, side: string, fields: string[]): Row {
  return Object.fromEntries(fields.map((field) => [field, row[`${side}.${field}`]]));
}
