export { auditCommands, auditOfflineCommands } from './commands.ts';
export { auditErrors } from './errors.ts';
export { type AuditRouteDependencies, auditRoutes } from './routes.ts';
export { type Audit, type AuditDependencies, type AuditRecord, createAudit } from './service.ts';
export { type Verification, type VerifyOptions, verifyExport } from './verify.ts';
