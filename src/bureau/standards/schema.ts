import Type, { type Static } from 'typebox';
import { idPattern, Nullable, TextShape } from '../../kernel/shape.ts';

/**
 * Field types. The first group are storage types; the others are strings (or numbers) with a meaning and a check:
 * `citizen-id` GB 11643, `credit-code` GB 32100, `region` GB/T 2260 (6 digits), `phone`, `plate`,
 * `longitude` and `latitude` (decimal degrees in the standard's coordinate system).
 */
export const FieldTypeShape = Type.Union([
  Type.Literal('string'),
  Type.Literal('integer'),
  Type.Literal('decimal'),
  Type.Literal('number'),
  Type.Literal('boolean'),
  Type.Literal('date'),
  Type.Literal('time'),
  Type.Literal('datetime'),
  Type.Literal('citizen-id'),
  Type.Literal('credit-code'),
  Type.Literal('region'),
  Type.Literal('phone'),
  Type.Literal('plate'),
  Type.Literal('longitude'),
  Type.Literal('latitude'),
]);

export const SensitivityShape = Type.Union([Type.Literal('none'), Type.Literal('personal'), Type.Literal('sensitive')]);

export const FieldShape = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' }),
    title: TextShape,
    description: Type.Optional(TextShape),
    type: FieldTypeShape,
    /** Digits after the point of a decimal (0 to 18; 2 when absent). */
    scale: Type.Optional(Type.Integer({ minimum: 0, maximum: 18 })),
    unit: Type.Optional(Type.String()),
    /** Date or datetime of the source when it is not ISO 8601: strptime letters as in `%Y/%m/%d`, or `excel` for day numbers. */
    format: Type.Optional(Type.String()),
    required: Type.Optional(Type.Boolean()),
    unique: Type.Optional(Type.Boolean()),
    /** RE2 regular expression that the whole text must match. */
    pattern: Type.Optional(Type.String()),
    minLength: Type.Optional(Type.Integer({ minimum: 0 })),
    maxLength: Type.Optional(Type.Integer({ minimum: 0 })),
    min: Type.Optional(Type.Union([Type.Number(), Type.String()])),
    max: Type.Optional(Type.Union([Type.Number(), Type.String()])),
    enum: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Number()]), { minItems: 1 })),
    /** Id of a code list whose codes are the allowed values. */
    codeList: Type.Optional(Type.String()),
    /** Date or datetime field by whose day a code must be in force; the day of the collection when absent. */
    codeListDate: Type.Optional(Type.String()),
    /** Titles under which the column may stand in a source file, beside the name and the two titles. */
    aliases: Type.Optional(Type.Array(Type.String())),
    sensitivity: Type.Optional(SensitivityShape),
    /** Level of GB/T 43697-2024 of this field; from the sensitivity when absent. */
    level: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

/** A rule over the fields of one row; `check` is a boolean expression in the small rule language of `expression.ts`. */
export const RowRuleShape = Type.Object(
  { name: Type.String(), check: Type.String(), message: TextShape },
  { additionalProperties: false },
);

/** Values of `fields` must stand in `references.fields` of another dataset. */
export const ReferenceRuleShape = Type.Object(
  {
    name: Type.String(),
    fields: Type.Array(Type.String(), { minItems: 1 }),
    references: Type.Object({ dataset: Type.String(), fields: Type.Array(Type.String(), { minItems: 1 }) }),
    message: Type.Optional(TextShape),
  },
  { additionalProperties: false },
);

export const CadenceShape = Type.Union([
  Type.Literal('realtime'),
  Type.Literal('hourly'),
  Type.Literal('daily'),
  Type.Literal('weekly'),
  Type.Literal('monthly'),
  Type.Literal('quarterly'),
  Type.Literal('yearly'),
  Type.Literal('irregular'),
]);

/** WGS-84, GCJ-02 (国测局), BD-09 (百度), CGCS2000 (within centimetres of WGS-84). */
export const CoordinateSystemShape = Type.Union([
  Type.Literal('WGS-84'),
  Type.Literal('GCJ-02'),
  Type.Literal('BD-09'),
  Type.Literal('CGCS2000'),
]);

