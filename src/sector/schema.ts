import Type, { type Static } from 'typebox';
import { Nullable, TextShape } from '../kernel/shape.ts';

// A sector's shapes say where their figures come from in the same words.
export { ProvenanceShape } from '../bureau/operations/schema.ts';

/** How a result version came about; the same stands in the commit of the result table. */
export const AnalysisRunShape = Type.Object({
  analysis: Type.String(),
  dataset: Type.String(),
  version: Type.Integer(),
  rows: Type.Integer(),
  inputs: Type.Array(Type.Object({ dataset: Type.String(), version: Type.Integer() })),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  unchanged: Type.Boolean(),
});

/** An analysis as the reader of a figure sees it. */
export const AnalysisShape = Type.Object({
  id: Type.String(),
  sector: Type.String(),
  title: TextShape,
  formula: TextShape,
  source: Type.String(),
  inputs: Type.Array(Type.Object({ name: Type.String(), dataset: Type.String() })),
  /** JSON schema of its parameters. */
  parameters: Type.Unknown(),
  result: Type.String(),
  /** Null before the first run. */
  latest: Nullable(AnalysisRunShape),
});
export type AnalysisInfo = Static<typeof AnalysisShape>;
