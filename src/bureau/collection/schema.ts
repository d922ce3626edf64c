import Type, { type Static } from 'typebox';
import { FindingShape, Nullable, ProgressShape, TextShape } from '../../kernel/shape.ts';

/** How a source file is to be read; detected from its bytes, seen and corrected by the steward. */
export const ReadingShape = Type.Object(
  {
    format: Type.Enum(['csv', 'xlsx', 'json', 'ndjson', 'parquet']),
    /** `none`, `gzip` or `zip` around it; `entry` names the file inside a ZIP. */
    container: Type.Optional(Type.Enum(['none', 'gzip', 'zip'])),
    entry: Type.Optional(Type.String()),
    encoding: Type.Optional(Type.Enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be'])),
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 1 })),
    quote: Type.Optional(Type.String({ maxLength: 1 })),
    /** Line (or sheet row) of the header, from 1; 0 when there is none. */
    headerRow: Type.Optional(Type.Integer({ minimum: 0 })),
    sheet: Type.Optional(Type.String()),
    /** Source column title to field name; columns that it leaves out are not taken. */
    columns: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { additionalProperties: false },
);
export type Reading = Static<typeof ReadingShape>;

/** What was seen in a file before anything is collected. */
export const InspectionShape = Type.Object({
  reading: ReadingShape,
  /** Entries of a ZIP or sheets of a workbook that one may choose. */
  choices: Type.Array(Type.String()),
  columns: Type.Array(Type.String()),
  sample: Type.Array(Type.Array(Nullable(Type.String()))),
  findings: Type.Array(FindingShape),
});
export type Inspection = Static<typeof InspectionShape>;

export const RunStatusShape = Type.Enum(['waiting', 'running', 'done', 'refused', 'failed', 'cancelled', 'unchanged']);

/** How accepted rows meet the table: merged by key (the default where there is one), appended, or instead of it. */
export const CollectionModeShape = Type.Union([Type.Literal('merge'), Type.Literal('append'), Type.Literal('replace')]);

export const RunShape = Type.Object({
  id: Type.String(),
  dataset: Type.String(),
  status: RunStatusShape,
  mode: CollectionModeShape,
  source: Type.Object({ name: Type.String(), bytes: Type.Integer(), sha256: Nullable(Type.String()) }),
  reading: Nullable(ReadingShape),
  rows: Type.Integer(),
  accepted: Type.Integer(),
  quarantined: Type.Integer(),
  /** Version made; null when none was. */
  version: Nullable(Type.Integer()),
  /** Run whose quarantined rows this one resubmits. */
  resubmits: Nullable(Type.String()),
  progress: ProgressShape,
  /** Findings by field and rule, most frequent first. */
  summary: Type.Array(
    Type.Object({
      field: Nullable(Type.String()),
      rule: Type.String(),
      count: Type.Integer(),
      message: TextShape,
      sample: Nullable(Type.String()),
    }),
  ),
  /** What went wrong when it was refused or failed: code, message, remedy. */
  problem: Nullable(Type.Object({ code: Type.String(), message: TextShape, remedy: TextShape })),
  startedBy: Type.String(),
  startedAt: Type.String({ format: 'date-time' }),
  finishedAt: Nullable(Type.String({ format: 'date-time' })),
  seconds: Nullable(Type.Number()),
});
export type Run = Static<typeof RunShape>;
export type RunStatus = Static<typeof RunStatusShape>;
export type CollectionMode = Static<typeof CollectionModeShape>;

/** A rejected row: raw text by field, all its findings, and the mended text where the steward has typed any. */
export const QuarantinedRowShape = Type.Object({
  row: Type.Integer(),
  raw: Type.Record(Type.String(), Nullable(Type.String())),
  mended: Type.Record(Type.String(), Nullable(Type.String())),
  status: Type.Union([
    Type.Literal('open'),
    Type.Literal('mended'),
    Type.Literal('resubmitted'),
    Type.Literal('discarded'),
  ]),
  findings: Type.Array(FindingShape),
});
export type QuarantinedRow = Static<typeof QuarantinedRowShape>;
