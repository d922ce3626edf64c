import { AppError, type Principal, systemPrincipal, type Text } from '../../kernel/index.ts';
import type { Column, Snapshot } from '../../lake/index.ts';
import type { Standard } from '../standards/schema.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { standardColumns } from './entries.ts';
import { toResource } from './entry-shape.ts';
import { catalogueErrors } from './errors.ts';
import { highestLevel } from './level.ts';
import { measureQuality, overall, type RuleCounts, timeliness } from './quality.ts';
import type { Repository } from './repository.ts';
import type { Quality, SchemaChange, Version } from './schema.ts';
import type { DatasetRow, InputRow, VersionRow } from './tables.ts';

/** What a version was made of: a source by its SHA-256, the recipe of a dataset that cleaned it, or a version of another dataset, and by which analysis. */
export type VersionInput =
  | { source: string; title?: Text }
  | { recipe: string; version: number }
  | { dataset: string; version: number; analysis?: string; analysisTitle?: Text; title?: Text };

export interface NewVersion {
  dataset: string;
  snapshot: Snapshot;
  /** `merge`, `append`, `replace`, `analysis`, `mend`, … */
  operation: string;
  run?: string | null;
  /** What the run's checks counted; null when nothing was checked. */
  quality?: RuleCounts | null;
  inputs?: VersionInput[];
  /** The standard that the version follows, when it is not the entry's own. */
  standard?: Standard;
  added?: number;
  removed?: number;
  principal?: Principal;
}

export interface MadeVersion {
  dataset: string;
  version: number;
}
export type VersionListener = (made: MadeVersion) => Promise<void> | void;

/** Versions of datasets: entered after each commit to the lake, listed with their quality, and told to listeners. */
export function createVersions(
  needs: CatalogueNeeds,
  repository: Repository,
  row: (id: string) => Promise<DatasetRow>,
) {
  const listeners: VersionListener[] = [];

  async function changedRows(dataset: string, version: number) {
    const history = await needs.lake.table(dataset).history(5);
    const entry = history.find((line) => line.version === version);
    return { added: entry?.rowsAdded ?? 0, removed: entry?.rowsRemoved ?? 0 };
  }

  async function recordVersion(made: NewVersion): Promise<Version> {
    const { snapshot } = made;
    const entry = await row(made.dataset);
    const standard = made.standard ?? null;
    const fields = standard?.fields ?? entry.fields;
    const [previous] = await repository.versions(made.dataset, { below: snapshot.version, limit: 1 });
    const counted =
      made.added !== undefined && made.removed !== undefined
        ? { added: made.added, removed: made.removed }
        : await changedRows(made.dataset, snapshot.version);
    const quality = measureQuality({
      counts: made.quality ?? null,
      fields,
      key: standard?.key ?? entry.key,
      rows: snapshot.rows,
      nulls: storedNulls(snapshot),
      ageSeconds: previous ? (snapshot.at.getTime() - previous.at.getTime()) / 1000 : null,
      cadence: standard ? (standard.cadence ?? null) : entry.cadence,
      metadata: {
        titleZh: entry.title_zh,
        titleEn: entry.title_en,
        description: entry.description_zh,
        keywords: entry.keywords.length,
        standard: standard !== null || entry.standard_id !== null,
      },
      readable: true,
    });
    const version: VersionRow = {
      dataset: made.dataset,
      version: snapshot.version,
      at: snapshot.at,
      operation: made.operation,
      run: made.run ?? null,
      rows: snapshot.rows,
      bytes: snapshot.bytes,
      added: made.added ?? counted.added,
      removed: made.removed ?? counted.removed,
      standard_id: standard?.id ?? entry.standard_id,
      standard_version: standard ? (standard.version ?? 1) : entry.standard_version,
      columns: snapshot.columns,
      broken: made.quality?.broken ?? {},
      quality,
    };
    await repository.insertVersion(
      {
        ...version,
        version: snapshot.version,
        rows: snapshot.rows,
        bytes: snapshot.bytes,
        added: Number(version.added),
        removed: Number(version.removed),
        columns: JSON.stringify(snapshot.columns),
        broken: JSON.stringify(version.broken),
        quality: JSON.stringify(quality),
      },
      inputRows(made.inputs ?? []),
      {
        ...(standard ? { ...standardColumns(standard), level: highestLevel(standard.fields, entry.level) } : {}),
        version: snapshot.version,
        rows: snapshot.rows,
        bytes: snapshot.bytes,
        quality: quality.overall,
        update_mode: made.operation,
        updated_at: snapshot.at,
      },
    );
    await needs.audit.record({
      principal: made.principal ?? systemPrincipal('catalogue'),
      action: 'catalogue.version',
      target: `dataset:${made.dataset}`,
      outcome: 'done',
      details: { version: snapshot.version, operation: made.operation, run: made.run ?? null, rows: snapshot.rows },
    });
    for (const listener of listeners) {
      // The version stands; a listener that fails must not make its run look failed.
      try {
        await listener({ dataset: made.dataset, version: snapshot.version });
      } catch (error) {
        needs.log?.error({ err: error, dataset: made.dataset, version: snapshot.version }, 'version listener failed');
      }
    }
    return toVersion(version, previous);
  }

  return {
    recordVersion,

    /** Called after each new version, in this process. */
    onVersion(listener: VersionListener): void {
      listeners.push(listener);
    },

    /** Newest first, each with the change of its columns against the version before. */
    async versions(principal: Principal, id: string, options: { limit?: number; below?: number } = {}) {
      needs.access.require(principal, 'dataset:discover', toResource(await row(id)));
      const limit = options.limit ?? 50;
      const rows = await repository.versions(id, { limit: limit + 1, below: options.below });
      return {
        items: rows.slice(0, limit).map((version, index) => toVersion(version, rows[index + 1])),
        next: rows.length > limit ? String(rows[limit - 1]!.version) : null,
      };
    },

    /** Quality of the newest version as of now, with what broke, and the trend over versions, oldest first. */
    async quality(principal: Principal, id: string, options: { limit?: number } = {}) {
      const entry = await row(id);
      needs.access.require(principal, 'dataset:discover', toResource(entry));
      const rows = await repository.versions(id, { limit: options.limit ?? 60 });
      const newest = rows[0];
      let current: Quality | null = null;
      if (newest?.quality) {
        const age = (needs.clock.now().getTime() - newest.at.getTime()) / 1000;
        const today = { ...newest.quality, timeliness: timeliness(entry.cadence, age) };
        current = { ...today, overall: overall(today) };
      }
      return {
        dataset: id,
        version: newest ? Number(newest.version) : null,
        current,
        broken: newest?.broken ?? {},
        trend: rows
          .map((version) => ({
            version: Number(version.version),
            at: version.at.toISOString(),
            quality: version.quality,
          }))
          .reverse(),
      };
    },

    /** The entered version, or the newest one. */
    async require(id: string, version?: number): Promise<VersionRow> {
      const found =
        version === undefined
          ? (await repository.versions(id, { limit: 1 }))[0]
          : await repository.version(id, version);
      if (!found) throw new AppError(catalogueErrors.versionMissing, { id, version: version ?? '–' });
      return found;
    },
  };
}

