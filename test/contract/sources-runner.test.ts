import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestSite, type TestSite } from '../../src/bureau/sources/connectors/http/testing.ts';
import { openTestBucket } from '../../src/bureau/sources/connectors/s3/testing.ts';
import { openTestSftp, type TestSftp } from '../../src/bureau/sources/connectors/sftp/testing.ts';
import { openTestSources, operator, residents, type TestSources } from '../../src/bureau/sources/testing.ts';

const rows = (...ids: number[]) =>
  `id,phone,district,registered,amount\n${ids.map((id) => `${id},,南山区,2020-01-01,1`).join('\n')}\n`;
const said: string[] = [];
let site: TestSite;
let folder: TestSftp;
let bucket: Awaited<ReturnType<typeof openTestBucket>>;
let house: TestSources;
beforeAll(async () => {
  const log = pino({ level: 'trace' }, { write: (line: string) => void said.push(line) });
  [site, folder, bucket, house] = await Promise.all([
    openTestSite(),
    openTestSftp(),
    openTestBucket(),
    openTestSources({ log }),
  ]);
  await house.allow('127.0.0.1');
});
afterAll(() => Promise.all([site.close(), folder.close(), bucket.close(), house.close()]));

/** Collects twice, the second time nothing; then fails with another secret, which is told nowhere either. */
async function collected(
  connector: { type: string } & Record<string, unknown>,
  { secrets, wrong }: { secrets: Record<string, string>; wrong: Record<string, string> },
) {
  const id = `test.${connector.type}`;
  await house.declare(connector, { id, retries: 0, secrets });
  expect(await house.run(id)).toMatchObject({ status: 'done', problem: null });
  expect(await house.run(id)).toMatchObject({ status: 'unchanged', runs: [] });
  for (const [name, value] of Object.entries(wrong)) await house.sources.secrets.set(operator, id, name, value);
  const refused = await house.run(id);
  expect(refused).toMatchObject({ status: 'refused', problem: { code: 'sources.credentials-refused' } });
  const told = JSON.stringify([
    await house.sources.get(operator, id),
    await house.sources.list(operator),
    await house.sources.rounds.list(operator, id),
    said,
    await dump(),
  ]);
  for (const secret of [...Object.values(secrets), ...Object.values(wrong)]) expect(told).not.toContain(secret);
}

/** Every row of every table as text. */
async function dump(): Promise<string[]> {
  const { kysely } = house.database;
  const tables = await sql<{ name: string }>`
    select quote_ident(table_name) as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(kysely);
  const all: string[] = [];
  for (const { name } of tables.rows) {
    const found = await sql<{ line: string }>`select t::text as line from ${sql.raw(name)} as t`.execute(kysely);
    all.push(...found.rows.map(({ line }) => line));
  }
  expect(all.length).toBeGreaterThan(10);
  return all;
}

test('a JSON API of several pages behind a token', async () => {
  site.on('/items', (request, response) => {
    if (request.headers['x-key'] !== 'json-token-0815') return void response.writeHead(401).end('json-token-0815');
    const page = Number(new URL(request.url!, 'http://site').searchParams.get('page'));
    const items = page > 2 ? [] : [{ id: page, district: '南山区', registered: '2020-01-01', amount: 1 }];
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ items }));
  });
  const settings = {
    url: site.at('/items'),
    items: 'items',
    paging: { kind: 'page', parameter: 'page' },
    signIn: { kind: 'header', name: 'X-Key' },
  };
  await collected(
    { type: 'http-json', ...settings },
    { secrets: { token: 'json-token-0815' }, wrong: { token: 'json-other-4711' } },
  );
  expect(await house.rows(residents.id)).toHaveLength(2);
});

test('a bucket that checks signatures', async () => {
  bucket.objects.set('送出/订单 1+.csv', rows(11));
  bucket.objects.set('送出/订单 2.csv', rows(12));
  const secrets = { ...bucket.account, secretKey: bucket.account.secretKey };
  await collected(
    { type: 's3', ...bucket.settings(), prefix: '送出/' },
    {
      secrets: { secretKey: secrets.secretKey, accessKey: secrets.accessKey },
      wrong: { secretKey: 'bucket-other-4711' },
    },
  );
});

test('a folder of an SFTP server', async () => {
  folder.put('a.csv', rows(21), 1_700_000_000);
  await collected(
    { type: 'sftp', ...folder.settings() },
    { secrets: { password: 'correct-horse' }, wrong: { password: 'wrong-horse-4711' } },
  );
});
