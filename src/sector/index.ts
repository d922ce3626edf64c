// What a sector may name of the bureau: shapes only.
export type { Alert, Indicator } from '../bureau/operations/schema.ts';
export { IndicatorShape } from '../bureau/operations/schema.ts';
export type { Field, Standard } from '../bureau/standards/schema.ts';
export { analysisCommands } from './commands.ts';
export * from './contract.ts';
export { checkSectors } from './declaration.ts';
export { sectorErrors } from './errors.ts';
export { createSectorHost, type SectorHost } from './host.ts';
export type { SectorNeeds } from './needs.ts';
export { analysisRoutes } from './routes.ts';
export * from './schema.ts';
export { datasetOf, type InputTable, joinSql, name, type PortableSql, renderSql, type SqlPart, sql } from './sql.ts';
