import { readdir } from 'node:fs/promises';
import type { Snapshot, Table } from '../../src/lake/index.ts';
import { openTestLake } from '../../src/lake/testing.ts';

export const columns = [
  { name: 'id', type: 'BIGINT', nullable: false },
  { name: 'name', type: 'VARCHAR', nullable: true, comment: '名称' },
];

/** A lake whose clock the tests set, and what they ask of its tables again and again. */
export async function openContractLake() {
  const clock = { now: new Date('2026-11-24T00:00:00Z') };
  const lake = await openTestLake({ clock: { now: () => clock.now } });
  let made = 0;
  const emptyTable = () => lake.table(`contract.table-${++made}`);
  return {
    ...lake,
    clock,
    emptyTable,
    async newTable(options: { partitionBy?: string[] } = {}): Promise<Table> {
      const table = emptyTable();
      await table.create(columns, options);
      return table;
    },
    async idsOf(snapshot: Snapshot): Promise<number[]> {
      const rows = await lake.engine.rows<{ id: number }>(`SELECT id FROM ${snapshot.relation()} ORDER BY id`);
      return rows.map((row) => row.id);
    },
    async filesOf(table: Table): Promise<string[]> {
      const names = await readdir(table.location, { recursive: true });
      return names.filter((name) => name.endsWith('.parquet') && !name.startsWith('_delta_log')).sort();
    },
  };
}

/** A SELECT of the rows `(i, 'n' || i)`. */
export const range = (from: number, to: number) => `SELECT i AS id, 'n' || i AS name FROM range(${from}, ${to}) t(i)`;

export const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
