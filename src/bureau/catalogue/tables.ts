import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';
import type { Column } from '../../lake/index.ts';
import type { Field } from '../standards/schema.ts';
import type { HistoryEntry, Quality } from './schema.ts';

/** jsonb: read as its value, written as JSON text. */
type Json<Value> = ColumnType<Value, string, string>;
/** bigint: the driver may hand it over as text. */
type Big = ColumnType<number | string, number, number>;
type NullableBig = ColumnType<number | string | null, number | null | undefined, number | null>;
type Nullable<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>;

interface DatasetsTable {
  id: string;
  title_zh: string;
  title_en: string;
  title_pinyin: string;
  description_zh: string;
  description_en: string;
  owner: string;
  owner_name_zh: string;
  owner_name_en: string;
  sector: Nullable<string>;
  keywords: string[];
  level: string;
  sharing: string;
  sharing_reason: Nullable<string>;
  openness: string;
  status: string;
  standard_id: Nullable<string>;
  standard_version: Nullable<number>;
  cadence: Nullable<string>;
  key: string[];
  coordinates: Nullable<string>;
  fields: Json<Field[]>;
  field_words: string;
  version: NullableBig;
  rows: NullableBig;
  bytes: NullableBig;
  update_mode: Nullable<string>;
  quality: Nullable<number>;
  updated_at: Nullable<Date>;
  created_at: Date;
  created_by: string;
  revision: Generated<number>;
  change: Big;
}

interface HistoryTable {
  dataset: string;
  revision: number;
  at: Date;
  actor: string;
  action: string;
  changes: Json<HistoryEntry['changes']>;
}

interface VersionsTable {
  dataset: string;
  version: Big;
  at: Date;
  operation: string;
  run: Nullable<string>;
  rows: Big;
  bytes: Big;
  added: Big;
  removed: Big;
  standard_id: Nullable<string>;
  standard_version: Nullable<number>;
  columns: Json<Column[]>;
  broken: Json<Record<string, number>>;
  quality: Json<Quality>;
}

interface InputsTable {
  dataset: string;
  version: Big;
  kind: 'source' | 'recipe' | 'dataset' | 'analysis';
  input: string;
  input_version: NullableBig;
  title_zh: string;
  title_en: string;
}

interface ProfilesTable {
  dataset: string;
  version: Big;
  view_hash: string;
  at: Date;
  profile: Json<unknown>;
}

/** The catalogue's own tables. */
export type CatalogueTables = {
  catalogue_state: { only: Generated<boolean>; change: Big };
  catalogue_datasets: DatasetsTable;
  catalogue_history: HistoryTable;
  catalogue_versions: VersionsTable;
  catalogue_inputs: InputsTable;
  catalogue_profiles: ProfilesTable;
};

export type DatasetRow = Selectable<DatasetsTable>;
export type NewDatasetRow = Insertable<DatasetsTable>;
export type VersionRow = Selectable<VersionsTable>;
export type NewVersionRow = Insertable<VersionsTable>;
export type InputRow = Insertable<InputsTable>;
