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
  state: Type.Union(['good', 'attention', 'bad', 'unknown'].map((state) => Type.Literal(state))),
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
  severity: Type.Union(['notice', 'warning', 'severe'].map((severity) => Type.Literal(severity))),
  status: Type.Union(['open', 'acknowledged', 'closed'].map((status) => Type.Literal(status))),
  /** What raised it, the same for the same cause: a second raise updates and does not double it. */
  cause: Type.String(),
  message: TextShape,
  raisedAt: Type.String({ format: 'date-time' }),
  closedAt: Nullable(Type.String({ format: 'date-time' })),
  task: Nullable(Type.String()),
  provenance: Nullable(ProvenanceShape),
});
export type Alert = Static<typeof AlertShape>;

export const TaskShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  alert: Nullable(Type.String()),
  organisation: Nullable(Type.String()),
  assignee: Nullable(Type.String()),
  status: Type.Union(['open', 'in-hand', 'done', 'declined'].map((status) => Type.Literal(status))),
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
