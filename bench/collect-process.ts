import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { createAccess } from '../src/bureau/access/index.ts';
import { createAudit } from '../src/bureau/audit/index.ts';
import { createCatalogue } from '../src/bureau/catalogue/index.ts';
import { createCollection } from '../src/bureau/collection/index.ts';
import { createStandards, parseStandard } from '../src/bureau/standards/index.ts';
import { createQueue, openDatabase } from '../src/database/index.ts';
import { loadConfig, silentLog, systemClock, systemPrincipal } from '../src/kernel/index.ts';
import { openLake } from '../src/lake/index.ts';
import { benchStandard, wideStandard } from './collect-data.ts';

/** One measured process: `raw FILE`, `raw-text FILE` or `ours FILE residents|readings [RECIPE]`; prints one JSON object. */
const [kind, file, which, recipe] = process.argv.slice(2) as [string, string, string, string | undefined];
const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-bench-'));
try {
  const measured = kind === 'ours' ? await ours() : await raw();
  console.log(JSON.stringify({ ...measured, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

/** The limit: DuckDB alone turns the CSV into Parquet, with its own defaults, or as texts, where types would stop it. */
async function raw() {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const started = performance.now();
  await connection.run(
    `COPY (SELECT * FROM read_csv('${file}'${kind === 'raw-text' ? ', all_varchar = true' : ''})) TO '${path.join(folder, 'raw.parquet')}'`,
  );
  return { seconds: (performance.now() - started) / 1000 };
}

/** The product: hashed, kept, read, checked, quarantined, committed as a version and catalogued. */
async function ours() {
  const config = loadConfig({ LINGNAN_DATA: folder });
  const [log, clock] = [silentLog, systemClock];
  const database = await openDatabase(config, log);
  const lake = await openLake({ config, log, clock });
  const access = createAccess({ clock });
  const audit = createAudit({ database, clock, config, log });
  const standards = createStandards({ database, access, audit, clock });
  const catalogue = createCatalogue({ database, lake, access, audit, standards, clock, log });
  const queue = createQueue(database, { log, clock });
  const collection = createCollection({
    database,
    lake,
    catalogue,
    standards,
    access,
    audit,
    queue,
    config,
    clock,
    log,
  });
  const principal = systemPrincipal('bench');
  const { standard } = parseStandard(which === 'readings' ? wideStandard : benchStandard);
  const published = await standards.ensure(principal, standard!);
  const dataset = published.id;
  await catalogue.create(principal, { id: dataset, owner: 'bench', standard: published });
  if (recipe) await collection.recipes.set(principal, dataset, { written: JSON.parse(recipe) as unknown[] });
  const started = performance.now();
  const run = await collection.collect({ principal, dataset, file });
  const seconds = (performance.now() - started) / 1000;
  const { items, total } = await collection.runs.findings(principal, run.id, { limit: 10 });
  const snapshot = await lake.table(dataset).snapshot();
  const [stored] = await lake.engine.rows<{ rows: number; typed: string }>(
    `SELECT count(*) AS rows, min(typeof(id)) AS typed FROM ${snapshot.relation()}`,
  );
  const result = { seconds, run, findings: items, findingsTotal: total, stored: stored!.rows, typed: stored!.typed };
  await audit.close();
  await lake.close();
  await database.close();
  return result;
}
