export { contributionErrors } from './errors.ts';
export { contributionRoutes } from './routes.ts';
export * from './schema.ts';
export { type Contribution, type ContributionNeeds, createContribution } from './service.ts';
