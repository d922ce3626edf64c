import Type, { type Static } from 'typebox';
import { ProgressShape, TextShape } from '../../kernel/shape.ts';

const SizeShape = Type.Object({ files: Type.Integer(), bytes: Type.Integer() });

/** What upkeep did, or would do. */
export const UpkeepReportShape = Type.Object({
  dryRun: Type.Boolean(),
  tables: Type.Integer(),
  /** Files and bytes of the newest versions, before and after. */
  before: SizeShape,
  after: SizeShape,
  checkpoints: Type.Integer(),
  vacuumed: SizeShape,
  log: SizeShape,
  leftovers: SizeShape,
  freedBytes: Type.Integer(),
  /** Datasets that others were writing to, left to the next time. */
  postponed: Type.Array(Type.String()),
  /** Datasets whose upkeep failed, with the code of the error. */
  failed: Type.Array(Type.Object({ dataset: Type.String(), code: Type.String() })),
  seconds: Type.Number(),
});
export type UpkeepReport = Static<typeof UpkeepReportShape>;

/** How upkeep stands: the last one, the one that runs, the next one. */
export const UpkeepShape = Type.Object({
  last: Type.Union([Type.Object({ at: Type.String(), report: UpkeepReportShape }), Type.Null()]),
  running: Type.Union([
    Type.Object({ id: Type.String(), progress: Type.Union([ProgressShape, Type.Null()]) }),
    Type.Null(),
  ]),
  next: Type.Union([Type.String(), Type.Null()]),
  failure: Type.Union([Type.Object({ at: Type.String(), message: TextShape }), Type.Null()]),
  retainDays: Type.Integer(),
});
export type UpkeepState = Static<typeof UpkeepShape>;
