import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { openApp } from '../src/app.ts';
import { parseStandard } from '../src/bureau/standards/index.ts';
import { loadConfig, silentLog, systemPrincipal } from '../src/kernel/index.ts';
import type { Benchmark } from './benchmark.ts';

const collections = 500;
/** Sources of one group, as those that share a database. */
const groupOf = 10;
const principal = systemPrincipal('bench');
const limitMilliseconds = 1000;

const standardText = (id: string) => `
id: ${id}
title: { zh: 设施, en: Sites }
key: [id]
cadence: daily
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: name, title: { zh: 名称, en: Name }, type: string, required: true }
`;

/** A server on this machine that gives every source a small file and counts how many are served at once by group. */
async function openFiles() {
  const running = new Map<string, number>();
  let most = 0;
  const server = createServer((request, response) => {
    const group = new URL(request.url ?? '/', 'http://localhost').searchParams.get('group') ?? '';
    const count = (running.get(group) ?? 0) + 1;
    running.set(group, count);
    most = Math.max(most, count);
    response.on('close', () => running.set(group, (running.get(group) ?? 1) - 1));
    response.setHeader('content-type', 'text/csv');
    setTimeout(() => response.end('id,name\n1,甲\n2,乙\n'), 20);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { port, most: () => most, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** 500 collections due in the same minute: all run within the limits of their groups, none is lost, and the lists stay quick. */
export const dueBenchmark: Benchmark = {
  name: 'due',
  async run({ log }) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-bench-'));
    const files = await openFiles();
    // What the planner takes for the present; it is moved to the minute in which all are due.
    let ahead = 0;
    const clock = { now: () => new Date(Date.now() + ahead) };
    const config = loadConfig({ ...process.env, LINGNAN_DATA: folder, DATABASE_URL: '', LINGNAN_UPKEEP_AT: 'off' });
    const app = await openApp(config, silentLog, clock);
    try {
      await app.sources.hosts.allow(principal, '127.0.0.1', 'bench');
      const { standard } = parseStandard(standardText('bench.sites'));
      if (!standard) throw new Error('the standard of the benchmark is not valid');
      const published = await app.standards.ensure(principal, standard);
      for (let index = 0; index < collections; index += 1) {
        const dataset = `bench.sites-${index}`;
        await app.catalogue.create(principal, { id: dataset, owner: 'bench', standard: published });
        // Those of one group follow each other, as they are declared, so that they stand in each other's way.
        const group = `group-${Math.floor(index / groupOf)}`;
        const declaration = {
          id: `bench.source-${index}`,
          dataset,
          connector: { type: 'http-file', url: `http://127.0.0.1:${files.port}/${index}.csv?group=${group}` },
          schedule: { cron: '0 2 * * *' },
          concurrency: { group, limit: 1 },
        };
        await app.sources.save(principal, JSON.stringify(declaration));
      }
      log(`${collections} sources declared in groups of ${groupOf}`);
      await app.duty.tick();
      const { items } = await app.duty.due(principal, { until: new Date(Date.now() + 25 * 3_600_000) });
      ahead = Date.parse(items[0]!.dueAt) - Date.now();
      const began = performance.now();
      await app.queue.start();
      app.duty.start();
      let [slowest, good, red] = [0, 0, 0];
      while (good + red < collections && performance.now() - began < 1_800_000) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        const asked = performance.now();
        const from = new Date(clock.now().getTime() - 86_400_000);
        const [calendar] = await Promise.all([
          app.duty.calendar(principal, { from, to: new Date(clock.now().getTime() + 86_400_000) }),
          app.sources.list(principal),
        ]);
        slowest = Math.max(slowest, performance.now() - asked);
        const { totals } = calendar;
        good = (totals['good'] ?? 0) + (totals['late'] ?? 0) + (totals['findings'] ?? 0);
        red = (totals['failed'] ?? 0) + (totals['refused'] ?? 0) + (totals['missed'] ?? 0);
      }
      const seconds = (performance.now() - began) / 1000;
      log(`${good} came, ${red} did not, in ${seconds.toFixed(1)} s`);
      const measure = (name: string, unit: string, ours: number, limit: number | null) => ({
        measure: name,
        unit,
        ours: Math.round(ours * 10) / 10,
        limit,
        peer: null,
        ratio: limit === null ? null : ours / limit,
      });
      return [
        measure('collections due in the same minute that came', 'collections', good, collections),
        measure('until the last one was in', 's', seconds, null),
        measure('most at once of one group of limit 1', 'collections', files.most(), 1),
        measure('calendar and list of sources meanwhile, slowest', 'ms', slowest, limitMilliseconds),
      ];
    } finally {
      await app.close();
      await files.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
