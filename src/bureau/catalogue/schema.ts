import Type, { type Static } from 'typebox';
import { Nullable, TextShape } from '../../kernel/shape.ts';
import { FieldShape } from '../standards/schema.ts';

/** Level of GB/T 43697-2024: general 1-4, important, core. */
export const LevelShape = Type.Enum(['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core']);
export const SharingShape = Type.Union([
  Type.Literal('unconditional'),
  Type.Literal('conditional'),
  Type.Literal('not-shared'),
]);
/** Toward the public. Only `unconditional` is readable without a grant. */
export const OpennessShape = Type.Union([
  Type.Literal('unconditional'),
  Type.Literal('conditional'),
  Type.Literal('not-open'),
]);
export const SectorShape = Type.Enum(['transit', 'health', 'government', 'safety', 'utilities']);

/** A catalogue entry as every reader may see it, who may see it at all. */
export const DatasetShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  description: TextShape,
  owner: Type.Object({ id: Type.String(), name: TextShape }),
  sector: Nullable(SectorShape),
  keywords: Type.Array(Type.String()),
  level: LevelShape,
  sharing: SharingShape,
  openness: OpennessShape,
  /** `draft` is seen by the owner's stewards and officers only. */
  status: Type.Union([Type.Literal('draft'), Type.Literal('published'), Type.Literal('retired')]),
  standard: Nullable(Type.Object({ id: Type.String(), version: Type.Integer() })),
  cadence: Nullable(Type.String()),
  /** Newest version of the Delta table; null before the first. */
  version: Nullable(Type.Integer()),
  rows: Nullable(Type.Integer()),
  bytes: Nullable(Type.Integer()),
  /** 0 to 1, weighted over the six dimensions of GB/T 36344. */
  quality: Nullable(Type.Number()),
  updatedAt: Nullable(Type.String({ format: 'date-time' })),
  createdAt: Type.String({ format: 'date-time' }),
});
export type Dataset = Static<typeof DatasetShape>;

/** Detail page: the entry with its fields as this reader may see them (masked or withheld ones say so). */
export const DatasetDetailShape = Type.Interface([DatasetShape], {
  fields: Type.Array(
    Type.Interface([FieldShape], {
      access: Type.Union([Type.Literal('open'), Type.Literal('masked'), Type.Literal('withheld')]),
    }),
  ),
  key: Type.Array(Type.String()),
  coordinates: Nullable(Type.String()),
  sharingReason: Nullable(Type.String()),
  /** Counts up with each edit; an edit sends the one it saw. */
  revision: Type.Integer(),
  /** What this reader may do here. */
  may: Type.Object({ read: Type.Boolean(), collect: Type.Boolean(), edit: Type.Boolean(), publish: Type.Boolean() }),
});
export type DatasetDetail = Static<typeof DatasetDetailShape>;

/** What a steward says of a new dataset; its fields come from the standard. */
export const NewDatasetShape = Type.Object(
  {
    id: Type.String(),
    title: Type.Optional(TextShape),
    description: Type.Optional(TextShape),
    owner: Type.String(),
    sector: Type.Optional(Nullable(SectorShape)),
    keywords: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 })),
    /** Raised to the highest level of a field when it is lower. */
    level: Type.Optional(LevelShape),
    sharing: Type.Optional(SharingShape),
    /** Law and article; needed when not shared. */
    sharingReason: Type.Optional(Nullable(Type.String())),
    openness: Type.Optional(OpennessShape),
  },
  { additionalProperties: false },
);
export type NewDataset = Static<typeof NewDatasetShape>;

/** `POST /datasets`: with the id of a published standard, and which version of it when not the newest. */
export const CreateDatasetShape = Type.Object(
  {
    ...NewDatasetShape.properties,
    standard: Type.Optional(Type.String()),
    standardVersion: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);
export type CreateDataset = Static<typeof CreateDatasetShape>;

/** An edit: what is left out stays. `revision` is the one that the editor saw. */
export const DatasetChangeShape = Type.Object(
  {
    revision: Type.Integer(),
    title: Type.Optional(TextShape),
    description: Type.Optional(TextShape),
    owner: Type.Optional(Type.String()),
    sector: Type.Optional(Nullable(SectorShape)),
    keywords: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 50 })),
    level: Type.Optional(LevelShape),
    sharing: Type.Optional(SharingShape),
    sharingReason: Type.Optional(Nullable(Type.String())),
    openness: Type.Optional(OpennessShape),
  },
  { additionalProperties: false },
);
export type DatasetChange = Static<typeof DatasetChangeShape>;

