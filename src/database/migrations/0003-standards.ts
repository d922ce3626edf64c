import type { Migration } from '../migration.ts';

/** Tables of the slice `standards`. */
export const standardsTables: Migration = {
  name: '0003-standards',
  async up() {},
};
