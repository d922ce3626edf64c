export { auditErrors } from './errors.ts';
export { type Audit, type AuditDependencies, type AuditRecord, createAudit } from './service.ts';
