import type { Migration } from '../migration.ts';

/** Tables of the slice `access`. */
export const accessTables: Migration = {
  name: '0008-access',
  async up() {},
};
