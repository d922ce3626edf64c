import Type, { type Static, type TSchema } from 'typebox';
import { idPattern, Nullable, TextShape } from '../../kernel/shape.ts';

export const SeverityShape = Type.Enum(['notice', 'warning', 'severe']);
export type Severity = Static<typeof SeverityShape>;

const FieldName = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' });
const DatasetId = Type.String({ pattern: idPattern });
const Share = Type.Number({ minimum: 0, maximum: 1 });
/** A condition in the language of the standards' row rules; rows for which it is not true are left out. */
const Where = Type.Optional(Type.String({ maxLength: 4000 }));

/** A figure of a group of rows: only these aggregates, over declared fields. */
export const MeasureShape = Type.Object(
  {
    aggregate: Type.Enum(['count', 'count-distinct', 'sum', 'mean', 'min', 'max']),
    /** Needed by all but `count`. */
    field: Type.Optional(FieldName),
  },
  { additionalProperties: false },
);
export type Measure = Static<typeof MeasureShape>;

/** What rows are grouped by: a field, or the day, month or year (in China) of one. */
export const GroupShape = Type.Object(
  { field: FieldName, step: Type.Optional(Type.Enum(['day', 'month', 'year'])) },
  { additionalProperties: false },
);
export type Group = Static<typeof GroupShape>;

const common = {
  id: DatasetId,
  title: TextShape,
  /** The dataset whose owner is called upon. */
  dataset: DatasetId,
  severity: SeverityShape,
  /** Organisation that mends it; the owner of the dataset when absent. */
  owner: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** Working days from the first failure to the deadline of its task; those of the law when absent. */
  deadlineDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 250 })),
  enabled: Type.Optional(Type.Boolean()),
};
const kind = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Type.Object({ ...common, ...properties }, { additionalProperties: false });

/** Values of `fields` stand in `references.fields` of another dataset; rows with an empty value are not asked. */
export const ReferentialShape = kind({
  kind: Type.Literal('referential'),
  fields: Type.Array(FieldName, { minItems: 1, maxItems: 8 }),
  references: Type.Object(
    { dataset: DatasetId, fields: Type.Array(FieldName, { minItems: 1, maxItems: 8 }) },
    { additionalProperties: false },
  ),
  where: Where,
  /** Share of rows that may break it; 0 when absent. */
  allowedShare: Type.Optional(Share),
});

/** A figure of A by group equals that of B within a tolerance. */
export const ReconciliationShape = kind({
  kind: Type.Literal('reconciliation'),
  measure: MeasureShape,
  by: Type.Array(GroupShape, { maxItems: 5 }),
  where: Where,
  against: Type.Object(
    { dataset: DatasetId, measure: MeasureShape, by: Type.Array(GroupShape, { maxItems: 5 }), where: Where },
    { additionalProperties: false },
  ),
  /** A group passes when the difference is within either of them; equal to the last digit when both are absent. */
  tolerance: Type.Optional(
    Type.Object(
      { absolute: Type.Optional(Type.Number({ minimum: 0 })), share: Type.Optional(Share) },
      { additionalProperties: false },
    ),
  ),
  /** Share of groups that may differ; 0 when absent. */
  allowedShare: Type.Optional(Share),
});

/** The newest event (or, without a field, the newest version) is no older than so many hours. */
export const FreshnessShape = kind({
  kind: Type.Literal('freshness'),
  /** A date counts to the end of its day in China. */
  field: Type.Optional(FieldName),
  maxHours: Type.Number({ exclusiveMinimum: 0, maximum: 100_000 }),
});

export const RowCountShape = kind({
  kind: Type.Literal('row-count'),
  min: Type.Optional(Type.Integer({ minimum: 0 })),
  max: Type.Optional(Type.Integer({ minimum: 0 })),
  where: Where,
});

/** A condition over the fields of one row, in the language of the standards' row rules; unknown counts as kept. */
export const ExpressionShape = kind({
  kind: Type.Literal('expression'),
  check: Type.String({ minLength: 1, maxLength: 4000 }),
  where: Where,
  allowedShare: Type.Optional(Share),
});

