export type { AlertCall } from './alerts.ts';
export { operationsCommands } from './commands.ts';
export { operationsErrors } from './errors.ts';
export { operationsRoutes } from './routes.ts';
export * from './schema.ts';
export { createOperations, type Operations, type OperationsParts } from './service.ts';
