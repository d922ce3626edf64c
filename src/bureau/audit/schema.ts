import Type, { type Static } from 'typebox';
import { Nullable, PageShape } from '../../kernel/shape.ts';

export const AuditOutcomeShape = Type.Union([Type.Literal('done'), Type.Literal('refused'), Type.Literal('failed')]);
export type AuditOutcome = Static<typeof AuditOutcomeShape>;
export const auditOutcomes: readonly AuditOutcome[] = ['done', 'refused', 'failed'];

export const AuditEventShape = Type.Object({
  sequence: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  /** Principal id, never a name. */
  actor: Type.String(),
  organisation: Nullable(Type.String()),
  /** `slice.verb`, as in `collection.run-finished`. */
  action: Type.String(),
  /** What it was done to: `dataset:demo.residents`, `run:run_...`. */
  target: Type.String(),
  outcome: AuditOutcomeShape,
  requestId: Nullable(Type.String()),
  details: Type.Record(Type.String(), Type.Unknown()),
  previousHash: Type.String(),
  hash: Type.String(),
});
export type AuditEvent = Static<typeof AuditEventShape>;

export const AuditPageShape = PageShape(AuditEventShape);

/** What to list; all given conditions hold together. Newest first. */
export const AuditFilterShape = Type.Object({
  actor: Type.Optional(Type.String({ maxLength: 200 })),
  /** An action, or the beginning of one that ends in a dot: `collection.`. */
  action: Type.Optional(Type.String({ maxLength: 200 })),
  target: Type.Optional(Type.String({ maxLength: 400 })),
  outcome: Type.Optional(AuditOutcomeShape),
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});
export type AuditFilter = Static<typeof AuditFilterShape>;