export const ruleShapes = {
  referential: ReferentialShape,
  reconciliation: ReconciliationShape,
  freshness: FreshnessShape,
  'row-count': RowCountShape,
  expression: ExpressionShape,
};
export const RuleShape = Type.Union([
  ReferentialShape,
  ReconciliationShape,
  FreshnessShape,
  RowCountShape,
  ExpressionShape,
]);
export type Rule = Static<typeof RuleShape>;
export type RuleKind = Rule['kind'];

const InputsShape = Type.Array(Type.Object({ dataset: Type.String(), version: Type.Integer() }));

/** What one evaluation of a rule found, at which versions. */
export const ResultShape = Type.Object({
  rule: Type.String(),
  revision: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  inputs: InputsShape,
  passed: Type.Boolean(),
  /** Rows (or groups) looked at, and those that broke it; of freshness and row count, 1 and 0 or 1. */
  total: Type.Integer(),
  broken: Type.Integer(),
  /** The figures of the sentence. */
  facts: Type.Record(Type.String(), Nullable(Type.Union([Type.Number(), Type.String()]))),
  message: TextShape,
});
export type Result = Static<typeof ResultShape>;

/** A rule with who is called upon and how it stands. */
export const RuleStateShape = Type.Object({
  rule: RuleShape,
  /** Organisation that is called upon. */
  owner: Type.String(),
  /** Titles of the datasets that the rule names. */
  datasets: Type.Array(Type.Object({ id: Type.String(), title: TextShape })),
  revision: Type.Integer(),
  updatedAt: Type.String({ format: 'date-time' }),
  last: Nullable(ResultShape),
  /** Since when it fails, and the task of it. */
  failure: Nullable(
    Type.Object({
      since: Type.String({ format: 'date-time' }),
      dueAt: Type.String({ format: 'date-time' }),
      task: Type.String(),
    }),
  ),
  /** This reader may change it. */
  editable: Type.Boolean(),
  /** The rule as YAML. */
  yaml: Type.String(),
});
export type RuleState = Static<typeof RuleStateShape>;

/** `PUT /quality/rules/{id}`: as an object, or as the text of a YAML file. */
export const RuleSaveShape = Type.Object(
  {
    rule: Type.Optional(Type.Unknown()),
    yaml: Type.Optional(Type.String({ maxLength: 100_000 })),
    /** The one that was seen, to overwrite nobody's work; 0 for a new rule. */
    revision: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

/** Rows that show a failure, as this reader may see them. */
export const ExamplesShape = Type.Object({
  rule: Type.String(),
  inputs: InputsShape,
  /** Names of the columns in their order. */
  columns: Type.Array(Type.Object({ name: Type.String(), title: TextShape, masked: Type.Boolean() })),
  rows: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  /** Why there are none, where there are. */
  note: Nullable(TextShape),
});
export type Examples = Static<typeof ExamplesShape>;

const Distribution = Type.Object({
  labels: Type.Array(Type.String()),
  before: Type.Array(Type.Number()),
  after: Type.Array(Type.Number()),
});

/** One thing that changed from a version to the next beyond what is usual. */
export const DriftShape = Type.Object({
  /** Null when the whole table is meant. */
  field: Nullable(Type.String()),
  measure: Type.Enum(['rows', 'nulls', 'distribution', 'categories', 'new-categories', 'lost-categories', 'range']),
  value: Type.Number(),
  threshold: Type.Number(),
  /** The threshold comes from a declaration, from the versions before, or is the one that everyone starts with. */
  basis: Type.Enum(['declared', 'learnt', 'usual']),
  message: TextShape,
  /** Shares before and after, for a chart. */
  chart: Nullable(Distribution),
});
export type Drift = Static<typeof DriftShape>;

/** Drift of one version against the one before it that was looked at. */
export const DriftReportShape = Type.Object({
  dataset: Type.String(),
  version: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  against: Nullable(Type.Integer()),
  rows: Type.Integer(),
  rowsBefore: Nullable(Type.Integer()),
  drifts: Type.Array(DriftShape),
});
export type DriftReport = Static<typeof DriftReportShape>;

const Threshold = Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 }));
const thresholds = {
  /** Change of the share of empty values. */
  nulls: Threshold,
  /** Population stability index of a number. */
  distribution: Threshold,
  /** Share of rows that moved between categories. */
  categories: Threshold,
  /** How far numbers go beyond their earlier range, as a share of it. */
  range: Threshold,
};
export const thresholdMeasures = ['nulls', 'distribution', 'categories', 'range'] as const;

