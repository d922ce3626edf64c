import type { Migration } from '../migration.ts';

/** Tables of the slice `jobs`. */
export const jobsTables: Migration = {
  name: '0007-jobs',
  async up() {},
};
