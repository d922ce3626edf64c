export { databaseErrors } from './errors.ts';
export { type Database, type DatabaseTransaction, openDatabase } from './open-database.ts';
