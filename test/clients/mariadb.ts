import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mysql from 'mysql2/promise';

/** A MariaDB of the test's own, with an account that may do everything in the database `civil`. */
export interface MariadbServer {
  port: number;
  user: string;
  password: string;
  database: string;
  connect(): Promise<mysql.Connection>;
  end(): Promise<void>;
}

const program = ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'].find((file) => existsSync(file));

/** Why there is no MariaDB here; null when there is one. */
export const whyNoMariadb: string | null = program ? null : 'mariadbd is not installed (scripts/provide.mjs brings it)';

/** Starts a server in a temporary folder, on a port of this machine alone. */
export async function startMariadb(): Promise<MariadbServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-mariadb-'));
  const data = path.join(folder, 'data');
  const account = process.getuid?.() === 0 ? ['--user=root'] : [];
  const made = spawnSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...account],
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`${made.stdout}${made.stderr}`);
  const port = await freePort();
  const log = path.join(folder, 'server.log');
  const server = spawn(
    program!,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${path.join(folder, 'server.sock')}`,
      `--pid-file=${path.join(folder, 'server.pid')}`,
      `--log-error=${log}`,
      '--innodb-flush-log-at-trx-commit=0',
      ...account,
    ],
    { stdio: 'ignore' },
  );
  const end = async () => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const root = await connectWhenReady({ port, server, log });
    await root.query('CREATE DATABASE civil CHARACTER SET utf8mb4');
    await root.query(`CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY '测试 password'`);
    await root.query(`GRANT ALL ON civil.* TO 'reader'@'127.0.0.1'`);
    await root.end();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    port,
    user: 'reader',
    password: '测试 password',
    database: 'civil',
    connect: () =>
      mysql.createConnection({ host: '127.0.0.1', port, user: 'root', database: 'civil', multipleStatements: true }),
    end,
  };
}

async function connectWhenReady({ port, server, log }: { port: number; server: ChildProcess; log: string }) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server.exitCode !== null) break;
    const connection = await mysql.createConnection({ host: '127.0.0.1', port, user: 'root' }).catch(() => null);
    if (connection) return connection;
    await delay(100);
  }
  throw new Error(`MariaDB did not start: ${await readFile(log, 'utf8').catch(() => '')}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
