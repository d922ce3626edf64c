import Type, { type Static } from 'typebox';
import { Nullable } from '../../kernel/shape.ts';

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
  outcome: Type.Union([Type.Literal('done'), Type.Literal('refused'), Type.Literal('failed')]),
  requestId: Nullable(Type.String()),
  details: Type.Record(Type.String(), Type.Unknown()),
  previousHash: Type.String(),
  hash: Type.String(),
});
export type AuditEvent = Static<typeof AuditEventShape>;