/** A line of an entry's history. */
export const HistoryEntryShape = Type.Object({
  revision: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  actor: Type.String(),
  action: Type.String(),
  /** By property: what stood before and after. */
  changes: Type.Record(Type.String(), Type.Object({ before: Type.Unknown(), after: Type.Unknown() })),
});
export type HistoryEntry = Static<typeof HistoryEntryShape>;

/** The six dimensions of GB/T 36344-2018, each 0 to 1, null where nothing could be measured. */
export const QualityShape = Type.Object({
  normative: Nullable(Type.Number()),
  completeness: Nullable(Type.Number()),
  accuracy: Nullable(Type.Number()),
  consistency: Nullable(Type.Number()),
  timeliness: Nullable(Type.Number()),
  accessibility: Nullable(Type.Number()),
  overall: Nullable(Type.Number()),
});
export type Quality = Static<typeof QualityShape>;

/** A column that a version added, removed, or gave another type. */
export const SchemaChangeShape = Type.Object({
  field: Type.String(),
  change: Type.Union([Type.Literal('added'), Type.Literal('removed'), Type.Literal('type')]),
  before: Nullable(Type.String()),
  after: Nullable(Type.String()),
});
export type SchemaChange = Static<typeof SchemaChangeShape>;

export const QualityReportShape = Type.Object({
  dataset: Type.String(),
  version: Nullable(Type.Integer()),
  /** Of the newest version, with its timeliness as of now. */
  current: Nullable(QualityShape),
  /** Rows that broke each rule in the newest version's run. */
  broken: Type.Record(Type.String(), Type.Integer()),
  /** Over versions, oldest first. */
  trend: Type.Array(
    Type.Object({
      version: Type.Integer(),
      at: Type.String({ format: 'date-time' }),
      quality: Nullable(QualityShape),
    }),
  ),
});
export type QualityReport = Static<typeof QualityReportShape>;

export const VersionShape = Type.Object({
  version: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  operation: Type.String(),
  run: Nullable(Type.String()),
  rows: Type.Integer(),
  added: Type.Integer(),
  removed: Type.Integer(),
  quality: Nullable(QualityShape),
  /** That its rows were checked against. */
  standard: Nullable(Type.Object({ id: Type.String(), version: Type.Integer() })),
  /** Against the version before. */
  schemaChanges: Type.Array(SchemaChangeShape),
});
export type Version = Static<typeof VersionShape>;

export const VersionPageShape = Type.Object({ items: Type.Array(VersionShape), next: Nullable(Type.String()) });

export const ColumnProfileShape = Type.Object({
  field: Type.String(),
  count: Type.Integer(),
  nulls: Type.Integer(),
  /** Approximate above 10,000 distinct values. */
  distinct: Type.Integer(),
  min: Nullable(Type.String()),
  max: Nullable(Type.String()),
  mean: Nullable(Type.Number()),
  histogram: Type.Array(Type.Object({ from: Type.Number(), to: Type.Number(), count: Type.Integer() })),
  top: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
});
export type ColumnProfile = Static<typeof ColumnProfileShape>;

export const AggregateShape = Type.Union([
  Type.Literal('count'),
  Type.Literal('sum'),
  Type.Literal('mean'),
  Type.Literal('min'),
  Type.Literal('max'),
]);

export const ProfileReportShape = Type.Object({
  dataset: Type.String(),
  version: Type.Integer(),
  columns: Type.Array(ColumnProfileShape),
  /** The chart to show first, for `GET /datasets/{id}/series`; null when nothing fits. */
  chart: Nullable(Type.Object({ x: Type.String(), y: Nullable(Type.String()), aggregate: AggregateShape })),
});
export type ProfileReport = Static<typeof ProfileReportShape>;

/** Grouped figures for a chart: `y` aggregated (or rows counted) for each value of `x`. */
export const SeriesShape = Type.Object({
  dataset: Type.String(),
  version: Type.Integer(),
  x: Type.String(),
  y: Nullable(Type.String()),
  aggregate: AggregateShape,
  /** Step of time of the groups when `x` is a date or an instant: `hour`, `day`, `month`, … */
  step: Nullable(Type.String()),
  /** There are more groups than were asked for. */
  truncated: Type.Boolean(),
  points: Type.Array(
    Type.Object({
      x: Type.Union([Type.Number(), Type.String()]),
      y: Nullable(Type.Number()),
      rows: Type.Integer(),
    }),
  ),
});
export type Series = Static<typeof SeriesShape>;

