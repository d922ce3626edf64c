import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createAccess } from '../src/bureau/access/index.ts';
import { createCatalogue } from '../src/bureau/catalogue/index.ts';
import type { Standard } from '../src/bureau/standards/index.ts';
import { openDatabase } from '../src/database/index.ts';
import { silentLog, systemClock, systemPrincipal } from '../src/kernel/index.ts';
import { openLake } from '../src/lake/index.ts';
import type { Benchmark, Measure } from './benchmark.ts';
import { measureClients, percentile } from './clients.ts';

const count = 10_000_000;
const clients = 8;
const operator = systemPrincipal('bench');
const title = (zh: string, en: string) => ({ zh, en });

const standard: Standard = {
  id: 'bench.visits',
  title: title('就诊记录', 'Visits'),
  key: ['id'],
  fields: [
    { name: 'id', title: title('编号', 'Id'), type: 'integer', required: true },
    { name: 'name', title: title('姓名', 'Name'), type: 'string' },
    { name: 'card', title: title('卡号', 'Card'), type: 'string' },
    { name: 'district', title: title('区', 'District'), type: 'string' },
    { name: 'visited', title: title('日期', 'Date'), type: 'date' },
    { name: 'amount', title: title('金额', 'Amount'), type: 'decimal' },
  ],
};

const columns = ['BIGINT', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'DATE', 'DECIMAL(18,2)'].map((type, i) => ({
  name: standard.fields[i]!.name,
  type,
  nullable: i > 0,
}));

/** Row i, the same in SQL and below. */
const rows = `SELECT i AS id, chr(19968 + (hash(i) % 300)::INTEGER) || chr(20500 + (hash(i + 7) % 900)::INTEGER) ||
  chr(21500 + (hash(i + 9) % 900)::INTEGER) AS name, '44' || lpad(((i * 7368787) % 9999999967)::VARCHAR, 10, '0') AS card,
  ['南山区', '福田区', '罗湖区', '宝安区', '龙岗区'][1 + (hash(i * 5) % 5)::INTEGER] AS district,
  DATE '1995-01-01' + (hash(i * 11) % 11000)::INTEGER AS visited,
  ((hash(i * 13) % 10000000) / 100)::DECIMAL(18,2) AS amount FROM range(${count}) t(i)`;

/** Pages of 100 from 10 M rows × 6 by 8 clients: by key, and by a value of each other column. */
export const recordsBenchmark: Benchmark = {
  name: 'records',
  async run({ log }) {
    const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-bench-records-'));
    const database = await openDatabase({ databaseUrl: null, dataFolder }, silentLog);
    const lake = await openLake({
      config: { dataFolder, engineMemoryMegabytes: 2048, engineThreads: 0 },
      log: silentLog,
    });
    const catalogue = createCatalogue({
      database,
      lake,
      access: createAccess({ clock: systemClock }),
      audit: { record: async () => {} },
      clock: systemClock,
    } as unknown as Parameters<typeof createCatalogue>[0]);
    try {
      await catalogue.create(operator, { id: standard.id, owner: 'bench', standard });
      const table = lake.table(standard.id);
      await table.create(columns);
      const snapshot = await table.append(rows);
      await catalogue.recordVersion({ dataset: standard.id, snapshot, operation: 'append' });
      log(`${count} rows, ${snapshot.files.length} files, ${Math.round(snapshot.bytes / 1e6)} MB`);
      const relation = snapshot.relation();
      const sample = await lake.engine.rows<Record<string, string | number>>(
        `SELECT * FROM ${relation} WHERE id % 62500 = 17`,
      );

      const ask = (field: string) => (client: number, round: number) =>
        catalogue.records(operator, standard.id, {
          limit: 100,
          filter: `${field}=${sample[(client * 19 + round * 8) % sample.length]![field]}`,
        });
      const peer = (field: string) => (client: number, round: number) =>
        lake.engine.rows(
          `SELECT * FROM ${relation} WHERE ${field} = '${sample[(client * 19 + round * 8) % sample.length]![field]}' LIMIT 100`,
        );

      const first = await measureClients(clients, 2, ask('name'));
      log(`before the copy is there: by name p95 ${percentile(first, 0.95).toFixed(0)} ms`);
      const from = performance.now();
      await catalogue.settled();
      log(`copy ready after ${((performance.now() - from) / 1000).toFixed(1)} s more`);

      // No page can come sooner than the first hundred rows that the engine finds in the files.
      const least = percentile(
        await measureClients(clients, 25, () => lake.engine.rows(`SELECT * FROM ${relation} LIMIT 100`)),
        0.95,
      );
      const measures: Measure[] = [];
      for (const field of ['id', 'name', 'card', 'district', 'visited', 'amount']) {
        await measureClients(clients, 1, ask(field));
        const ours = percentile(await measureClients(clients, 25, ask(field)), 0.95);
        const theirs = percentile(await measureClients(clients, field === 'id' ? 10 : 3, peer(field)), 0.95);
        measures.push({
          measure: `records, page of 100 from 10 M rows, 8 clients, by ${field}, p95`,
          unit: 'ms',
          ours,
          limit: least,
          peer: theirs,
          ratio: ours / theirs,
        });
      }
      const deep = await measureClients(clients, 10, (client, round) =>
        catalogue.records(operator, standard.id, { limit: 100, filter: `amount>=${99_000 + client * 10 + round}` }),
      );
      const range = percentile(deep, 0.95);
      measures.push({
        measure: 'records, by a range of 1 %, p95',
        unit: 'ms',
        ours: range,
        limit: least,
        peer: null,
        ratio: null,
      });
      return measures;
    } finally {
      await catalogue.close();
      await lake.close();
      await database.close();
      rmSync(dataFolder, { recursive: true, force: true });
    }
  },
};
