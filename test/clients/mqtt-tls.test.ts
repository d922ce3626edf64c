import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operator, steward } from '../../src/bureau/collection/testing.ts';
import { readingsStream } from '../../src/bureau/streams/testing.ts';
import { mosquittoPub, openMqtt, reading } from './mqtt.ts';

const run = promisify(execFile);
const openssl = spawnSync('openssl', ['version']).error === undefined;
if (!openssl) console.warn('left out: the MQTT broker with TLS, for openssl is not installed');

/** A certificate for this machine that nobody signed but itself. */
async function makeCertificate(folder: string): Promise<{ certificate: string; key: string }> {
  const certificate = path.join(folder, 'certificate.pem');
  const key = path.join(folder, 'key.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '30'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', certificate]);
  return { certificate, key };
}

describe.skipIf(!openssl)('the broker inside with a certificate', () => {
  let folder: string;
  let tls: { certificate: string; key: string };
  let mqtt: Awaited<ReturnType<typeof openMqtt>>;
  let secret: string;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-mqtt-tls-'));
    tls = await makeCertificate(folder);
    mqtt = await openMqtt({ tls });
    secret = (await mqtt.streams.add(steward, readingsStream)).secret!;
    port = await mqtt.port();
  });
  afterAll(async () => {
    await mqtt?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const sign = () => ({ username: 'demo.meters', password: secret, protocolVersion: 4 as const, reconnectPeriod: 0 });
  const fingerprint = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      });
      socket.on('error', reject);
    });

  test('mqtt.js publishes over TLS when it trusts the certificate, and not else, nor in plain text', async () => {
    const ca = await readFile(tls.certificate);
    const client = await connectAsync(`mqtts://localhost:${port}`, { ...sign(), ca });
    await client.publishAsync('meters/tls/reading', reading(1), { qos: 1 });
    await client.endAsync();
    expect((await mqtt.drained('demo.meters')).accepted).toBe(1);
    await expect(connectAsync(`mqtts://localhost:${port}`, sign())).rejects.toThrow(/self.signed/i);
    const plain = connectSocket(port, '127.0.0.1');
    plain.on('error', () => {});
    let answered = Buffer.alloc(0);
    plain.on('data', (chunk) => {
      answered = Buffer.concat([answered, chunk]);
    });
    plain.write(Buffer.from([0x10, 14, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 60, 0, 2, 0x61, 0x62]));
    await new Promise((resolve) => plain.once('close', resolve));
    // An alert of TLS at most, no CONNACK.
    expect(answered[0]).not.toBe(0x20);
    await expect(connectAsync(`mqtts://localhost:${port}`, { ...sign(), ca, password: 'wrong' })).rejects.toThrow(
      /Not authorized/i,
    );
  });

  test.skipIf(!mosquittoPub)('mosquitto_pub publishes over TLS', async () => {
    const before = (await mqtt.drained('demo.meters')).accepted;
    const words = [
      '-h',
      'localhost',
      '-p',
      String(port),
      '-u',
      'demo.meters',
      '-P',
      secret,
      '-q',
      '1',
      '-V',
      'mqttv311',
    ];
    await run('mosquitto_pub', [...words, '--cafile', tls.certificate, '-t', 'meters/pub/reading', '-m', reading(2)]);
    expect((await mqtt.drained('demo.meters')).accepted).toBe(before + 1);
  });

  test('a renewed certificate is taken up; files that cannot be used are told and the last ones stay', async () => {
    const first = await fingerprint();
    await makeCertificate(folder);
    await expect.poll(fingerprint, { timeout: 20_000 }).not.toBe(first);
    const second = await fingerprint();
    await writeFile(tls.key, 'no key');
    const problem = async () => (await mqtt.streams.get(operator, 'demo.meters')).live?.problem?.zh ?? null;
    await expect.poll(problem, { timeout: 20_000 }).toMatch(/^MQTT 的证书或私钥文件无法使用/);
    expect(await fingerprint()).toBe(second);
    await makeCertificate(folder);
    await expect.poll(problem, { timeout: 20_000 }).toBeNull();
  });
});