export const StandardShape = Type.Object(
  {
    id: Type.String(),
    /** Counts up from 1 with each published change. */
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    title: TextShape,
    description: Type.Optional(TextShape),
    key: Type.Optional(Type.Array(Type.String())),
    cadence: Type.Optional(CadenceShape),
    /** Coordinate system of longitude and latitude fields in the source; stored as they come. */
    coordinates: Type.Optional(CoordinateSystemShape),
    /** Where the points must lie: `china`, or [west, south, east, north] in degrees. China for GCJ-02, BD-09 and CGCS2000. */
    extent: Type.Optional(
      Type.Union([
        Type.Literal('china'),
        Type.Literal('world'),
        Type.Tuple([Type.Number(), Type.Number(), Type.Number(), Type.Number()]),
      ]),
    ),
    /** IANA zone of datetimes that carry no offset; they are taken as UTC when it is absent. All are stored in UTC. */
    timezone: Type.Optional(Type.String()),
    partitionBy: Type.Optional(Type.Array(Type.String())),
    fields: Type.Array(FieldShape, { minItems: 1 }),
    rules: Type.Optional(Type.Array(RowRuleShape)),
    references: Type.Optional(Type.Array(ReferenceRuleShape)),
    /** Share of rows (0 to 1) that may be quarantined before the version is refused; 0.5 when absent. */
    refuseAbove: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  { additionalProperties: false },
);

const dayPattern = '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$';

/** First and last day on which a code is in force; always when absent. */
const periodEnds = {
  from: Type.Optional(Type.String({ pattern: dayPattern })),
  to: Type.Optional(Type.String({ pattern: dayPattern })),
};

const CodeShape = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 200 }),
  title: TextShape,
  ...periodEnds,
});

export const CodeListShape = Type.Object({
  id: Type.String({ pattern: idPattern }),
  title: TextShape,
  codes: Type.Array(CodeShape, { maxItems: 20_000 }),
});

export type FieldType = Static<typeof FieldTypeShape>;
export type Field = Static<typeof FieldShape>;
export type Standard = Static<typeof StandardShape>;
export type CoordinateSystem = Static<typeof CoordinateSystemShape>;
export type CodeList = Static<typeof CodeListShape>;
export type RowRule = Static<typeof RowRuleShape>;
export type ReferenceRule = Static<typeof ReferenceRuleShape>;

/** What a change from one version of a standard to the next breaks. */
export const CompatibilityShape = Type.Object({
  verdict: Type.Union([Type.Literal('identical'), Type.Literal('compatible'), Type.Literal('breaking')]),
  changes: Type.Array(
    Type.Object({ field: Type.Union([Type.String(), Type.Null()]), breaking: Type.Boolean(), message: TextShape }),
  ),
});
export type Compatibility = Static<typeof CompatibilityShape>;

/** A line of the list of standards. */
export const StandardSummaryShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  owner: Nullable(Type.String()),
  /** Newest published version. */
  version: Type.Integer(),
  fields: Type.Integer(),
  updatedAt: Type.String({ format: 'date-time' }),
  status: Type.Union([Type.Literal('published'), Type.Literal('retired')]),
  /** Its newest version was approved by somebody who had not written it. */
  reviewed: Type.Boolean(),
});
export type StandardSummary = Static<typeof StandardSummaryShape>;

/** A line of a standard's history. */
export const StandardVersionShape = Type.Object({
  version: Type.Integer(),
  verdict: Type.Union([
    Type.Literal('first'),
    Type.Literal('identical'),
    Type.Literal('compatible'),
    Type.Literal('breaking'),
  ]),
  changes: CompatibilityShape.properties.changes,
  note: Type.String(),
  publishedBy: Type.String(),
  publishedAt: Type.String({ format: 'date-time' }),
  /** Who approved it; null where it was published without a review. */
  reviewedBy: Nullable(Type.String()),
});
export type StandardVersion = Static<typeof StandardVersionShape>;

/** Work on a standard that is not published; data is never checked against it. */
export const StandardDraftShape = Type.Object({
  id: Type.String(),
  owner: Nullable(Type.String()),
  standard: StandardShape,
  /** Published version that it was begun from. */
  basedOn: Nullable(Type.Integer()),
  origin: Type.Union([Type.Literal('edited'), Type.Literal('proposed'), Type.Literal('imported')]),
  savedBy: Type.String(),
  savedAt: Type.String({ format: 'date-time' }),
  /** Counts the savings; to be given back with the next one, so that nobody overwrites another's work unseen. */
  revision: Type.Integer(),
  status: Type.Union([
    Type.Literal('draft'),
    Type.Literal('in-review'),
    Type.Literal('returned'),
    Type.Literal('approved'),
  ]),
  /** All who have saved it since it was begun; none of them can approve it. */
  authors: Type.Array(Type.String()),
  reviewedBy: Nullable(Type.String()),
});
export type StandardDraft = Static<typeof StandardDraftShape>;

/** A step in the life of a standard. */
export const StandardStepShape = Type.Object({
  action: Type.Union([
    Type.Literal('submitted'),
    Type.Literal('withdrawn'),
    Type.Literal('returned'),
    Type.Literal('approved'),
    Type.Literal('published'),
    Type.Literal('retired'),
    Type.Literal('reinstated'),
  ]),
  revision: Nullable(Type.Integer()),
  version: Nullable(Type.Integer()),
  note: Type.String(),
  by: Type.String(),
  at: Type.String({ format: 'date-time' }),
});
export type StandardStep = Static<typeof StandardStepShape>;

