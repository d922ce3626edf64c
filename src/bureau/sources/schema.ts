import Type, { type Static } from 'typebox';
import { FindingShape, idPattern, Nullable, ProgressShape, TextShape } from '../../kernel/shape.ts';
import { CollectionModeShape, PartialReadingShape } from '../collection/schema.ts';
import { ScheduleShape } from './schedule/schema.ts';

/** A source as its YAML declares it; the settings of the connector are checked by the connector's own shape. */
export const DeclarationShape = Type.Object(
  {
    id: Type.String({ pattern: idPattern, maxLength: 200 }),
    title: TextShape,
    dataset: Type.String({ pattern: idPattern, maxLength: 200 }),
    /** Organisation that has to deliver and is told when it does not; the dataset's owner when absent. */
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    connector: Type.Object({ type: Type.String({ minLength: 1, maxLength: 60 }) }, { additionalProperties: true }),
    reading: Type.Optional(PartialReadingShape),
    mode: Type.Optional(CollectionModeShape),
    schedule: Type.Optional(ScheduleShape),
    /** So often a round that failed is tried again, later each time; 3 when absent. */
    retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
    /** Sources of one group run at most so many at once, as when they share a weak database. */
    concurrency: Type.Optional(
      Type.Object(
        {
          group: Type.String({ minLength: 1, maxLength: 60 }),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
        },
        { additionalProperties: false },
      ),
    ),
    refuseAbove: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  { additionalProperties: false },
);
export type Declaration = Static<typeof DeclarationShape>;

export const RoundStatusShape = Type.Union(
  ['waiting', 'running', 'done', 'unchanged', 'refused', 'failed', 'cancelled'].map((word) => Type.Literal(word)),
);
export type RoundStatus = 'waiting' | 'running' | 'done' | 'unchanged' | 'refused' | 'failed' | 'cancelled';
export type RoundReason = 'manual' | 'schedule' | 'backfill';

/** A round asks a source once for all that is new; each of its pulls is a run. */
export const RoundShape = Type.Object({
  id: Type.String(),
  source: Type.String(),
  reason: Type.Union(['manual', 'schedule', 'backfill'].map((word) => Type.Literal(word))),
  /** Instant at which the schedule wanted it. */
  dueAt: Nullable(Type.String({ format: 'date-time' })),
  range: Nullable(
    Type.Object({ from: Type.String({ format: 'date-time' }), to: Type.String({ format: 'date-time' }) }),
  ),
  /** `unchanged`: the source had nothing new. */
  status: RoundStatusShape,
  attempt: Type.Integer(),
  nextAttemptAt: Nullable(Type.String({ format: 'date-time' })),
  runs: Type.Array(Type.String()),
  progress: Nullable(ProgressShape),
  problem: Nullable(Type.Object({ code: Type.String(), message: TextShape, remedy: TextShape })),
  /** What the connector told beside the rows. */
  findings: Type.Array(FindingShape),
  askedBy: Type.String(),
  askedAt: Type.String({ format: 'date-time' }),
  startedAt: Nullable(Type.String({ format: 'date-time' })),
  finishedAt: Nullable(Type.String({ format: 'date-time' })),
});
export interface Round extends Omit<Static<typeof RoundShape>, 'status' | 'reason'> {
  status: RoundStatus;
  reason: RoundReason;
}

/** A source with how it stands; its secrets by name alone. */
export const SourceShape = Type.Object({
  id: Type.String(),
  title: TextShape,
  dataset: Type.String(),
  owner: Type.String(),
  connector: Type.Object({ type: Type.String(), title: TextShape }),
  declaration: DeclarationShape,
  yaml: Type.String(),
  paused: Type.Boolean(),
  revision: Type.Integer(),
  /** What the connector remembers, for a person to see how far it has come. */
  state: Nullable(Type.Record(Type.String(), Type.Unknown())),
  secrets: Type.Array(
    Type.Object({ name: Type.String(), title: TextShape, set: Type.Boolean(), setAt: Nullable(Type.String()) }),
  ),
  lastRound: Nullable(RoundShape),
  updatedAt: Type.String({ format: 'date-time' }),
});
export interface Source extends Omit<Static<typeof SourceShape>, 'lastRound'> {
  lastRound: Round | null;
}

/** A host at a private address that an officer has allowed. */
export const AllowedHostShape = Type.Object({
  host: Type.String(),
  /** 0: every port. */
  port: Type.Integer({ minimum: 0, maximum: 65535 }),
  reason: Type.String(),
  allowedBy: Type.String(),
  allowedAt: Type.String({ format: 'date-time' }),
});
export type AllowedHost = Static<typeof AllowedHostShape>;

/** A file of a source's folder whose data were refused: it waits for the steward, or was left out by them. */
export const RefusedFileShape = Type.Object({
  path: Type.String(),
  run: Type.String(),
  problem: Type.Object({ code: Type.String(), message: TextShape, remedy: TextShape }),
  refusedAt: Type.String({ format: 'date-time' }),
  leftOutAt: Nullable(Type.String({ format: 'date-time' })),
});
export type RefusedFile = Static<typeof RefusedFileShape>;

export const ProbeShape = Type.Object({
  found: TextShape,
  columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })),
  sample: Type.Array(Type.Array(Nullable(Type.String()))),
  /** A standard that the source proposes for its data, as YAML. */
  standard: Type.Optional(Type.String()),
});

/** A declaration that was looked at: whole, or null with what is wrong. */
export const CheckedDeclarationShape = Type.Object({
  declaration: Nullable(DeclarationShape),
  findings: Type.Array(FindingShape),
});
export type CheckedDeclaration = Static<typeof CheckedDeclarationShape>;
