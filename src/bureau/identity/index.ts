export type { Authentication, Credentials } from './authentication.ts';
export { identityCommands } from './commands.ts';
export type { AccessGate, IdentityDependencies } from './dependencies.ts';
export { identityErrors } from './errors.ts';
export { identityRoutes } from './routes.ts';
export * from './schema.ts';
export { hashSecret, newSecret, sameText } from './secrets.ts';
export { createIdentity, type Identity } from './service.ts';
