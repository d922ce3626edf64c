export { type DemoAccount, readAccounts } from './accounts.ts';
export { demoCommands } from './commands.ts';
export { type DemoParts, type SeedOptions, type SeedResult, seedDemo, wantsDemo } from './seed.ts';
