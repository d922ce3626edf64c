import { systemPrincipal } from '../../../kernel/index.ts';
import { type OpenedDataset, openDataset } from '../datasets.ts';
import type { QualityNeeds } from '../dependencies.ts';
import type { ProfileRow, QualityRepository } from '../repository.ts';
import { compareVersions } from './compare.ts';
import { profileVersion } from './profile.ts';

const self = systemPrincipal('quality');
/** So many earlier steps teach what is usual. */
export const learntSteps = 10;

/** Looks at the newest version of a dataset and compares it with the one that was looked at before. */
export function createLook(needs: QualityNeeds, repository: QualityRepository) {
  async function first(opened: OpenedDataset, signal?: AbortSignal): Promise<ProfileRow> {
    const { rows, fields } = await profileVersion(needs.lake.engine, opened, signal ? { signal } : {});
    const row: ProfileRow = {
      dataset: opened.side.dataset,
      version: opened.snapshot.version,
      at: opened.snapshot.at,
      rows,
      fields,
      against: null,
      drifts: [],
      measures: { fields: {} },
    };
    await repository.saveProfile(row);
    return row;
  }

  /** The version before this one, when none was looked at yet: a drift is to be seen from the second version on. */
  async function versionBefore(dataset: string, version: number, signal?: AbortSignal): Promise<ProfileRow | null> {
    const [listed] = (await needs.catalogue.versions(self, dataset, { limit: 1, below: version })).items;
    if (!listed) return null;
    try {
      const opened = await openDataset(needs, dataset, listed.version);
      return opened && opened.snapshot.rows > 0 ? await first(opened, signal) : null;
    } catch (error) {
      // An old version may be cleared already; then there is nothing to compare with.
      if ((error as { code?: string }).code === 'lake.version-vacuumed') return null;
      throw error;
    }
  }

  return async function look(opened: OpenedDataset, signal?: AbortSignal): Promise<ProfileRow> {
    const { dataset } = opened.side;
    const { version } = opened.snapshot;
    const earlier = await repository.profiles(dataset, { below: version, limit: learntSteps });
    const before = earlier[0] ?? (await versionBefore(dataset, version, signal));
    if (!before) return first(opened, signal);
    const profile = await profileVersion(needs.lake.engine, opened, {
      earlier: before.fields,
      ...(signal ? { signal } : {}),
    });
    const titles = new Map(opened.detail.fields.map((field) => [field.name, field.title]));
    const { drifts, measures } = compareVersions({
      before,
      after: { version, rows: profile.rows, fields: profile.fields },
      overEarlierBins: profile.overEarlierBins,
      history: earlier.map((row) => row.measures),
      settings: (await repository.driftSettings(dataset)).body,
      title: (name) => titles.get(name) ?? { zh: name, en: name },
    });
    const row: ProfileRow = {
      dataset,
      version,
      at: opened.snapshot.at,
      rows: profile.rows,
      fields: profile.fields,
      against: before.version,
      drifts,
      measures,
    };
    await repository.saveProfile(row);
    return row;
  };
}
