export * from './engines/engine.ts';
export * from './table.ts';
