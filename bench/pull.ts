import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { createAccess } from '../src/bureau/access/index.ts';
import { createAudit } from '../src/bureau/audit/index.ts';
import { createCatalogue } from '../src/bureau/catalogue/index.ts';
import { collectionJobs, createCollection } from '../src/bureau/collection/index.ts';
import { createIdentity } from '../src/bureau/identity/index.ts';
import { createLaw } from '../src/bureau/law/index.ts';
import { createOperations } from '../src/bureau/operations/index.ts';
import { createSources, sourcesJobs } from '../src/bureau/sources/index.ts';
import { createStandards, parseStandard } from '../src/bureau/standards/index.ts';
import { createQueue, openDatabase } from '../src/database/index.ts';
import { loadConfig, silentLog, systemClock, systemPrincipal } from '../src/kernel/index.ts';
import { openLake } from '../src/lake/index.ts';
import type { Benchmark } from './benchmark.ts';

const changedRows = 1_000_000;
const allRows = 1_200_000;
const rounds = 3;
const principal = systemPrincipal('bench');
const standardText = `
id: bench.pulled
title: { zh: 居民登记, en: Resident register }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true, min: 1 }
  - { name: phone, title: { zh: 手机号, en: Phone }, type: phone, required: true, sensitivity: personal }
  - { name: district, title: { zh: 区, en: District }, type: string, required: true, enum: [南山区, 福田区, 罗湖区, 盐田区, 宝安区] }
  - { name: registered, title: { zh: 登记日期, en: Registered on }, type: date, min: 1980-01-01, max: 2026-12-31 }
  - { name: amount, title: { zh: 金额, en: Amount }, type: decimal, min: 0, max: 1000000, unit: CNY }
  - { name: address, title: { zh: 地址, en: Address }, type: string, required: true, minLength: 4, maxLength: 40 }
  - { name: changed_at, title: { zh: 更新时间, en: Changed at }, type: datetime, required: true }
`;

/** The source's table, with an index on its time of change. */
const tableSql = `
CREATE TABLE residents (id bigint PRIMARY KEY, phone text, district text, registered date, amount numeric(12, 2), address text, changed_at timestamptz NOT NULL);
INSERT INTO residents SELECT i, '1' || 3000000000 + (i * 7919::bigint) % 6000000000,
  (ARRAY['南山区', '福田区', '罗湖区', '盐田区', '宝安区'])[1 + i % 5], date '2000-01-01' + (i % 9000)::int,
  (i * 31 % 10000000) / 100.0, '科技园' || i % 9000 || '号', now() - interval '1 day' - i * interval '1 second' FROM generate_series(1, ${allRows}) i;
CREATE INDEX ON residents (changed_at);
VACUUM ANALYZE residents`;

