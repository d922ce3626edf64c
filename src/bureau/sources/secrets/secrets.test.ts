import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPublic } from '../network/guarded-network.ts';
import { openTestSources, operator, type TestSources } from '../testing.ts';

const clear = 'clear-text-of-a-secret-0815';
let house: TestSources;
const logged: string[] = [];
beforeAll(async () => {
  house = await openTestSources({ log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }) });
});
afterAll(() => house.close());

test('a secret is sealed at rest and told nowhere', async () => {
  const url = 'http://localhost:1/x.csv';
  await house.declare({ type: 'http-file', url, signIn: { kind: 'bearer' } }, { secrets: { token: clear } });
  const round = await house.run();
  const source = await house.sources.get(operator, 'test.source');
  expect(source.secrets.find(({ name }) => name === 'token')).toMatchObject({ set: true });
  expect(JSON.stringify([round, source, await house.sources.list(operator)])).not.toContain(clear);
  expect(logged.join('')).not.toContain(clear);
  const { rows } = await sql<{ all: string }>`
    select string_agg(query_to_xml('select * from ' || table_name, true, false, '')::text, '') as all
    from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
  `.execute(house.database.kysely);
  expect(rows[0]!.all).toContain('test.source');
  expect(rows[0]!.all).not.toContain(clear);
  expect(rows[0]!.all).not.toContain(Buffer.from(clear).toString('base64'));
  const file = path.join(house.dataFolder, 'keys', 'secrets.key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readFile(file, 'utf8')).length).toBe(64);
});

test('addresses inside are told from public ones, in every form', () => {
  const inside = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
  ];
  for (const address of [
    ...inside,
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '::7f00:1',
    '64:ff9b:1::7f00:1',
    '4000::1',
    '169.254.169.254%1',
    'x',
  ])
    expect(isPublic(address), address).toBe(false);
  for (const address of ['114.114.114.114', '2400:3200::1', '::ffff:8.8.8.8'])
    expect(isPublic(address), address).toBe(true);
});
