export { exitCode as runExitCode, reportOf as runReport, showRun } from './command-report.ts';
export { collectionCommands } from './commands.ts';
export type { CollectionNeeds } from './dependencies.ts';
export { collectionErrors } from './errors.ts';
export { collectionJobs } from './jobs.ts';
export { flattenRecord } from './reading/json.ts';
export { collectionRoutes } from './routes.ts';
export type { CollectOptions } from './runs.ts';
export { type Collection, createCollection } from './service.ts';
