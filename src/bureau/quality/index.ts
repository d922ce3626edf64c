export { qualityCommands } from './commands.ts';
export type { QualityNeeds } from './dependencies.ts';
export { qualityErrors } from './errors.ts';
export { qualityJobs } from './jobs.ts';
export { qualityRoutes } from './routes.ts';
export * from './schema.ts';
export { createQuality, type Quality } from './service.ts';
