import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pullAll, testContext } from '../remote/testing.ts';
import { s3Connector } from './index.ts';
import { openTestBucket } from './testing.ts';

let bucket: Awaited<ReturnType<typeof openTestBucket>>;
beforeAll(async () => {
  bucket = await openTestBucket();
});
afterAll(() => bucket.close());
beforeEach(() => bucket.objects.clear());

const pull = (more: Record<string, unknown> = {}, secrets: Record<string, string> = { ...bucket.account }) =>
  pullAll(s3Connector, { ...bucket.settings(), ...more }, { secrets });

test('every request is signed as the other side checks it, whatever stands in prefix and key', async () => {
  const keys = ['送出 2026/订单+1 (副本).csv', "送出 2026/a'b!*~=&?#%41.csv", '送出 2026/下层/c d.csv'];
  for (const [index, key] of keys.entries()) bucket.objects.set(key, `id\n${index}\n`);
  bucket.objects.set('other/d.csv', 'id\n9\n');
  const { files, problem } = await pull({ prefix: '送出 2026/' });
  expect(problem).toBeNull();
  expect(files.map(({ text }) => text).sort()).toEqual(['id\n0\n', 'id\n1\n', 'id\n2\n']);
  expect(bucket.counts.refused).toBe(0);
});

test('more than a thousand keys are listed to their end', async () => {
  for (let key = 0; key < 2500; key++) bucket.objects.set(`in +/${key} 份.csv`, 'x');
  bucket.counts.listings = 0;
  const context = await testContext({ secrets: { ...bucket.account } });
  const probe = await s3Connector.probe({ ...bucket.settings(), prefix: 'in +/' }, context);
  await context.close();
  expect(probe.found.en).toContain('2500 files');
  expect(bucket.counts.listings).toBe(3);
});

test('a wrong key, an unknown one and another region are told as what they are, without the secret', async () => {
  const { accessKey, secretKey } = bucket.account;
  const wrong = await pull({}, { accessKey, secretKey: 'not-this-one' });
  expect(wrong.problem?.code).toBe('sources.credentials-refused');
  expect(wrong.problem?.text.zh).toContain('访问密钥不对');
  const unknown = await pull({}, { accessKey: 'AKIDNOBODY', secretKey });
  expect(unknown.problem?.text.zh).toContain('没有这个访问密钥 ID');
  const elsewhere = await pull({ region: 'us-east-1' });
  expect(elsewhere.problem?.text.zh).toContain('region');
  const clock = { now: () => new Date('2026-01-01T00:00:00Z') };
  const none = await pullAll(s3Connector, { ...bucket.settings(), anonymous: true }, { clock });
  expect(none.problem?.code).toBe('sources.remote-forbidden');
  for (const { problem } of [wrong, unknown, elsewhere, none])
    for (const text of [secretKey, 'not-this-one'])
      expect(JSON.stringify([problem, problem?.stack])).not.toContain(text);
});
