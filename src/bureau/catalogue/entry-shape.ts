import type { Principal } from '../../kernel/index.ts';
import type { Access, Action, DatasetResource } from '../access/index.ts';
import { fieldLevel } from './level.ts';
import type { Dataset, DatasetDetail } from './schema.ts';
import type { DatasetRow } from './tables.ts';

const number = (value: number | string | null) => (value === null ? null : Number(value));

/** A row of the catalogue as readers get it. */
export function toDataset(row: DatasetRow): Dataset {
  return {
    id: row.id,
    title: { zh: row.title_zh, en: row.title_en },
    description: { zh: row.description_zh, en: row.description_en },
    owner: { id: row.owner, name: { zh: row.owner_name_zh, en: row.owner_name_en } },
    sector: row.sector,
    keywords: row.keywords,
    level: row.level,
    sharing: row.sharing,
    openness: row.openness,
    status: row.status,
    standard: row.standard_id === null ? null : { id: row.standard_id, version: row.standard_version ?? 1 },
    cadence: row.cadence,
    version: number(row.version),
    rows: number(row.rows),
    bytes: number(row.bytes),
    quality: row.quality,
    updatedAt: row.updated_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  } as Dataset;
}

/** A row of the catalogue as `access` judges it. */
export function toResource(row: DatasetRow): DatasetResource {
  return {
    id: row.id,
    owner: row.owner,
    status: row.status,
    openness: row.openness,
    sharing: row.sharing,
    level: row.level,
    fields: row.fields.map((field) => ({
      name: field.name,
      type: field.type,
      sensitivity: field.sensitivity ?? 'none',
      level: fieldLevel(field),
    })),
  } as DatasetResource;
}

/** The entry's page for one reader: which fields are open, masked or withheld, and what the reader may do. */
export function toDetail(row: DatasetRow, access: Access, principal: Principal): DatasetDetail {
  const resource = toResource(row);
  const may = (action: Action) => access.decide(principal, action, resource).allowed;
  const read = may('dataset:read');
  const accesses = new Map(access.fields(principal, resource).map((field) => [field.name, field.access]));
  return {
    ...toDataset(row),
    fields: row.fields.map((field) => ({ ...field, access: (read && accesses.get(field.name)) || 'withheld' })),
    key: row.key,
    coordinates: row.coordinates,
    sharingReason: row.sharing_reason,
    revision: row.revision,
    may: { read, collect: may('dataset:collect'), edit: may('dataset:edit'), publish: may('dataset:publish') },
  };
}
