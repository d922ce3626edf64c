import { systemPrincipal, type Text } from '../../kernel/index.ts';
import type { Snapshot } from '../../lake/index.ts';
import type { DatasetDetail } from '../catalogue/schema.ts';
import type { QualityNeeds } from './dependencies.ts';
import type { Names } from './rules/explain.ts';
import type { Side } from './rules/sql.ts';

const self = systemPrincipal('quality');

/** A dataset with the version that is looked at. */
export interface OpenedDataset {
  detail: DatasetDetail;
  snapshot: Snapshot;
  side: Side;
}

/** Opens the newest version of a dataset, or a given one, for the platform's own work; null when it has none. */
export async function openDataset(
  needs: Pick<QualityNeeds, 'catalogue' | 'lake'>,
  id: string,
  version?: number,
): Promise<OpenedDataset | null> {
  const entry = await needs.catalogue.find(id);
  if (entry?.version == null) return null;
  const snapshot = await needs.lake.table(id).snapshot({ version: version ?? entry.version });
  const detail = await needs.catalogue.get(self, id);
  return {
    detail,
    snapshot,
    side: {
      dataset: id,
      relation: snapshot.relation(),
      types: new Map(snapshot.columns.map(({ name, type }) => [name, type])),
      fields: detail.fields,
    },
  };
}

/** Titles of datasets and fields for sentences; ids where nothing is known. */
export function namesOf(details: DatasetDetail[]): Names {
  const known = new Map(details.map((detail) => [detail.id, detail]));
  const bare = (id: string): Text => ({ zh: id, en: id });
  return {
    dataset: (id) => known.get(id)?.title ?? bare(id),
    field: (dataset, field) => known.get(dataset)?.fields.find(({ name }) => name === field)?.title ?? bare(field),
  };
}
