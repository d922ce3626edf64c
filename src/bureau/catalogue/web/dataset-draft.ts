import type { DatasetChange, DatasetDetail, NewDataset } from '../schema.ts';

/** The form of a dataset's entry, flat as its inputs are. */
export interface DatasetDraft {
  id: string;
  standard?: string;
  titleZh: string;
  titleEn: string;
  descriptionZh: string;
  descriptionEn: string;
  owner?: string;
  sector?: DatasetDetail['sector'];
  keywords: string[];
  level: DatasetDetail['level'];
  sharing: DatasetDetail['sharing'];
  sharingReason?: string;
  openness: DatasetDetail['openness'];
}

/** A form with the cautious choices: nothing open, shared on conditions. */
export function emptyDraft(owner: string | undefined): DatasetDraft {
  return {
    id: '',
    titleZh: '',
    titleEn: '',
    descriptionZh: '',
    descriptionEn: '',
    ...(owner === undefined ? {} : { owner }),
    keywords: [],
    level: 'general-1',
    sharing: 'conditional',
    openness: 'not-open',
  };
}

/** The form of an entry that is there. */
export function toDraft(dataset: DatasetDetail): DatasetDraft {
  return {
    id: dataset.id,
    titleZh: dataset.title.zh,
    titleEn: dataset.title.en,
    descriptionZh: dataset.description.zh,
    descriptionEn: dataset.description.en,
    owner: dataset.owner.id,
    ...(dataset.sector === null ? {} : { sector: dataset.sector }),
    keywords: dataset.keywords,
    level: dataset.level,
    sharing: dataset.sharing,
    ...(dataset.sharingReason ? { sharingReason: dataset.sharingReason } : {}),
    openness: dataset.openness,
  };
}

function common(draft: DatasetDraft) {
  return {
    title: { zh: draft.titleZh.trim(), en: draft.titleEn.trim() },
    description: { zh: draft.descriptionZh?.trim() ?? '', en: draft.descriptionEn?.trim() ?? '' },
    sector: draft.sector ?? null,
    keywords: draft.keywords ?? [],
    level: draft.level,
    sharing: draft.sharing,
    sharingReason: draft.sharing === 'not-shared' ? (draft.sharingReason?.trim() ?? null) : null,
    openness: draft.openness,
  };
}

/** What `POST /datasets` takes. */
export function toNewDataset(draft: DatasetDraft): NewDataset & { standard?: string } {
  return {
    id: draft.id.trim(),
    owner: draft.owner ?? '',
    ...common(draft),
    ...(draft.standard ? { standard: draft.standard } : {}),
  };
}

/** What `PATCH /datasets/{id}` takes. */
export function toChange(draft: DatasetDraft, revision: number): DatasetChange {
  return { revision, ...(draft.owner ? { owner: draft.owner } : {}), ...common(draft) };
}
