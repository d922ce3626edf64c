import type { Principal } from '../../kernel/index.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { createDiff } from './diff.ts';
import { createDownload } from './download.ts';
import { createEntries } from './entries.ts';
import { createGate } from './gate.ts';
import { createOpenDataset } from './governed.ts';
import { createLineage } from './lineage.ts';
import { createPoints } from './points.ts';
import { createProfile } from './profile.ts';
import { createQuery } from './query.ts';
import { createRecordIndexes } from './record-index.ts';
import { createRecords } from './records.ts';
import { createRepository } from './repository.ts';
import type { CreateDataset, Version } from './schema.ts';
import { createSearch } from './search.ts';
import { createSeries } from './series.ts';
import { createStandardChange } from './standard-change.ts';
import { createVersions, type NewVersion } from './versions.ts';

export type Catalogue = ReturnType<typeof createCatalogue>;

/** The catalogue: entries, versions, search, and every way in which the data of a dataset is read. */
export function createCatalogue(needs: CatalogueNeeds) {
  const repository = createRepository(needs.database);
  const { row, ...entries } = createEntries(needs, repository);
  const { require: _require, ...versions } = createVersions(needs, repository, row);
  const { search, changed } = createSearch(needs, repository);
  repository.onChange(changed);
  const indexes = createRecordIndexes(needs.lake, { log: needs.log, ...needs.recordIndex });
  const openDataset = createOpenDataset(needs, row);
  const { followStandard } = entries;
  const parts = { needs, repository, row, followStandard, openDataset, gate: createGate(1) };
  return {
    ...entries,

    /** Makes a draft that follows a published standard. */
    async createByStandard(principal: Principal, { standard, standardVersion, ...input }: CreateDataset) {
      if (standard !== undefined) await needs.standards.requireInForce(standard);
      const found = standard === undefined ? null : await needs.standards.get(standard, standardVersion);
      return entries.create(principal, { ...input, standard: found });
    },

    ...createStandardChange(parts),
    ...versions,

    /** Enters a version after its commit to the lake; entering it again replaces it. */
    async recordVersion(made: NewVersion): Promise<Version> {
      const version = await versions.recordVersion(made);
      indexes.follow(made.dataset, made.snapshot);
      return version;
    },

    search,
    profile: createProfile(needs, repository, openDataset),
    diff: createDiff(needs, openDataset),
    series: createSeries(needs, openDataset),
    points: createPoints(needs, openDataset),
    lineage: createLineage(needs, repository, row),
    download: createDownload(needs, openDataset),
    ...createQuery(needs, openDataset),
    records: createRecords(needs, openDataset, indexes),
    /** A version as one reader may see it, for slices that read data in the reader's name. */
    open: openDataset,
    /** When the copies that speed large versions up are there; for tests and benchmarks. */
    settled: indexes.settled,
    /** Ends what runs in the background; before the lake is closed. */
    close: indexes.close,
  };
}
