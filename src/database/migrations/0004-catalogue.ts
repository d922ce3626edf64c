import type { Migration } from '../migration.ts';

/** Tables of the slice `catalogue`. */
export const catalogueTables: Migration = {
  name: '0004-catalogue',
  async up() {},
};