/** An incremental pull of a million changed rows, to the committed version, against COPY piped to DuckDB. */
export const pullBenchmark: Benchmark = {
  name: 'pull',
  async run({ log }) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-bench-'));
    const product = await openProduct(folder);
    const sql = new pg.Client({ connectionString: product.sourceUrl });
    await sql.connect();
    try {
      log(`${allRows} rows at the source, all pulled once`);
      for (const statement of tableSql.split(';')) await sql.query(statement);
      await product.pull();
      const [ours, limits]: [number[], number[]] = [[], []];
      for (let round = 0; round <= rounds; round++) {
        const { rows } = await sql.query<{ since: string }>(
          `WITH u AS (UPDATE residents SET amount = (amount + 1) % 1000000, changed_at = now() WHERE id <= ${changedRows}) SELECT now()::text AS since`,
        );
        for (const statement of ['VACUUM ANALYZE residents', 'CHECKPOINT']) await sql.query(statement);
        // The first of the two finds the rows less warm: turn and turn about.
        const copy = () => copyToDuckdb({ url: product.sourceUrl, since: rows[0]!.since, folder });
        const first = round % 2 === 0 ? await copy() : null;
        const pulled = await product.pull();
        const limit = first ?? (await copy());
        const run = pulled.runs.at(-1)!;
        if (run.status !== 'done' || run.rows !== changedRows || run.accepted !== changedRows) {
          throw new Error(`the benchmark's result is wrong: ${JSON.stringify(run)}`);
        }
        log(
          `round ${round}${round === 0 ? ' (not counted)' : ''}: copy ${limit.toFixed(2)} s, ours ${pulled.seconds.toFixed(2)} s`,
        );
        if (round === 0) continue;
        ours.push(pulled.seconds);
        limits.push(limit);
      }
      const [middle, limit] = [median(ours), median(limits)];
      return [
        {
          measure: 'incremental pull of 1 M changed rows × 7, checked, merged by key into 1.2 M, committed',
          unit: 's',
          ours: middle,
          limit,
          peer: null,
          ratio: middle / limit,
        },
      ];
    } finally {
      await sql.end();
      await product.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The same rows by `COPY … TO STDOUT` through a pipe into DuckDB's CSV reader, which writes Parquet. */
async function copyToDuckdb({ url, since, folder }: { url: string; since: string; folder: string }): Promise<number> {
  const pipe = path.join(folder, 'rows.pipe');
  rmSync(pipe, { force: true });
  execFileSync('mkfifo', [pipe]);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const copy = `COPY (SELECT * FROM residents WHERE changed_at >= '${since}') TO STDOUT (FORMAT csv, HEADER)`;
  const started = performance.now();
  const sending = hasPsql() ? byPsql(url, copy, pipe) : byDriver(url, copy, pipe);
  const writing = connection.run(
    `COPY (SELECT * FROM read_csv('${pipe}')) TO '${path.join(folder, 'limit.parquet')}' (FORMAT parquet)`,
  );
  await Promise.all([sending, writing]);
  const seconds = (performance.now() - started) / 1000;
  const read = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM '${path.join(folder, 'limit.parquet')}'`);
  connection.closeSync();
  instance.closeSync();
  if (read.getRows()[0]![0] !== changedRows) throw new Error(`the pipe brought ${read.getRows()[0]![0]} rows`);
  return seconds;
}

function hasPsql(): boolean {
  try {
    execFileSync('psql', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function byPsql(url: string, copy: string, pipe: string): Promise<void> {
  const child = spawn('sh', ['-c', 'exec psql -qX "$0" -c "$1" > "$2"', url, copy, pipe], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`psql ended with ${code}`);
}

async function byDriver(url: string, copy: string, pipe: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await pipeline(client.query(copyTo(copy)), createWriteStream(pipe));
  await client.end();
}

/** The parts of the product that a standing collection needs, with a source declared on a second database. */
async function openProduct(folder: string) {
  const config = loadConfig({ LINGNAN_DATA: folder });
  const [log, clock] = [silentLog, systemClock];
  const database = await openDatabase(config, log);
  const lake = await openLake({ config, log, clock });
  const access = createAccess({ clock });
  const audit = createAudit({ database, clock, config, log });
  const standards = createStandards({ database, access, audit, clock });
  const catalogue = createCatalogue({ database, lake, access, audit, standards, clock, log });
  const queue = createQueue(database, { log, clock });
  const parts = { database, catalogue, access, audit, queue, config, clock, log };
  const collection = createCollection({ ...parts, lake, standards });
  const identity = createIdentity({ database, audit, access, clock, config });
  const operations = createOperations({ database, access, audit, catalogue, identity, clock });
  const sources = createSources({ ...parts, collection, law: createLaw(parts), operations });
  for (const job of [...collectionJobs(collection), ...sourcesJobs(sources)]) queue.register(job);

  const server = new pg.Client({ connectionString: database.url });
  await server.connect();
  await server.query('CREATE DATABASE register');
  await server.end();
  const url = new URL(database.url);
  url.pathname = '/register';
  const { standard } = parseStandard(standardText);
  const published = await standards.ensure(principal, standard!);
  await catalogue.create(principal, { id: published.id, owner: 'bench', standard: published });
  const connector = {
    type: 'postgresql',
    host: url.hostname,
    port: Number(url.port),
    database: 'register',
    user: decodeURIComponent(url.username),
    ssl: 'off',
    table: 'residents',
    mode: 'incremental',
    watermark: 'changed_at',
    overlap: 0,
  };
  const source = await sources.save(
    principal,
    JSON.stringify({ id: 'bench.register', dataset: published.id, connector }),
  );
  await sources.secrets.set(principal, source.id, 'password', decodeURIComponent(url.password));
  await sources.hosts.allow(principal, url.hostname, 'bench');
  return {
    sourceUrl: url.href,
    async pull() {
      const started = performance.now();
      const round = await sources.rounds.run({ principal, source: source.id });
      const seconds = (performance.now() - started) / 1000;
      const runs = await Promise.all(round.runs.map((run) => collection.runs.get(principal, run)));
      return { round, runs, seconds };
    },
    async close() {
      await queue.stop();
      await catalogue.close();
      await audit.close();
      await lake.close();
      await database.close();
    },
  };
}
