import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { chooseLauncher, giveFolder } from '../../src/database/embedded/system-user.ts';

/** A PostgreSQL to run the contract on; `databaseUrl` null means the embedded one in `dataFolder`. */
export interface ContractServer {
  dataFolder: string;
  databaseUrl: string | null;
  end(): Promise<void>;
}

/** The kinds of server that the contract holds on, and why one is left out here. */
export const servers: { name: string; skip: string | null; open(): Promise<ContractServer> }[] = [
  { name: 'embedded', skip: null, open: openEmbeddedFolder },
  { name: 'a server by URL', skip: whyNoServer(), open: openServer },
];

for (const { name, skip } of servers) if (skip) console.warn(`left out: contract on ${name}: ${skip}`);

async function openEmbeddedFolder(): Promise<ContractServer> {
  const dataFolder = temporaryFolder();
  return { dataFolder, databaseUrl: null, end: async () => rmSync(dataFolder, { recursive: true, force: true }) };
}

/** LINGNAN_CONTRACT_DATABASE_URL when it is set, else a fresh server from the programs that the system has installed. */
async function openServer(): Promise<ContractServer> {
  const given = process.env['LINGNAN_CONTRACT_DATABASE_URL'];
  if (given) return freshDatabase(given, temporaryFolder(), async () => {});
  const dataFolder = temporaryFolder();
  const programs = installedPrograms()!;
  const launcher = chooseLauncher({ folder: dataFolder, program: path.join(programs, 'postgres') });
  const cluster = path.join(dataFolder, 'server');
  const passwordFile = path.join(dataFolder, 'password');
  mkdirSync(cluster, { mode: 0o700 });
  giveFolder(cluster, launcher.owner);
  writeFileSync(passwordFile, 'contract');
  const call = (program: string, parameters: string[]) => {
    const { file, parameters: rest, ...ids } = launcher.command(path.join(programs, program), parameters);
    return { file, rest, options: { ...ids, cwd: '/' } };
  };
  const init = call('initdb', [
    '-D',
    cluster,
    '-U',
    'owner',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-N',
  ]);
  const made = spawnSync(init.file, init.rest, { ...init.options, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  const port = await freePort();
  const start = call('postgres', [
    '-D',
    cluster,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ]);
  const server = spawn(start.file, start.rest, { ...start.options, stdio: 'ignore' });
  const url = `postgres://owner:contract@127.0.0.1:${port}/postgres`;
  for (let attempt = 0; !(await answers(url)); attempt++) {
    if (attempt > 200) throw new Error('the server did not start');
    await delay(50);
  }
  return freshDatabase(url, dataFolder, async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
  });
}

async function freshDatabase(url: string, dataFolder: string, stop: () => Promise<void>): Promise<ContractServer> {
  const name = `contract_${process.pid}_${Date.now()}`;
  await query(url, `create database ${name} template template0 encoding 'UTF8'`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    dataFolder,
    databaseUrl: own.href,
    end: async () => {
      await query(url, `drop database ${name} with (force)`);
      await stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

function whyNoServer(): string | null {
  if (process.env['LINGNAN_CONTRACT_DATABASE_URL'] || installedPrograms()) return null;
  return 'no PostgreSQL is installed (apt-get install -y postgresql) and LINGNAN_CONTRACT_DATABASE_URL is not set';
}

function installedPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const folders = readdirSync(root)
    .filter((version) => Number(version) >= 15 && existsSync(path.join(root, version, 'bin', 'initdb')))
    .sort((a, b) => Number(b) - Number(a));
  return folders[0] ? path.join(root, folders[0], 'bin') : null;
}

function temporaryFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'lingnan-contract-'));
}

async function answers(url: string): Promise<boolean> {
  return query(url, 'select 1').then(
    () => true,
    () => false,
  );
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
