import type { Migration } from '../migration.ts';

/** Tables of the slice `operations`. */
export const operationsTables: Migration = {
  name: '0006-operations',
  async up() {},
};
