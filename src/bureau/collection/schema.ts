import Type, { type Static } from 'typebox';
import { FindingShape, Nullable, ProgressShape, TextShape } from '../../kernel/shape.ts';
import { RecipeMarkShape } from './cleaning/schema.ts';

/** How a source file is to be read; detected from its bytes, seen and corrected by the steward. */
export const ReadingShape = Type.Object(
  {
    format: Type.Union([
      Type.Literal('csv'),
      Type.Literal('xlsx'),
      Type.Literal('json'),
      Type.Literal('ndjson'),
      Type.Literal('parquet'),
    ]),
    /** `none`, `gzip` or `zip` around it; `entry` names the file inside a ZIP. */
    container: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('gzip'), Type.Literal('zip')])),
    entry: Type.Optional(Type.String()),
    encoding: Type.Optional(
      Type.Union([Type.Literal('utf-8'), Type.Literal('gb18030'), Type.Literal('utf-16le'), Type.Literal('utf-16be')]),
    ),
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

/** A reading of which only a part is said; the rest is detected. */
export const PartialReadingShape = Type.Partial(ReadingShape);

/** What was seen in a file before anything is collected. */
export const InspectionShape = Type.Object({
  /** The stored bytes, by which a run names the file without sending it again. */
  source: Type.Object({ name: Type.String(), bytes: Type.Integer(), sha256: Type.String() }),
  reading: ReadingShape,
  /** Entries of a ZIP or sheets of a workbook that one may choose. */
  choices: Type.Array(Type.String()),
  columns: Type.Array(Type.String()),
  /** Field of each column under the dataset's standard, null where it has none; empty without a standard. */
  fields: Type.Array(Nullable(Type.String())),
  sample: Type.Array(Type.Array(Nullable(Type.String()))),
  findings: Type.Array(FindingShape),
});
export type Inspection = Static<typeof InspectionShape>;

export const RunStatusShape = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('running'),
  Type.Literal('done'),
  Type.Literal('refused'),
  Type.Literal('failed'),
  Type.Literal('cancelled'),
  Type.Literal('unchanged'),
]);

/** How accepted rows meet the table: merged by key (the default where there is one), appended, or instead of it. */
export const CollectionModeShape = Type.Union([Type.Literal('merge'), Type.Literal('append'), Type.Literal('replace')]);

/** Findings of a run that are alike. */
export const FindingCountShape = Type.Object({
  field: Nullable(Type.String()),
  rule: Type.String(),
  count: Type.Integer(),
  message: TextShape,
  sample: Nullable(Type.String()),
});
export type FindingCount = Static<typeof FindingCountShape>;

/** Findings of one rule: of one field, or of many that break it alike. */
export const FindingGroupShape = Type.Object({
  rule: Type.String(),
  /** How many fields; 0 where the finding is of whole rows. */
  fields: Type.Integer(),
  count: Type.Integer(),
  message: TextShape,
  /** The fields with the most findings, five at most. */
  examples: Type.Array(
    Type.Object({ field: Nullable(Type.String()), count: Type.Integer(), sample: Nullable(Type.String()) }),
  ),
});
export type FindingGroup = Static<typeof FindingGroupShape>;

export const RunShape = Type.Object({
  id: Type.String(),
  dataset: Type.String(),
  status: RunStatusShape,
  mode: CollectionModeShape,
  source: Type.Object({ name: Type.String(), bytes: Type.Integer(), sha256: Nullable(Type.String()) }),
  reading: Nullable(ReadingShape),
  /** The recipe that cleaned its rows; null without one. */
  recipe: Nullable(RecipeMarkShape),
  rows: Type.Integer(),
  accepted: Type.Integer(),
  quarantined: Type.Integer(),
  /** Quarantined rows that are neither resubmitted nor discarded. */
  open: Type.Integer(),
  /** Version made; null when none was. */
  version: Nullable(Type.Integer()),
  /** Run whose quarantined rows this one resubmits. */
  resubmits: Nullable(Type.String()),
  progress: ProgressShape,
  /** Findings by field and rule, most frequent first. */
  summary: Type.Array(FindingCountShape),
  /** The same for a person to read: many fields that break one rule are one group. */
  groups: Type.Array(FindingGroupShape),
  /** What concerns the whole file. */
  findings: Type.Array(FindingShape),
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

export const QuarantineStatusShape = Type.Union([
  Type.Literal('open'),
  Type.Literal('mended'),
  Type.Literal('resubmitted'),
  Type.Literal('discarded'),
]);
export type QuarantineStatus = Static<typeof QuarantineStatusShape>;

/** A rejected row: raw text by field, all its findings, and the mended text where the steward has typed any. */
export const QuarantinedRowShape = Type.Object({
  row: Type.Integer(),
  raw: Type.Record(Type.String(), Nullable(Type.String())),
  /** What the recipe makes of texts that it changes. */
  cleaned: Type.Record(Type.String(), Nullable(Type.String())),
  /** The whole record as it stood, where its form is spoiled. */
  text: Nullable(Type.String()),
  mended: Type.Record(Type.String(), Nullable(Type.String())),
  /** Mends that the standard offers for single cells; never applied by themselves. */
  suggested: Type.Record(Type.String(), Type.String()),
  status: QuarantineStatusShape,
  findings: Type.Array(FindingShape),
});
export type QuarantinedRow = Static<typeof QuarantinedRowShape>;

/** A change of single cells, or one change of the same field in all rows that have a finding. */
export const MendShape = Type.Object({
  rows: Type.Optional(
    Type.Array(Type.Object({ row: Type.Integer(), mended: Type.Record(Type.String(), Nullable(Type.String())) }), {
      maxItems: 5000,
    }),
  ),
  bulk: Type.Optional(
    Type.Object({
      field: Type.String(),
      /** Rule of the finding that a row must have at this field. */
      rule: Type.String(),
      action: Type.Union([
        Type.Object({ kind: Type.Literal('set'), value: Nullable(Type.String()) }),
        Type.Object({ kind: Type.Literal('replace'), find: Type.String({ minLength: 1 }), with: Type.String() }),
        Type.Object({ kind: Type.Literal('suggestion') }),
      ]),
    }),
  ),
  /** Rows that are given up. */
  discard: Type.Optional(Type.Array(Type.Integer(), { maxItems: 100_000 })),
});
export type Mend = Static<typeof MendShape>;
