import { AppError, type Principal } from '../../kernel/index.ts';
import { type Snapshot, storedType } from '../../lake/index.ts';
import type { CompiledStandard } from '../standards/index.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import type { Entries } from './entries.ts';
import { toResource } from './entry-shape.ts';
import { catalogueErrors } from './errors.ts';
import type { Gate } from './gate.ts';
import type { OpenDataset } from './governed.ts';
import type { Repository } from './repository.ts';
import type { Follower, StandardChangePreview } from './schema.ts';
import { compileStored, type StoredChecks, storedChecks } from './stored-checks.ts';

/** So many rows are checked; what lies beyond is told as not looked at. */
const rowLimit = 5_000_000;
const examplesEach = 5;

interface Parts {
  needs: CatalogueNeeds;
  repository: Repository;
  row: Entries['row'];
  followStandard: Entries['followStandard'];
  openDataset: OpenDataset;
  gate: Gate;
}

export interface StandardTarget {
  /** The dataset's own standard when absent. */
  standard?: string | undefined;
  /** The newest version when absent. */
  version?: number | undefined;
}

/** Datasets and the versions of standards that they follow: who follows what, what a change would break, and the change. */
export function createStandardChange({ needs, repository, row, followStandard, openDataset, gate }: Parts) {
  async function target(id: string, { standard, version }: StandardTarget): Promise<CompiledStandard> {
    const entry = await row(id);
    const wanted = standard ?? entry.standard_id;
    if (!wanted) throw new AppError(catalogueErrors.noStandard, { id });
    if (wanted !== entry.standard_id) await needs.standards.requireInForce(wanted);
    return needs.standards.compiled(wanted, version);
  }

  /** Columns whose stored type is another one than the standard now asks for: such a table must be made anew. */
  function typeChanges(snapshot: Snapshot | null, compiled: CompiledStandard) {
    const stored = new Map(snapshot?.columns.map(({ name, type }) => [name.toLowerCase(), type]));
    return compiled.fields.flatMap(({ field, engineType }) => {
      const before = stored.get(field.name.toLowerCase());
      const after = storedType(engineType, field.name);
      return before !== undefined && before !== after ? [{ field: field.name, before, after }] : [];
    });
  }

  async function examplesOf(
    principal: Principal,
    id: string,
    { checks, condition }: { checks: StoredChecks; condition: string },
    signal?: AbortSignal,
  ) {
    const { view } = await openDataset(principal, id);
    const failing = `(SELECT * FROM (${checks.relation}) WHERE ${condition} LIMIT ${examplesEach})`;
    return needs.lake.engine.rows(view.select(failing), signal ? { signal } : {});
  }

  async function preview(
    principal: Principal,
    id: string,
    { signal, ...wanted }: StandardTarget & { signal?: AbortSignal },
  ): Promise<StandardChangePreview> {
    const entry = await row(id);
    needs.access.require(principal, 'dataset:edit', toResource(entry));
    const { standard } = await target(id, wanted);
    const compiled = compileStored(standard, await needs.standards.codeListsOf(standard));
    const table = needs.lake.table(id);
    const snapshot = entry.version === null ? null : await table.snapshot();
    const types = typeChanges(snapshot, compiled);
    const base = {
      dataset: id,
      from: entry.standard_id === null ? null : { id: entry.standard_id, version: entry.standard_version ?? 1 },
      to: { id: standard.id, version: standard.version ?? 1 },
      revision: entry.revision,
      version: snapshot?.version ?? null,
      types,
      possible: types.length === 0,
    };
    if (!snapshot || snapshot.rows === 0)
      return { ...base, total: 0, checked: 0, failing: 0, rules: [], unchecked: [] };
    return gate.pass(async () => {
      const checks = storedChecks(compiled, snapshot, { limit: rowLimit });
      const unchecked: string[] = [];
      for (const reference of compiled.references) {
        const other = needs.lake.table(reference.references.dataset);
        const found = (await other.exists()) ? await other.snapshot() : null;
        const columns = new Set(found?.columns.map(({ name }) => name));
        if (found && reference.references.fields.every((name) => columns.has(name))) {
          checks.addReference(reference, found.relation());
        } else unchecked.push(reference.name);
      }
      const options = signal ? { signal, timeoutMilliseconds: 120_000 } : { timeoutMilliseconds: 120_000 };
      const [counts] = await needs.lake.engine.rows<Record<string, number>>(checks.countSql(), options);
      const rules: StandardChangePreview['rules'] = [];
      for (const [index, rule] of checks.rules.entries()) {
        const count = Number(counts![`rule_${index}`]);
        if (count === 0) continue;
        const { field, rule: name, message, condition } = rule;
        const examples = await examplesOf(principal, id, { checks, condition }, signal);
        rules.push({ field, rule: name, message, count, examples });
      }
      return {
        ...base,
        total: snapshot.rows,
        checked: Math.min(snapshot.rows, rowLimit),
        failing: Number(counts!['failing']),
        rules: rules.sort((left, right) => right.count - left.count),
        unchecked,
      };
    });
  }

  return {
    previewStandard: preview,

    /**
     * Makes a dataset follow another version of its standard, or the standard that takes its place. All rows stay, also
     * those that fail: `failing` is how many the caller saw, and another number is `catalogue.preview-stale`.
     */
    async changeStandard(
      principal: Principal,
      id: string,
      { failing, revision, ...wanted }: StandardTarget & { failing: number; revision: number },
    ) {
      const seen = await preview(principal, id, wanted);
      if (!seen.possible) {
        const { field, before, after } = seen.types[0]!;
        throw new AppError(catalogueErrors.typeChanged, { id, field, before, after, types: seen.types });
      }
      if (seen.failing !== failing || seen.revision !== revision) {
        throw new AppError(catalogueErrors.previewStale, { id, failing: seen.failing, revision: seen.revision });
      }
      const { standard } = await target(id, wanted);
      const detail = await followStandard(principal, id, standard, revision);
      await needs.audit.record({
        principal,
        action: 'catalogue.standard-changed',
        target: `dataset:${id}`,
        outcome: 'done',
        details: { from: seen.from, to: seen.to, rows: seen.total, failing: seen.failing },
      });
      return detail;
    },

    /** The datasets that follow any version of a standard, as far as the reader may know of them. */
    async followers(principal: Principal, standard: string): Promise<Follower[]> {
      needs.access.require(principal, 'standard:read', { id: standard });
      await needs.standards.get(standard);
      const rows = await repository.following(standard, needs.access.datasetFilter(principal));
      return rows.map((found) => ({
        id: found.id,
        title: { zh: found.title_zh, en: found.title_en },
        owner: found.owner,
        status: found.status as Follower['status'],
        standardVersion: found.standard_version ?? 1,
        rows: found.rows === null ? null : Number(found.rows),
        mayMigrate: needs.access.decide(principal, 'dataset:edit', toResource(found)).allowed,
      }));
    },
  };
}