function inputRows(inputs: VersionInput[]) {
  const rows = new Map<string, Omit<InputRow, 'dataset' | 'version'>>();
  const add = (kind: InputRow['kind'], input: string, version: number | null, title?: Text) =>
    rows.set(`${kind}:${input}`, {
      kind,
      input,
      input_version: version,
      title_zh: title?.zh ?? input,
      title_en: title?.en ?? input,
    });
  for (const input of inputs) {
    if ('source' in input) add('source', input.source, null, input.title);
    else if ('recipe' in input) {
      const title = { zh: `清洗规则（第 ${input.version} 版）`, en: `Cleaning recipe (version ${input.version})` };
      add('recipe', input.recipe, input.version, title);
    } else {
      add('dataset', input.dataset, input.version, input.title);
      if (input.analysis) add('analysis', input.analysis, null, input.analysisTitle);
    }
  }
  return [...rows.values()];
}

/** A row of the version list, with the columns that changed against the version before. */
export function toVersion(version: VersionRow, previous?: VersionRow): Version {
  return {
    version: Number(version.version),
    at: version.at.toISOString(),
    operation: version.operation,
    run: version.run,
    rows: Number(version.rows),
    added: Number(version.added),
    removed: Number(version.removed),
    quality: version.quality,
    standard: version.standard_id === null ? null : { id: version.standard_id, version: version.standard_version ?? 1 },
    schemaChanges: previous ? compareColumns(previous.columns, version.columns) : [],
  };
}

/** Columns added, removed, or of another type. */
export function compareColumns(before: Column[], after: Column[]): SchemaChange[] {
  const old = new Map(before.map((column) => [column.name, column.type]));
  const changes: SchemaChange[] = [];
  for (const { name, type } of after) {
    const was = old.get(name);
    old.delete(name);
    if (was === undefined) changes.push({ field: name, change: 'added', before: null, after: type });
    else if (was !== type) changes.push({ field: name, change: 'type', before: was, after: type });
  }
  for (const [name, type] of old) changes.push({ field: name, change: 'removed', before: type, after: null });
  return changes;
}

function storedNulls(snapshot: Snapshot): Map<string, number> {
  const nulls = new Map<string, number>();
  const [first, ...rest] = snapshot.files;
  for (const [name, count] of Object.entries(first?.nullCounts ?? {})) {
    if (rest.every((file) => name in file.nullCounts)) {
      nulls.set(
        name,
        rest.reduce((sum, file) => sum + file.nullCounts[name]!, count),
      );
    }
  }
  return nulls;
}
