import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stream } from '../src/bureau/streams/schema.ts';
import type { Benchmark } from './benchmark.ts';
import type { LoadOptions } from './mqtt-load.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const script = path.join(root, 'bench/streams-process.ts');

const standard = `id: bench.readings
title: { zh: 读数, en: Readings }
fields:
  - { name: device, title: { zh: 设备, en: Device }, type: string, required: true }
  - { name: seq, title: { zh: 序号, en: Sequence }, type: integer, required: true, min: 0 }
  - { name: at, title: { zh: 时间, en: Time }, type: datetime, required: true }
  - { name: value, title: { zh: 读数, en: Value }, type: number, min: 0 }
`;
const stream = `id: bench.meters
title: { zh: 读数, en: Readings }
dataset: bench.readings
topics: ['bench/+/r']
payload: json
fields: { device: topic.2 }
batch: { seconds: 5, messages: 200000 }
`;

/** A server of ours on a folder of its own, with a dataset and its stream. */
export async function startStreamServer(folder: string, ports: { http: number; mqtt: number }) {
  const env = {
    ...process.env,
    LINGNAN_DATA: path.join(folder, 'data'),
    PORT: String(ports.http),
    MQTT_PORT: String(ports.mqtt),
    LOG_LEVEL: 'warn',
    LINGNAN_UPKEEP_AT: 'off',
  };
  const bin = path.join(root, 'bin/lingnan.cjs');
  const lingnan = async (...words: string[]) => {
    const { stdout } = await run(process.execPath, [bin, ...words, '--json'], { env, maxBuffer: 64 * 1024 * 1024 });
    // A query answers with an object a row.
    if (words[0] === 'query')
      return stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    return JSON.parse(stdout);
  };
  await mkdir(path.join(folder, 'data'), { recursive: true });
  await writeFile(path.join(folder, 'standard.yaml'), standard);
  await writeFile(path.join(folder, 'stream.yaml'), stream);
  await writeFile(path.join(folder, 'first.csv'), 'device,seq,at,value\nfirst,0,2026-11-24T00:00:00Z,0\n');
  await lingnan(
    'collect',
    path.join(folder, 'first.csv'),
    '--dataset',
    'bench.readings',
    '--standard',
    path.join(folder, 'standard.yaml'),
  );
  const { secret } = await lingnan('streams', 'add', path.join(folder, 'stream.yaml'));
  const start = async () => {
    const child = spawn(process.execPath, [bin, 'serve'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    for (let round = 0; ; round++) {
      const answer = await fetch(`http://127.0.0.1:${ports.http}/readyz`).catch(() => null);
      if (answer?.ok) break;
      if (child.exitCode !== null || round > 1200) throw new Error(`the server did not start (${child.exitCode})`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return child;
  };
  /** Waits until nothing that was acknowledged is still to become a version. */
  const drained = async (): Promise<Stream> => {
    for (let round = 0; round < 120; round++) {
      const now = (await lingnan('streams', 'status', 'bench.meters')).items[0] as Stream;
      if (now.live && now.live.lagBytes === 0 && Date.now() - Date.parse(now.live.at) < 8000) return now;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    throw new Error('the stream was not drained in time');
  };
  return { secret: secret as string, lingnan, start, drained };
}

interface Told {
  acknowledged: number;
  lost: number;
  ended?: boolean;
}

/** Publishers in a process of their own. */
export function startPublishers(options: LoadOptions) {
  const child = spawn(process.execPath, ['--import', 'tsx', script, 'load', JSON.stringify(options)], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let last: Told = { acknowledged: 0, lost: 0 };
  createInterface(child.stdout!).on('line', (line) => {
    last = JSON.parse(line) as Told;
  });
  return {
    told: () => last,
    async stop(): Promise<Told> {
      child.stdin!.write('stop\n');
      await once(child, 'close');
      return last;
    },
  };
}

/** Messages a second over some seconds after a second of warming up. */
async function measure(options: LoadOptions, seconds: number): Promise<{ rate: number; told: Told }> {
  const publishers = startPublishers(options);
  while (publishers.told().acknowledged === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const [from, at] = [publishers.told().acknowledged, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const rate = (publishers.told().acknowledged - from) / ((performance.now() - at) / 1000);
  return { rate, told: await publishers.stop() };
}

/** Resident memory of a process in MB. */
export async function memoryOf({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Durable QoS 1 intake against the same broker with nothing behind it, turn by turn in one run. */
export const streamsBenchmark: Benchmark = {
  name: 'streams',
  async run({ log }) {
    const seconds = Number(process.env['BENCH_SECONDS'] ?? 60);
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-streams-'));
    const ports = { http: 18_631, mqtt: 18_632 };
    const load = { clients: 50, window: 100, username: 'bench.meters' };
    try {
      const bare = async (length: number) => {
        const child = spawn(process.execPath, ['--import', 'tsx', script, 'broker', '18633'], {
          cwd: root,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        await once(child.stdout!, 'data');
        const { rate } = await measure({ ...load, port: 18_633, password: 'none' }, length);
        child.kill('SIGKILL');
        log(`aedes alone: ${rate.toFixed(0)} messages/s`);
        return rate;
      };
      const server = await startStreamServer(folder, ports);
      const first = await bare(seconds / 2);
      const child = await server.start();
      let ours: Awaited<ReturnType<typeof measure>>;
      let stream: Stream;
      let peak = 0;
      const watch = setInterval(
        () =>
          void memoryOf(child).then(
            (now) => {
              peak = Math.max(peak, now);
            },
            () => {},
          ),
        1000,
      );
      try {
        ours = await measure({ ...load, port: ports.mqtt, password: server.secret }, seconds);
        log(
          `ours: ${ours.rate.toFixed(0)} messages/s, ${ours.told.acknowledged} acknowledged, peak ${peak.toFixed(0)} MB`,
        );
        const ended = performance.now();
        stream = await server.drained();
        log(`drained ${((performance.now() - ended) / 1000).toFixed(1)} s after the end`);
      } finally {
        clearInterval(watch);
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      const second = await bare(seconds / 2);
      const [counted] = await server.lingnan(
        'query',
        `select count(*) as n, count(distinct device || '/' || seq) as d from "bench.readings" where seq > 0`,
      );
      const stored = Number(counted.n) + stream.quarantined;
      log(`stored ${stored}, distinct ${counted.d}`);
      if (stored !== ours.told.acknowledged || counted.n !== counted.d || ours.told.lost > 0)
        throw new Error(
          `${ours.told.acknowledged} acknowledged, ${stored} stored, ${counted.d} distinct, ${ours.told.lost} connections lost`,
        );
      const peer = (first + second) / 2;
      return [
        {
          measure: `durable QoS 1 intake, 67-byte messages, 50 publishers, ${seconds} s`,
          unit: 'messages/s',
          ours: ours.rate,
          limit: 10_000,
          peer,
          ratio: ours.rate / peer,
        },
        {
          measure: 'acknowledged and stored',
          unit: 'messages',
          ours: stored,
          limit: ours.told.acknowledged,
          peer: null,
          ratio: stored / ours.told.acknowledged,
        },
        { measure: 'peak memory of the server', unit: 'MB', ours: peak, limit: null, peer: null, ratio: null },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
