export { type DemoAccount, readAccounts } from './accounts.ts';
export { cityName } from './city.ts';
export { demoCommands } from './commands.ts';
export { type DemoParts, hasDemo, type SeedOptions, type SeedResult, seedDemo, wantsDemo } from './seed.ts';
export { seedStanding } from './standing.ts';
