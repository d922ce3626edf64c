import { AppError, kernelErrors, type Principal, requireId } from '../../kernel/index.ts';
import type { DatasetResource } from '../access/index.ts';
import type { Standard } from '../standards/schema.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { toDetail, toResource } from './entry-shape.ts';
import { catalogueErrors } from './errors.ts';
import { highestLevel } from './level.ts';
import { fieldColumns, type Repository } from './repository.ts';
import type { DatasetChange, DatasetDetail, HistoryEntry, NewDataset } from './schema.ts';
import { toPinyin } from './search-text.ts';
import type { DatasetRow, NewDatasetRow } from './tables.ts';

/** A dataset as bureau code sees it: what `access` judges, and where its data and standard stand. */
export type CatalogueResource = DatasetResource & {
  title: DatasetDetail['title'];
  key: string[];
  standard: { id: string; version: number } | null;
  version: number | null;
  rows: number | null;
  /** How often new data are due, by the standard. */
  cadence: string | null;
  revision: number;
};

/** Entries: made as drafts, edited against the revision that was seen, published, retired; each change leaves a trace. */
export function createEntries(needs: CatalogueNeeds, repository: Repository) {
  const { access, audit, clock } = needs;

  async function ownerName(owner: string) {
    const name = (await needs.organisationName?.(owner)) ?? { zh: owner, en: owner };
    return { owner, owner_name_zh: name.zh, owner_name_en: name.en };
  }

  /** The row, or `kernel.not-found`: nobody learns of an entry by the kind of error. */
  async function row(id: string): Promise<DatasetRow> {
    const found = await repository.find(id);
    if (!found) throw new AppError(kernelErrors.notFound, { what: id });
    return found;
  }

  async function apply(
    principal: Principal,
    before: DatasetRow,
    change: { action: string; revision: number; set: Partial<NewDatasetRow> },
  ): Promise<DatasetDetail> {
    const changes: HistoryEntry['changes'] = {};
    for (const [name, after] of Object.entries(change.set)) {
      const was = before[name as keyof DatasetRow];
      if (JSON.stringify(was) !== JSON.stringify(after)) changes[name] = { before: was, after };
    }
    const after = await repository.change(before.id, change.revision, change.set, {
      at: clock.now(),
      actor: principal.id,
      action: change.action,
      changes,
    });
    if (!after) {
      const now = await row(before.id);
      throw new AppError(catalogueErrors.revisionConflict, {
        id: before.id,
        expected: change.revision,
        revision: now.revision,
      });
    }
    await audit.record({
      principal,
      action: `catalogue.${change.action}`,
      target: `dataset:${before.id}`,
      outcome: 'done',
      details: { revision: after.revision, changed: Object.keys(changes) },
    });
    return toDetail(after, access, principal);
  }

  async function move(
    principal: Principal,
    id: string,
    step: { action: 'publish' | 'retire'; from: string[]; to: string; revision?: number },
  ): Promise<DatasetDetail> {
    const before = await row(id);
    access.require(principal, 'dataset:publish', toResource(before));
    if (!step.from.includes(before.status)) {
      throw new AppError(catalogueErrors.statusConflict, { id, status: before.status, action: step.action });
    }
    if (step.action === 'publish' && before.version === null) throw new AppError(catalogueErrors.noVersion, { id });
    return apply(principal, before, {
      action: step.action,
      revision: step.revision ?? before.revision,
      set: { status: step.to },
    });
  }

  return {
    row,

    /** Makes a draft. Its fields, key and cadence come from the standard. */
    async create(principal: Principal, input: NewDataset & { standard?: Standard | null }): Promise<DatasetDetail> {
      requireId(input.id);
      const standard = input.standard ?? null;
      const fields = standard?.fields ?? [];
      const title = input.title ?? standard?.title ?? { zh: input.id, en: input.id };
      const description = input.description ?? standard?.description ?? { zh: '', en: '' };
      const sharing = input.sharing ?? 'conditional';
      if (sharing === 'not-shared' && !input.sharingReason?.trim()) {
        throw new AppError(catalogueErrors.sharingReasonMissing, {});
      }
      const now = clock.now();
      const made: Omit<NewDatasetRow, 'change'> = {
        id: input.id,
        title_zh: title.zh,
        title_en: title.en,
        title_pinyin: toPinyin(title.zh),
        description_zh: description.zh,
        description_en: description.en,
        ...(await ownerName(input.owner)),
        sector: input.sector ?? null,
        keywords: input.keywords ?? [],
        level: highestLevel(fields, input.level),
        sharing,
        sharing_reason: sharing === 'not-shared' ? input.sharingReason!.trim() : null,
        openness: input.openness ?? 'not-open',
        status: 'draft',
        ...standardColumns(standard),
        created_at: now,
        created_by: principal.id,
      };
      const asRow = { ...made, fields, revision: 1 } as unknown as DatasetRow;
      access.require(principal, 'dataset:edit', toResource(asRow));
      if (!(await repository.insert(made, { actor: principal.id, changes: {} }))) {
        throw new AppError(catalogueErrors.datasetExists, { id: input.id });
      }
      await audit.record({
        principal,
        action: 'catalogue.create',
        target: `dataset:${input.id}`,
        outcome: 'done',
        details: { owner: input.owner, standard: standard?.id ?? null },
      });
      return toDetail(await row(input.id), access, principal);
    },

    async update(principal: Principal, id: string, change: DatasetChange): Promise<DatasetDetail> {
      const before = await row(id);
      access.require(principal, 'dataset:edit', toResource(before));
      const set: Partial<NewDatasetRow> = {};
      if (change.title) {
        Object.assign(set, { title_zh: change.title.zh, title_en: change.title.en });
        set.title_pinyin = toPinyin(change.title.zh);
      }
      if (change.description) {
        Object.assign(set, { description_zh: change.description.zh, description_en: change.description.en });
      }
      if (change.owner !== undefined && change.owner !== before.owner) {
        // Giving a dataset away needs the right to edit it at both ends.
        access.require(principal, 'dataset:edit', { ...toResource(before), owner: change.owner });
        Object.assign(set, await ownerName(change.owner));
      }
      if (change.sector !== undefined) set.sector = change.sector;
      if (change.keywords) set.keywords = change.keywords;
      if (change.level) set.level = highestLevel(before.fields, change.level);
      if (change.openness) set.openness = change.openness;
      const sharing = change.sharing ?? before.sharing;
      const reason = change.sharingReason !== undefined ? change.sharingReason : before.sharing_reason;
      if (sharing === 'not-shared' && !reason?.trim()) throw new AppError(catalogueErrors.sharingReasonMissing, {});
      set.sharing = sharing;
      set.sharing_reason = sharing === 'not-shared' ? reason!.trim() : null;
      return apply(principal, before, { action: 'update', revision: change.revision, set });
    },

    /** Follows a newer version of the standard: fields, key, cadence and, where a field asks for it, the level. */
    async followStandard(
      principal: Principal,
      id: string,
      standard: Standard,
      revision?: number,
    ): Promise<DatasetDetail> {
      const before = await row(id);
      access.require(principal, 'dataset:edit', toResource(before));
      const set = { ...standardColumns(standard), level: highestLevel(standard.fields, before.level) };
      return apply(principal, before, { action: 'follow-standard', revision: revision ?? before.revision, set });
    },

    /** Draft (or retired) to published: by those whom access allows, and only with at least one version. */
    publish: (principal: Principal, id: string, options: { revision?: number } = {}) =>
      move(principal, id, { action: 'publish', from: ['draft', 'retired'], to: 'published', ...options }),

    retire: (principal: Principal, id: string, options: { revision?: number } = {}) =>
      move(principal, id, { action: 'retire', from: ['draft', 'published'], to: 'retired', ...options }),

    async get(principal: Principal, id: string): Promise<DatasetDetail> {
      const found = await row(id);
      access.require(principal, 'dataset:discover', toResource(found));
      return toDetail(found, access, principal);
    },

    /** Ungoverned, for bureau code; null when there is none. */
    async find(id: string): Promise<CatalogueResource | null> {
      const found = await repository.find(id);
      return found ? toCatalogueResource(found) : null;
    },

    /** Ungoverned, for bureau code; throws `kernel.not-found`. */
    async resource(id: string): Promise<CatalogueResource> {
      return toCatalogueResource(await row(id));
    },

    async history(principal: Principal, id: string, limit = 100): Promise<HistoryEntry[]> {
      access.require(principal, 'dataset:edit', toResource(await row(id)));
      const entries = await repository.history(id, limit);
      return entries.map(({ revision, at, actor, action, changes }) => ({
        revision,
        at: at.toISOString(),
        actor,
        action,
        changes,
      }));
    },
  };
}

export type Entries = ReturnType<typeof createEntries>;

/** The columns of an entry that follow its standard. */
export function standardColumns(standard: Standard | null) {
  return {
    standard_id: standard?.id ?? null,
    standard_version: standard ? (standard.version ?? 1) : null,
    cadence: standard?.cadence ?? null,
    key: standard?.key ?? [],
    coordinates: standard?.coordinates ?? null,
    ...fieldColumns(standard?.fields ?? []),
  };
}

function toCatalogueResource(row: DatasetRow): CatalogueResource {
  return {
    ...toResource(row),
    title: { zh: row.title_zh, en: row.title_en },
    key: row.key,
    standard: row.standard_id === null ? null : { id: row.standard_id, version: row.standard_version ?? 1 },
    version: row.version === null ? null : Number(row.version),
    rows: row.rows === null ? null : Number(row.rows),
    cadence: row.cadence,
    revision: row.revision,
  };
}
