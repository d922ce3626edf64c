export type { CatalogueNeeds } from './dependencies.ts';
export type { CatalogueResource } from './entries.ts';
export { catalogueErrors } from './errors.ts';
export type { RuleCounts } from './quality.ts';
export type { RecordOptions } from './records.ts';
export type { SearchOptions } from './search.ts';
export { type Catalogue, createCatalogue } from './service.ts';
export type { MadeVersion, NewVersion, VersionInput } from './versions.ts';
