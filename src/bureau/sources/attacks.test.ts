import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { silentLog, systemClock } from '../../kernel/index.ts';
import { createDuty } from './duty/duty.ts';
import { sourcesErrors } from './errors.ts';
import { placeOf } from './secrets/place.ts';
import { openTestSources, operator, residents, steward, stranger, type TestSources } from './testing.ts';

const secret = 'sealed-for-one-host-4711';

let house: TestSources;
let heard: (string | undefined)[] = [];
const servers: Server[] = [];

async function listener(): Promise<string> {
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization);
    response.end('id,phone,district,registered,amount\n1,,南山区,2020-01-01,1\n');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  house = await openTestSources();
  await house.allow('127.0.0.1');
});
afterAll(async () => {
  for (const server of servers) server.close();
  await house?.close();
});

describe('a secret that is sealed', () => {
  const at = (origin: string) => ({ type: 'http-file', url: `${origin}/x.csv`, signIn: { kind: 'bearer' } });

  test('goes to the host for which it was set, and to none that an editor names in its place', async () => {
    const [own, foreign] = [await listener(), await listener()];
    const source = await house.declare(at(own), { secrets: { token: secret } });
    heard = [];
    const moved = { ...at(own), url: `${own}/other.csv` };
    await house.sources.probeDraft(steward, { connector: moved, source });
    expect(heard).toEqual([`Bearer ${secret}`]);

    heard = [];
    await expect(house.sources.probeDraft(steward, { connector: at(foreign), source })).rejects.toMatchObject({
      code: sourcesErrors.secretMissing,
    });
    await house.declare(at(foreign));
    await expect(house.sources.probe(steward, source)).rejects.toMatchObject({ code: sourcesErrors.secretMissing });
    expect((await house.sources.get(steward, source)).secrets.map(({ set }) => set)).toEqual([false]);
    // And not when the source is led back either: whoever led it away may have been anybody.
    await house.declare(at(own));
    await house.run(source);
    expect(heard).toEqual([]);
  });

  test.each([
    [
      { type: 'sftp', host: 'a', port: 22 },
      { type: 'sftp', host: 'a', port: 2222 },
    ],
    [
      { type: 'postgresql', host: 'a' },
      { type: 'mysql', host: 'a' },
    ],
    [
      { type: 's3', endpoint: 'https://a' },
      { type: 's3', endpoint: 'https://b' },
    ],
    [
      { type: 'data-package', sftp: { host: 'a' } },
      { type: 'data-package', sftp: { host: 'b' } },
    ],
    [
      { type: 'data-package', sftp: { host: 'a' } },
      { type: 'data-package', url: 'http://b/x', sftp: { host: 'a' } },
    ],
    [
      { type: 'http-json', url: 'https://a/x' },
      { type: 'http-json', url: 'http://a/x' },
    ],
  ])('%j is another place than %j', (one, other) => expect(placeOf(one)).not.toBe(placeOf(other)));
});

test('a declaration and a preview say nothing of a dataset that is hidden from who asks', async () => {
  await house.dataset(residents, 'demo.hidden');
  const yaml = (dataset: string) =>
    JSON.stringify({ id: 'x.y', dataset, connector: { type: 'http-file', url: 'https://data.example.cn/x.csv' } });
  const told = async (dataset: string) =>
    JSON.stringify(await house.sources.check(stranger, yaml(dataset))).replaceAll(dataset, '…');
  expect(await told('demo.hidden')).toBe(await told('demo.nowhere'));
  expect((await house.sources.check(steward, yaml('demo.hidden'))).declaration).not.toBeNull();
});

test('nobody is called upon for uploads by another organisation', async () => {
  const duty = createDuty({ ...house, ask: house.sources.ask, clock: systemClock, log: silentLog });
  const schedule = { cadence: 'daily' } as const;
  await expect(duty.expectUploads(steward, residents.id, { owner: 'org_b', schedule })).rejects.toMatchObject({
    status: 403,
  });
  await expect(duty.expectUploads(operator, residents.id, { owner: 'org_b', schedule })).resolves.toMatchObject({
    owner: 'org_b',
  });
});