/** What is declared of one field; `off` is the reason why it is not looked at. */
export const FieldDriftShape = Type.Object(
  { ...thresholds, off: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })) },
  { additionalProperties: false },
);
export type FieldDrift = Static<typeof FieldDriftShape>;

/** What counts as drift of a dataset; what is not said is learnt from its versions. */
export const DriftSettingsShape = Type.Object(
  {
    /** Change of the number of rows, as a share of it. */
    rows: Threshold,
    /** Of all fields that say nothing of their own. */
    ...thresholds,
    fields: Type.Optional(Type.Record(FieldName, FieldDriftShape)),
  },
  { additionalProperties: false },
);
export type DriftSettings = Static<typeof DriftSettingsShape>;

/** A threshold that will hold for the next version, and how far the measure moved in the last step. */
export const DriftThresholdShape = Type.Object({
  measure: Type.Enum(['rows', ...thresholdMeasures]),
  threshold: Type.Number(),
  basis: Type.Enum(['declared', 'learnt', 'usual']),
  last: Nullable(Type.Number()),
});
export type DriftThreshold = Static<typeof DriftThresholdShape>;

/** What is declared, and what holds because of it, for whoever keeps the dataset. */
export const DriftStateShape = Type.Object({
  dataset: Type.String(),
  settings: DriftSettingsShape,
  updatedAt: Nullable(Type.String({ format: 'date-time' })),
  rows: Nullable(DriftThresholdShape),
  fields: Type.Array(
    Type.Object({
      field: Type.String(),
      title: TextShape,
      off: Nullable(Type.String()),
      thresholds: Type.Array(DriftThresholdShape),
    }),
  ),
});
export type DriftState = Static<typeof DriftStateShape>;

/** Quality of each field over versions, oldest first. */
export const FieldHistoryShape = Type.Object({
  dataset: Type.String(),
  fields: Type.Array(
    Type.Object({
      field: Type.String(),
      title: TextShape,
      points: Type.Array(
        Type.Object({
          version: Type.Integer(),
          at: Type.String({ format: 'date-time' }),
          rows: Type.Integer(),
          nulls: Type.Integer(),
          distinct: Nullable(Type.Integer()),
          /** Findings of the version's run by rule. */
          findings: Type.Record(Type.String(), Type.Integer()),
        }),
      ),
    }),
  ),
});
export type FieldHistory = Static<typeof FieldHistoryShape>;

export const MeasureNameShape = Type.Enum(['timeliness', 'completeness', 'validity', 'correction']);
export type MeasureName = Static<typeof MeasureNameShape>;

/** One measure of a department: its share, and what it is made of. */
export const ScoreShape = Type.Object({ value: Nullable(Type.Number()), part: Type.Number(), whole: Type.Number() });
export type Score = Static<typeof ScoreShape>;

/** How fast tasks were closed: those closed in the period, and the median of their hours from given to done. */
export const SpeedShape = Type.Object({ tasks: Type.Integer(), medianHours: Nullable(Type.Number()) });
export type Speed = Static<typeof SpeedShape>;

/** Departments of one period; of departments, never of a person. */
export const ScoreboardShape = Type.Object({
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time' }),
  formulas: Type.Array(Type.Object({ measure: MeasureNameShape, title: TextShape, formula: TextShape })),
  departments: Type.Array(
    Type.Object({
      organisation: Type.Object({ id: Type.String(), name: TextShape }),
      datasets: Type.Integer(),
      timeliness: ScoreShape,
      completeness: ScoreShape,
      validity: ScoreShape,
      correction: ScoreShape,
      speed: SpeedShape,
      /** Mean of the measures that there are. */
      overall: Nullable(Type.Number()),
    }),
  ),
});
export type Scoreboard = Static<typeof ScoreboardShape>;

/** The rows under one figure of the scoreboard. */
export const ScoreRowsShape = Type.Object({
  organisation: Type.String(),
  measure: MeasureNameShape,
  formula: TextShape,
  rows: Type.Array(
    Type.Object({
      kind: Type.Enum(['dataset', 'task']),
      id: Type.String(),
      title: TextShape,
      part: Type.Number(),
      whole: Type.Number(),
      value: Nullable(Type.Number()),
      /** What the figures count, in a sentence. */
      told: TextShape,
    }),
  ),
});
export type ScoreRows = Static<typeof ScoreRowsShape>;