/** Places in WGS-84; when `clustered`, each stands for `count` places around it. */
export const PointsShape = Type.Object({
  dataset: Type.String(),
  version: Type.Integer(),
  total: Type.Integer(),
  clustered: Type.Boolean(),
  points: Type.Array(
    Type.Object({
      longitude: Type.Number(),
      latitude: Type.Number(),
      count: Type.Integer(),
      label: Nullable(Type.String()),
      key: Nullable(Type.String()),
    }),
  ),
});
export type Points = Static<typeof PointsShape>;

export const LineageShape = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.Union([
        Type.Literal('source'),
        Type.Literal('recipe'),
        Type.Literal('dataset'),
        Type.Literal('analysis'),
      ]),
      title: TextShape,
      version: Nullable(Type.Integer()),
    }),
  ),
  edges: Type.Array(Type.Object({ from: Type.String(), to: Type.String() })),
});
export type Lineage = Static<typeof LineageShape>;

export const FacetShape = Type.Object({
  name: Type.String(),
  values: Type.Array(Type.Object({ value: Type.String(), title: TextShape, count: Type.Integer() })),
});

export const SearchResultShape = Type.Object({
  items: Type.Array(DatasetShape),
  next: Nullable(Type.String()),
  total: Type.Integer(),
  facets: Type.Array(FacetShape),
});
export type SearchResult = Static<typeof SearchResultShape>;

/** A page of records through the governed view. */
export const RecordPageShape = Type.Object({
  dataset: Type.String(),
  version: Type.Integer(),
  fields: Type.Array(
    Type.Object({ name: Type.String(), title: TextShape, type: Type.String(), masked: Type.Boolean() }),
  ),
  records: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  next: Nullable(Type.String()),
});
export type RecordPage = Static<typeof RecordPageShape>;

/** `GET /datasets/{id}/diff`: what changed between two versions, by key where there is one; a sample of each kind. */
export const DiffShape = Type.Object({
  dataset: Type.String(),
  from: Type.Integer(),
  to: Type.Integer(),
  added: Type.Integer(),
  removed: Type.Integer(),
  /** Rows of the same key with other values; always 0 where there is no key. */
  changed: Type.Integer(),
  schemaChanges: Type.Array(SchemaChangeShape),
  /** At most 100 rows through the governed view: `before` is null for an added row, `after` for a removed one. */
  sample: Type.Array(
    Type.Object({
      change: Type.Union([Type.Literal('added'), Type.Literal('removed'), Type.Literal('changed')]),
      before: Nullable(Type.Record(Type.String(), Type.Unknown())),
      after: Nullable(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
});
export type Diff = Static<typeof DiffShape>;

/** `POST /queries`: the rows of one SELECT, each a list in the order of the columns. */
export const QueryReplyShape = Type.Object({
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  rows: Type.Array(Type.Array(Type.Unknown())),
  /** There are more rows than were asked for. */
  truncated: Type.Boolean(),
  /** Which versions were read. */
  datasets: Type.Array(Type.Object({ dataset: Type.String(), version: Type.Integer() })),
});
export type QueryReply = Static<typeof QueryReplyShape>;

/** A dataset that follows a standard. */
export const FollowerShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  owner: Type.String(),
  status: DatasetShape.properties.status,
  standardVersion: Type.Integer(),
  rows: Nullable(Type.Integer()),
  /** This reader may make it follow another version. */
  mayMigrate: Type.Boolean(),
});
export type Follower = Static<typeof FollowerShape>;

const StandardOfShape = Type.Object({ id: Type.String(), version: Type.Integer() });

/** What the stored rows of a dataset would break under another version of its standard. */
export const StandardChangePreviewShape = Type.Object({
  dataset: Type.String(),
  from: Nullable(StandardOfShape),
  to: StandardOfShape,
  revision: Type.Integer(),
  /** Version of the data that was looked at. */
  version: Nullable(Type.Integer()),
  /** Columns that are stored in another type than the standard asks for; with one of these nothing can be migrated. */
  types: Type.Array(Type.Object({ field: Type.String(), before: Type.String(), after: Type.String() })),
  possible: Type.Boolean(),
  total: Type.Integer(),
  /** Rows that were looked at: all, up to five million. */
  checked: Type.Integer(),
  /** Rows that break one rule or more. */
  failing: Type.Integer(),
  rules: Type.Array(
    Type.Object({
      field: Nullable(Type.String()),
      rule: Type.String(),
      message: TextShape,
      count: Type.Integer(),
      /** Five at most, as this reader may see them. */
      examples: Type.Array(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
  /** References whose other dataset is not there, so that they were not looked at. */
  unchecked: Type.Array(Type.String()),
});
export type StandardChangePreview = Static<typeof StandardChangePreviewShape>;
