import Type, { type Static } from 'typebox';
import { Nullable, TextShape } from '../../kernel/shape.ts';

/** Where a figure comes from: the result dataset's version, the analysis, its inputs and the filter to its rows. */
export const ProvenanceShape = Type.Object({
  analysis: Nullable(Type.String()),
  dataset: Type.String(),
  version: Type.Integer(),
  inputs: Type.Array(Type.Object({ dataset: Type.String(), version: Type.Integer() })),
  formula: TextShape,
  /** The clause or paper that the formula follows. */
  source: Type.String(),
  /** Filter expression of the records API that shows the rows under the figure. */
  filter: Type.String(),
});

export const IndicatorShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  sector: Type.String(),
  value: Nullable(Type.Number()),
  unit: TextShape,
  /** A word for the value, as `良` for an AQI of 80. */
  grade: Nullable(TextShape),
  state: Type.Union([Type.Literal('good'), Type.Literal('attention'), Type.Literal('bad'), Type.Literal('unknown')]),
  at: Nullable(Type.String({ format: 'date-time' })),
  /** Earlier values, oldest first. */
  trend: Type.Array(Type.Object({ at: Type.String({ format: 'date-time' }), value: Nullable(Type.Number()) })),
  /** The same at places, for the map; longitude and latitude in WGS-84. */
  places: Type.Array(
    Type.Object({
      id: Type.String(),
      title: TextShape,
      longitude: Type.Number(),
      latitude: Type.Number(),
      value: Nullable(Type.Number()),
      grade: Nullable(TextShape),
      state: Type.String(),
    }),
  ),
  provenance: ProvenanceShape,
});
export type Indicator = Static<typeof IndicatorShape>;

export const AlertShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  sector: Type.String(),
  severity: Type.Union([Type.Literal('notice'), Type.Literal('warning'), Type.Literal('severe')]),
  status: Type.Union([Type.Literal('open'), Type.Literal('acknowledged'), Type.Literal('closed')]),
  /** What raised it, the same for the same cause: a second raise updates and does not double it. */
  cause: Type.String(),
  message: TextShape,
  raisedAt: Type.String({ format: 'date-time' }),
  closedAt: Nullable(Type.String({ format: 'date-time' })),
  task: Nullable(Type.String()),
  /** The organisation that is called upon. */
  organisation: Nullable(Type.String()),
  /** True when the cause itself has gone, whoever closed the alert. */
  causeEnded: Type.Boolean(),
  provenance: Nullable(ProvenanceShape),
});
export type Alert = Static<typeof AlertShape>;

export const TaskShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  alert: Nullable(Type.String()),
  organisation: Nullable(Type.String()),
  assignee: Nullable(Type.String()),
  status: Type.Union([Type.Literal('open'), Type.Literal('in-hand'), Type.Literal('done'), Type.Literal('declined')]),
  dueAt: Nullable(Type.String({ format: 'date-time' })),
  createdAt: Type.String({ format: 'date-time' }),
  log: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      by: Type.String(),
      note: Type.String(),
      status: Type.String(),
    }),
  ),
});
export type Task = Static<typeof TaskShape>;

/** `PATCH /alerts/{id}`: a person takes note of it, closes it, or opens it again. */
export const AlertChangeShape = Type.Object(
  { status: AlertShape.properties.status, note: Type.Optional(Type.String({ maxLength: 2000 })) },
  { additionalProperties: false },
);
export type AlertChange = Static<typeof AlertChangeShape>;

/** `PATCH /tasks/{id}`: any of them, each change leaves a line in the task's log. */
export const TaskChangeShape = Type.Object(
  {
    status: Type.Optional(TaskShape.properties.status),
    /** Person id; null hands it back. */
    assignee: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
    dueAt: Type.Optional(Nullable(Type.String({ format: 'date-time' }))),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  { additionalProperties: false },
);
export type TaskChange = Static<typeof TaskChangeShape>;

/** `POST /tasks`: a task that a person gives, from an alert or without one. */
export const TaskDraftShape = Type.Object(
  {
    title: TextShape,
    alert: Type.Optional(Nullable(Type.String())),
    organisation: Type.String({ minLength: 1, maxLength: 100 }),
    assignee: Type.Optional(Nullable(Type.String({ maxLength: 100 }))),
    dueAt: Type.Optional(Nullable(Type.String({ format: 'date-time' }))),
  },
  { additionalProperties: false },
);
export type TaskDraft = Static<typeof TaskDraftShape>;

/** From which state a task may go to which; the page offers exactly these. */
export const taskTransitions: Record<string, string[]> = {
  open: ['in-hand', 'done', 'declined'],
  'in-hand': ['done', 'declined', 'open'],
  done: ['in-hand'],
  declined: ['open', 'in-hand'],
};

/** From which state an alert may go to which. */
export const alertTransitions: Record<string, string[]> = {
  open: ['acknowledged', 'closed'],
  acknowledged: ['closed', 'open'],
  closed: ['open'],
};
