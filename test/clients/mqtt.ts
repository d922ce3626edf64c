import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openTestStreams } from '../../src/bureau/streams/testing.ts';
import { createMqttGateway, type MqttGatewayNeeds } from '../../src/gateway/mqtt/index.ts';
import { anonymous, silentLog } from '../../src/kernel/index.ts';

const there = (program: string) => spawnSync(program, ['--help']).error === undefined;

/** Whether Mosquitto's broker and publisher are installed. */
export const mosquitto = there('mosquitto') && there('mosquitto_passwd');
export const mosquittoPub = there('mosquitto_pub');

/** Streams that run, with MQTT as the way in. */
export async function openMqtt(
  options: {
    gate?: () => Promise<void>;
    tls?: MqttGatewayNeeds['config']['mqttTls'];
    network?: MqttGatewayNeeds['network'];
    publishing?: (real: MqttGatewayNeeds['streams']['publishing']) => MqttGatewayNeeds['streams']['publishing'];
  } = {},
) {
  const streams = await openTestStreams(options.gate ? { gate: options.gate } : {});
  const { publishing, onChange, brokerPassword } = streams.streams;
  const gateway = createMqttGateway({
    streams: { publishing: options.publishing?.(publishing) ?? publishing, onChange, brokerPassword },
    authenticate: async () => ({ principal: anonymous, session: null }),
    // The brokers of these tests are on this machine.
    network: options.network ?? { resolve: async (address) => ({ address, family: 4 }) },
    config: { mqttPort: 0, mqttHost: '127.0.0.1', mqttTls: options.tls ?? null },
    log: silentLog,
  });
  await streams.streams.start();
  return {
    ...streams,
    streams: streams.streams,
    gateway,
    /** Port of the broker inside, when it listens. */
    async port(): Promise<number> {
      for (let round = 0; round < 200; round++) {
        if (gateway.port !== null) return gateway.port;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error('the broker does not listen');
    },
    async close() {
      await gateway.stop();
      await streams.close();
    },
  };
}

/** The payload of a reading of a minute of the year. */
export function reading(minute: number, value: unknown = 1): string {
  return JSON.stringify({ at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(), value });
}

/** Mosquitto on a port, with a folder of its own; what it says is kept. */
export async function startMosquitto(port: number, configure: (folder: string) => Promise<string[]> | string[]) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-mosquitto-'));
  const file = path.join(folder, 'mosquitto.conf');
  const lines = await configure(folder);
  let child: ChildProcess | null = null;
  let said = '';
  const broker = {
    port,
    folder,
    url: `mqtt://127.0.0.1:${port}`,
    said: () => said,
    async start() {
      await writeFile(
        file,
        [
          `listener ${port} 127.0.0.1`,
          'persistence true',
          `persistence_location ${folder}/`,
          'max_queued_messages 0',
          'log_dest stderr',
          'log_type all',
          ...lines,
          '',
        ].join('\n'),
      );
      // Started by root, Mosquitto would become a user that may not enter this folder.
      const user = process.getuid?.() === 0 ? 'root' : os.userInfo().username;
      await writeFile(file, `user ${user}\n`, { flag: 'a' });
      child = spawn('mosquitto', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr!.on('data', (chunk) => {
        said += String(chunk);
      });
    },
    signal: (name: NodeJS.Signals) => child!.kill(name),
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
    async close() {
      await broker.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await broker.start();
  return broker;
}
