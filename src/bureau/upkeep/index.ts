export { upkeepCommands } from './commands.ts';
export { upkeepRoutes } from './routes.ts';
export * from './schema.ts';
export { createUpkeep, type Upkeep } from './service.ts';
