// What a sector may name of the bureau: shapes only.
export type { Alert, Indicator } from '../bureau/operations/schema.ts';
export { IndicatorShape, ProvenanceShape } from '../bureau/operations/schema.ts';
export type { Field, Standard } from '../bureau/standards/schema.ts';
export { analysisCommands } from './commands.ts';
export * from './contract.ts';
export { checkSectors } from './declaration.ts';
export { sectorErrors } from './errors.ts';
export { createSectorHost, type SectorHost, type SectorNeeds } from './host.ts';
export { analysisRoutes } from './routes.ts';
export * from './schema.ts';
export { datasetOf, type InputTable, joinSql, name, type PortableSql, renderSql, type SqlPart, sql } from './sql.ts';
