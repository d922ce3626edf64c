export type { AskOptions } from './ask.ts';
export type { SourcesNeeds } from './dependencies.ts';
export { sourcesErrors } from './errors.ts';
export { sourcesJobs } from './jobs.ts';
export type { SourceRow } from './repository.ts';
export type { RunOptions } from './rounds.ts';
export { sourcesRoutes } from './routes.ts';
export * from './schema.ts';
export { createSources, type Sources } from './service.ts';