/** Where a standard stands in its life, and what this reader may do about it. */
export const StandardLifeShape = Type.Object({
  id: Type.String(),
  /** Of what is published; null while there is a draft alone. */
  status: Nullable(Type.Union([Type.Literal('published'), Type.Literal('retired')])),
  version: Nullable(Type.Integer()),
  reviewed: Type.Boolean(),
  successor: Nullable(Type.String()),
  retiredReason: Nullable(Type.String()),
  /** State of the draft, for those who may see drafts. */
  draft: Nullable(Type.Pick(StandardDraftShape, ['status', 'revision', 'savedBy', 'savedAt', 'authors', 'reviewedBy'])),
  steps: Type.Array(StandardStepShape),
  may: Type.Object({
    edit: Type.Boolean(),
    submit: Type.Boolean(),
    withdraw: Type.Boolean(),
    /** Approve or return: an officer who has not written the draft. */
    review: Type.Boolean(),
    publish: Type.Boolean(),
    retire: Type.Boolean(),
    comment: Type.Boolean(),
  }),
});
export type StandardLife = Static<typeof StandardLifeShape>;

/** A remark on a standard or on one of its fields; answers stand under the first of their thread. */
export const StandardCommentShape = Type.Object({
  id: Type.String(),
  field: Nullable(Type.String()),
  parent: Nullable(Type.String()),
  words: Type.String(),
  by: Type.String(),
  at: Type.String({ format: 'date-time' }),
  resolvedBy: Nullable(Type.String()),
  resolvedAt: Nullable(Type.String({ format: 'date-time' })),
});
export type StandardComment = Static<typeof StandardCommentShape>;

/** A ready standard of the library. */
export const LibraryItemShape = Type.Object({
  sector: Type.Union([
    Type.Literal('transit'),
    Type.Literal('health'),
    Type.Literal('government'),
    Type.Literal('safety'),
    Type.Literal('utilities'),
    Type.Literal('environment'),
  ]),
  /** The public specification that its fields follow; null where it follows none. */
  source: Nullable(TextShape),
  standard: StandardShape,
});
export type LibraryItem = Static<typeof LibraryItemShape>;

/** A published state of a code list, and what it changed. */
export const CodeListStateShape = Type.Object({
  version: Type.Integer(),
  title: TextShape,
  /** How many codes it has. */
  codes: Type.Integer(),
  publishedBy: Type.String(),
  publishedAt: Type.String({ format: 'date-time' }),
  /** The first of its changes, and how many there are. */
  changes: Type.Array(
    Type.Interface([CodeShape], {
      change: Type.Union(['added', 'removed', 'title', 'period'].map((word) => Type.Literal(word))),
      before: Type.Optional(Type.Object({ title: TextShape, ...periodEnds })),
    }),
  ),
  changed: Type.Integer(),
});
export interface CodeListState extends Omit<Static<typeof CodeListStateShape>, 'changes'> {
  changes: (CodeList['codes'][number] & {
    change: 'added' | 'removed' | 'title' | 'period';
    before?: Omit<CodeList['codes'][number], 'code'>;
  })[];
}

/** The states of a code list, newest first, and the standards whose newest version names it. */
export const CodeListUsesShape = Type.Object({
  versions: Type.Array(CodeListStateShape),
  standards: Type.Array(Type.Object({ id: Type.String(), title: TextShape, version: Type.Integer() })),
});
export interface CodeListUses extends Omit<Static<typeof CodeListUsesShape>, 'versions'> {
  versions: CodeListState[];
}

/** Forms in which a standard is given out and taken in. */
export const ExchangeFormatShape = Type.Union([
  Type.Literal('yaml'),
  Type.Literal('table-schema'),
  Type.Literal('json-schema'),
]);
export type ExchangeFormat = Static<typeof ExchangeFormatShape>;

/** What was guessed for one column of a source, how sure it is, and why. */
export const ProposedFieldShape = Type.Object({
  name: Type.String(),
  /** Title of the column in the source. */
  column: Type.String(),
  /** Share of the non-empty values that fit, 0 to 1, less where few values were seen. */
  confidence: Type.Number(),
  reasons: Type.Array(TextShape),
  /** Values that do not fit the guess, five at most. */
  misfits: Type.Array(Type.String()),
});
export type ProposedField = Static<typeof ProposedFieldShape>;

/** A draft made from a source. It is returned and kept nowhere until someone publishes it. */
export const ProposalShape = Type.Object({
  standard: StandardShape,
  fields: Type.Array(ProposedFieldShape),
  /** Sets of fields that could be the key, the best first. */
  keys: Type.Array(Type.Array(Type.String())),
  /** Rows that were looked at. */
  rows: Type.Integer(),
  /** Rows of the whole source; where it is more, those looked at are spread over it evenly. */
  total: Type.Integer(),
  /** Rows looked at that collecting under the draft would put in quarantine. */
  rejected: Type.Integer(),
});
export type Proposal = Static<typeof ProposalShape>;
