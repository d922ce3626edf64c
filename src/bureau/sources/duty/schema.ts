import Type, { type Static } from 'typebox';
import { idPattern, Nullable, TextShape } from '../../../kernel/shape.ts';
import { FullScheduleShape, ScheduleShape } from '../schedule/schema.ts';

export const DutyKindShape = Type.Union([Type.Literal('source'), Type.Literal('stream'), Type.Literal('dataset')]);
export type DutyKind = Static<typeof DutyKindShape>;

/**
 * What became of one due instant: `expected` while the grace runs; `good` in time; `late` after the grace; `findings`
 * with many bad rows; `missed` when nothing came; `failed`, `refused`; `left-out` when a later one made up for it.
 */
export const DutyStateShape = Type.Union([
  Type.Literal('expected'),
  Type.Literal('good'),
  Type.Literal('late'),
  Type.Literal('findings'),
  Type.Literal('missed'),
  Type.Literal('failed'),
  Type.Literal('refused'),
  Type.Literal('left-out'),
]);
export type DutyState = Static<typeof DutyStateShape>;

/** States of what did not come, or not in time. */
export const lateOrMissed: DutyState[] = ['missed', 'failed', 'refused', 'late'];

export type DutyColour = 'green' | 'amber' | 'red' | 'plain';

/** The traffic light of a state. */
export const dutyColours: Record<DutyState, DutyColour> = {
  expected: 'plain',
  good: 'green',
  late: 'amber',
  findings: 'amber',
  'left-out': 'amber',
  missed: 'red',
  failed: 'red',
  refused: 'red',
};

export const DutyPeriodShape = Type.Object({
  dueAt: Type.String({ format: 'date-time' }),
  /** In time until then. */
  graceUntil: Type.String({ format: 'date-time' }),
  state: DutyStateShape,
  /** The state in a sentence. */
  told: TextShape,
  round: Nullable(Type.String()),
  runs: Type.Array(Type.String()),
  version: Nullable(Type.Integer()),
  rows: Type.Integer(),
  quarantined: Type.Integer(),
  /** When what came was stored, or when it failed. */
  outcomeAt: Nullable(Type.String({ format: 'date-time' })),
});
export type DutyPeriod = Static<typeof DutyPeriodShape>;

export const DutyCollectionShape = Type.Object({
  id: Type.String(),
  kind: DutyKindShape,
  /** Id of the source or stream; of the dataset where people upload by hand. */
  subject: Type.String(),
  dataset: Type.String(),
  owner: Type.String(),
  title: TextShape,
  /** Null where it is asked for by hand alone. */
  schedule: Nullable(FullScheduleShape),
  /** Minutes that a stream may be silent. */
  silenceMinutes: Nullable(Type.Integer()),
  /** The schedule in a sentence. */
  when: TextShape,
  paused: Type.Boolean(),
  nextDue: Nullable(Type.String({ format: 'date-time' })),
});
export type DutyCollection = Static<typeof DutyCollectionShape>;

export const CalendarRowShape = Type.Intersect([
  DutyCollectionShape,
  Type.Object({ periods: Type.Array(DutyPeriodShape) }),
]);
export type CalendarRow = Static<typeof CalendarRowShape>;

/** All collections with what became of each due instant of a time. */
export const CalendarShape = Type.Object({
  from: Type.String({ format: 'date-time' }),
  to: Type.String({ format: 'date-time' }),
  at: Type.String({ format: 'date-time' }),
  items: Type.Array(CalendarRowShape),
  /** Due instants by state. */
  totals: Type.Record(Type.String(), Type.Integer()),
  /** True when there were more due instants than are shown. */
  cut: Type.Boolean(),
});
export type Calendar = Static<typeof CalendarShape>;

/** A schedule that is being written: in a sentence, with its next instants, or what is wrong with it. */
export const SchedulePreviewShape = Type.Object({
  when: TextShape,
  next: Type.Array(Type.String({ format: 'date-time' })),
  problem: Nullable(TextShape),
});
export type SchedulePreview = Static<typeof SchedulePreviewShape>;

/** What is due, soonest first. */
export const DueListShape = Type.Object({
  at: Type.String({ format: 'date-time' }),
  items: Type.Array(
    Type.Object({
      collection: Type.String(),
      kind: DutyKindShape,
      dataset: Type.String(),
      owner: Type.String(),
      title: TextShape,
      dueAt: Type.String({ format: 'date-time' }),
      graceUntil: Type.String({ format: 'date-time' }),
      /** `coming`, `expected` (due, in the grace), or red and not made good yet. */
      state: Type.Union([Type.Literal('coming'), DutyStateShape]),
      told: TextShape,
    }),
  ),
});
export type DueList = Static<typeof DueListShape>;

/** One step of the way of a collection, from its source to its version and what people do about it. */
export const StoryStepShape = Type.Object({
  kind: Type.Union([
    Type.Literal('source'),
    Type.Literal('due'),
    Type.Literal('round'),
    Type.Literal('run'),
    Type.Literal('findings'),
    Type.Literal('version'),
    Type.Literal('alert'),
    Type.Literal('task'),
  ]),
  at: Nullable(Type.String({ format: 'date-time' })),
  colour: Type.Union([Type.Literal('green'), Type.Literal('amber'), Type.Literal('red'), Type.Literal('plain')]),
  title: TextShape,
  told: TextShape,
  /** Page of what is told of. */
  href: Nullable(Type.String()),
});
export type StoryStep = Static<typeof StoryStepShape>;

export const StoryShape = Type.Object({
  collection: DutyCollectionShape,
  period: DutyPeriodShape,
  steps: Type.Array(StoryStepShape),
});
export type Story = Static<typeof StoryShape>;

/** `PUT /duties/{dataset}`: from now on people are expected to upload; by the cadence of its standard when nothing is said. */
export const DutyDeclarationShape = Type.Object(
  {
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    schedule: Type.Optional(ScheduleShape),
  },
  { additionalProperties: false },
);
export const datasetPattern = idPattern;
