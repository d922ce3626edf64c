import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = path.join(root, 'bin/lingnan.cjs');

export interface DemoAccount {
  email: string;
  password: string;
  role: string;
  organisation: string;
  token: string;
}

/** The built product as a user runs it: a server process on a data folder of its own. */
export interface Product {
  url: string;
  /** Port of the MQTT broker inside, while a stream with topics is declared. */
  mqttPort: number;
  folder: string;
  /** Runs one command line on the same data folder. */
  lingnan(...argv: string[]): Promise<{ code: number; out: string; error: string }>;
  accounts(): Promise<DemoAccount[]>;
  /** Asks the API; `token` signs in. */
  api(
    path: string,
    options?: { token?: string; method?: string; body?: unknown },
  ): Promise<{ status: number; json: unknown }>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Starts the product and waits until it is ready. */
export async function startProduct(options: { demo: boolean }): Promise<Product> {
  // An already seeded folder, kept afterwards: for quick rounds while a test is written.
  const kept = process.env['LINGNAN_E2E_DATA'];
  const folder = kept ?? (await mkdtemp(path.join(os.tmpdir(), 'lingnan-e2e-')));
  const port = await freePort();
  const mqttPort = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LINGNAN_DATA: folder,
    PORT: String(port),
    MQTT_PORT: String(mqttPort),
    LOG_LEVEL: 'warn',
  };
  delete env['LINGNAN_TEST_DATABASE_URL'];
  let child: ChildProcess;
  let said = '';

  async function start() {
    child = spawn(process.execPath, [bin, 'serve', ...(options.demo ? ['--seed-demo'] : [])], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (text) => (said = (said + String(text)).slice(-20_000)));
    const until = Date.now() + 200_000;
    while (!(await fetch(`${url}/readyz`).catch(() => null))?.ok) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`the product did not become ready:\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL') {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  await start();
  const product: Product = {
    url,
    mqttPort,
    folder,
    async lingnan(...argv) {
      const run = spawn(process.execPath, [bin, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let error = '';
      run.stdout.on('data', (text) => {
        out += String(text);
      });
      run.stderr.on('data', (text) => {
        error += String(text);
      });
      const [code] = (await once(run, 'close')) as [number];
      return { code, out, error };
    },
    async accounts() {
      const { code, out, error } = await product.lingnan('demo', 'accounts', '--json');
      if (code !== 0) throw new Error(error);
      return JSON.parse(out) as DemoAccount[];
    },
    async api(address, { token, method = 'GET', body } = {}) {
      const answer = await fetch(`${url}${address}`, {
        method,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, json: text === '' ? null : (JSON.parse(text) as unknown) };
    },
    kill: () => stop('SIGKILL'),
    restart: async () => {
      await stop('SIGTERM');
      await start();
    },
    async close() {
      await stop('SIGTERM');
      if (!kept) await rm(folder, { recursive: true, force: true });
    },
  };
  return product;
}
