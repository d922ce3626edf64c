import type { Migration } from '../migration.ts';

/** Tables of the slice `audit`. */
export const auditTables: Migration = {
  name: '0002-audit',
  async up() {},
};
