import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLoad } from '../../bench/mqtt-load.ts';
import { startStreamServer } from '../../bench/streams.ts';

/** 30 at full length (`STREAMS_KILLS=30`); a few show that nothing has changed. */
const kills = Number(process.env['STREAMS_KILLS'] ?? 4);
const ports = { http: 18_651, mqtt: 18_652 };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-streams-kill-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('killed again and again under load, the server loses no acknowledged message and stores none twice', async () => {
  const server = await startStreamServer(folder, ports);
  let child = await server.start();
  const clients = 20;
  const load = startLoad({
    port: ports.mqtt,
    username: 'bench.meters',
    password: server.secret,
    clients,
    window: 50,
    reconnect: true,
    // So many that versions are being made all the time, so few that the test is not about the machine.
    pauseMilliseconds: 10,
  });
  for (let round = 0; round < kills; round++) {
    const before = load.acknowledged();
    for (let wait = 0; wait < 600 && load.acknowledged() === before; wait++) await pause(50);
    expect(load.acknowledged(), `nothing was taken after kill ${round}`).toBeGreaterThan(before);
    await pause(Math.random() * 4000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    child = await server.start();
  }
  const before = load.acknowledged();
  for (let wait = 0; wait < 600 && load.acknowledged() === before; wait++) await pause(50);
  await load.stop();
  const stream = await server.drained();
  child.kill('SIGTERM');
  await once(child, 'exit');

  expect(stream.quarantined).toBe(0);
  const rows = (await server.lingnan(
    'query',
    `select device, count(*) as n, count(distinct seq) as d, max(seq) as top from "bench.readings" where seq > 0 group by device order by device`,
  )) as { device: string; n: number; d: number; top: number }[];
  expect(rows).toHaveLength(clients);
  for (const { device, n, d, top } of rows) {
    const client = Number(device.slice(1));
    // Each publisher counts its messages from 1 and leaves none out: stored once each means that the counts are the same.
    expect({ device, n, d }).toEqual({ device, n: d, d: top });
    const acknowledged = load.sequences[client]!;
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    expect(top).toBeGreaterThanOrEqual(acknowledged.reduce((most, sequence) => Math.max(most, sequence), 0));
  }
  const stored = rows.reduce((sum, { n }) => sum + n, 0);
  expect(stored).toBeGreaterThanOrEqual(load.acknowledged());
  console.info(
    `${kills} kills, ${load.lost()} connections lost, ${load.acknowledged()} acknowledged, ${stored} stored, 0 lost, 0 doubled`,
  );
}, 900_000);

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
