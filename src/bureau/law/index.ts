export { lawCommands } from './commands.ts';
export { lawErrors } from './errors.ts';
export type { HouseMatter } from './packs/house.ts';
export { lawRoutes } from './routes.ts';
export type { Due, Length, Rule, RuleRevision } from './rules-schema.ts';
export * from './schema.ts';
export { createLaw, type Deadline, type Law, type LawNeeds } from './service.ts';
