export { storedType } from './delta/types.ts';
export * from './engines/engine.ts';
export * from './errors.ts';
export * from './open-lake.ts';
export * from './table.ts';
