export { accessErrors } from './errors.ts';
export type { MaskName } from './masks.ts';
export { loadPseudonymKey } from './pseudonym-key.ts';
export { accessRoutes } from './routes.ts';
export * from './schema.ts';
export { type Access, type AccessOptions, createAccess } from './service.ts';
export type { GovernedField, GovernedView, Obligation } from './view.ts';
