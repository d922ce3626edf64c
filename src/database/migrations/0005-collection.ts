import type { Migration } from '../migration.ts';

/** Tables of the slice `collection`. */
export const collectionTables: Migration = {
  name: '0005-collection',
  async up() {},
};
