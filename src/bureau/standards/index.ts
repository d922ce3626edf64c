export { checkRow } from './check-row.ts';
export type { StandardsCommandNeeds } from './command-needs.ts';
export { standardsCommands } from './commands.ts';
export { compareStandards } from './compare/index.ts';
export { compileStandard } from './compile.ts';
export type { CompiledCheck, CompiledField, CompiledRow, CompiledStandard } from './compiled.ts';
export { convertPoint, convertPointSql, type Point } from './coordinates.ts';
export type { StandardsNeeds } from './dependencies.ts';
export { standardsErrors } from './errors.ts';
export { exportStandard, importStandard } from './exchange/index.ts';
export { ExpressionProblem, expressionSql, parseExpression } from './expression/index.ts';
export { formatStandard } from './format.ts';
export { nearest } from './keys.ts';
export { parseStandard } from './parse.ts';
export { toJavaScriptPattern } from './pattern.ts';
export { formatProposal } from './propose/format-proposal.ts';
export { proposeStandard } from './propose/index.ts';
export type { ProposalSource } from './propose/source.ts';
export type { Published, PublishOptions } from './published.ts';
export { standardsRoutes } from './routes.ts';
export type {
  CodeList,
  Compatibility,
  Field,
  FieldType,
  Proposal,
  ReferenceRule,
  RowRule,
  Standard,
} from './schema.ts';
export { createStandards, type Standards } from './service.ts';
export { placedProblem, type ShapeProblem, shapeProblems } from './shape-problems.ts';
export { type DateParts, formatPattern, formatProblem, partsOf, readFormatted } from './types/date-format.ts';
export { guangdongRegions, provinces } from './types/regions.ts';
export { convertUnit, findUnit, type Unit, unitOfTitle, units } from './units.ts';
export { type ReadYaml, readYaml } from './yaml.ts';
