import type { Migration } from '../migration.ts';

/** Tables of the slice `identity`. */
export const identityTables: Migration = {
  name: '0001-identity',
  async up() {},
};
