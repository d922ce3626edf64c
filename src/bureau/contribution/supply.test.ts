import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous } from '../../kernel/index.ts';
import type { OfferBody } from './schema.ts';
import { openTestContribution, person, soundOffer, type TestContribution } from './testing.ts';

const officer = person('officer', 'officer', 'org_bureau');
const steward = person('steward', 'steward', 'org_bureau');
const signal = new AbortController().signal;
const sample = 'id,bikes\n1,20\n2,30\n3,0\n';
let number = 0;

describe('the supply of an accepted offer', () => {
  let house: TestContribution;
  beforeAll(async () => {
    house = await openTestContribution();
  });
  afterAll(async () => {
    await house.duty.stop();
    await house.close();
  });

  /** Offers with a sample and has an officer accept it. */
  async function accepted(change: Partial<OfferBody>) {
    const { contribution } = house;
    const { offer, secret } = await contribution.offer({ principal: anonymous }, { ...soundOffer, ...change });
    const asker = { principal: anonymous, secret };
    const upload = { name: 'sample.csv', stream: Readable.from([Buffer.from(sample)]) };
    const { revision } = await contribution.sendSample(asker, offer.id, { upload, signal });
    const dataset = `contributed.bikes-${++number}`;
    return {
      asker,
      dataset,
      offer: await contribution.accept(officer, offer.id, { revision, dataset, owner: 'org_bureau' }),
    };
  }

  it('by files is a duty to upload, by the cadence that was offered; at no fixed time it is none', async () => {
    const { offer, dataset } = await accepted({ cadence: 'weekly' });
    expect(offer.supply).toEqual({ by: 'file', state: 'waiting', source: null });
    const irregular = await accepted({ cadence: 'irregular' });
    await house.duty.tick();
    const range = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) };
    const { items } = await house.duty.calendar(steward, range);
    expect(items.find((item) => item.dataset === dataset)).toMatchObject({ kind: 'dataset', owner: 'org_bureau' });
    expect(items.find((item) => item.dataset === irregular.dataset)).toBeUndefined();
  });

  it('by a public address is a source that collects at once, scheduled, and credits its contributor', async () => {
    const server = createServer((_, answer) => answer.end('id,bikes\n1,7\n2,8\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    // An address of this machine is one that no stranger may have fetched: an officer allows it, as a test server.
    const address = `http://127.0.0.1:${port}/bikes.csv`;
    const refused = await accepted({ address });
    const source = refused.offer.supply!.source!.id;
    expect(refused.offer.supply).toMatchObject({ by: 'address', state: 'collecting' });
    await house.queue.start();
    const ended = (id: string) =>
      expect.poll(async () => (await house.sources.get(steward, id)).lastRound?.status, { timeout: 20_000 });
    await ended(source).toBe('refused');
    expect((await house.sources.get(steward, source)).lastRound?.problem?.code).toBe('sources.host-not-allowed');
    await house.allow('127.0.0.1');
    const { offer, dataset } = await accepted({ address, cadence: 'hourly' });
    await ended(offer.supply!.source!.id).toBe('done');
    server.close();
    expect(await house.rows(dataset)).toMatchObject([{ bikes: 7 }, { bikes: 8 }]);
    const declared = await house.sources.get(steward, offer.supply!.source!.id);
    expect(declared.declaration).toMatchObject({ dataset, owner: 'org_bureau', schedule: { cadence: 'hourly' } });
    expect(await house.contribution.credit(officer, dataset)).toMatchObject({
      contributor: { name: soundOffer.contributor.name },
    });
  });

  it('by an address that says too little waits for an officer, who completes it with its secrets', async () => {
    const { asker, offer, dataset } = await accepted({ address: 'sftp://reader@files.example.org:2222/out' });
    const { supply } = offer;
    expect(supply).toMatchObject({ state: 'prepared', source: { secrets: [] } });
    // The contributor learns how it stands, and nothing of the source.
    expect((await house.contribution.get(asker, offer.id)).supply).toEqual({
      by: 'address',
      state: 'prepared',
      source: null,
    });
    const { yaml } = supply!.source!;
    expect(yaml).toContain('port: 2222');
    const complete = (principal: typeof officer, text: string, secrets?: Record<string, string>) =>
      house.contribution.completeSource(principal, offer.id, { yaml: text, ...(secrets ? { secrets } : {}) });
    await expect(complete(officer, yaml)).rejects.toMatchObject({ code: 'sources.declaration-wrong' });
    const whole = yaml.replace('hostKey: ""', `hostKey: SHA256:${'A'.repeat(43)}`);
    await expect(complete(steward, whole)).rejects.toMatchObject({ code: 'access.denied' });
    const other = await house.dataset({ ...(await house.standards.get(offer.standard!.id)), id: 'test.other' });
    for (const foreign of [whole.replace(dataset, other), whole.replace(supply!.source!.id, 'test.elsewhere')]) {
      await expect(complete(officer, foreign)).rejects.toMatchObject({ code: 'contribution.source-foreign' });
    }
    expect((await complete(officer, whole)).supply).toMatchObject({ state: 'paused' });
    const done = await complete(officer, whole, { password: 'p4ssw0rd-of-the-host' });
    expect(done.supply).toMatchObject({ state: 'collecting' });
    expect(done.supply!.source!.secrets.find(({ name }) => name === 'password')).toMatchObject({ set: true });
    expect(JSON.stringify(done)).not.toContain('p4ssw0rd-of-the-host');
    expect(done.steps[0]).toMatchObject({ action: 'source-completed', by: officer.id });
  });

  it('is prepared from addresses of stores and databases, without a password', async () => {
    for (const [address, connector] of [
      ['s3://open-data/outgoing/', { state: 'prepared', type: 's3', part: 'bucket: "open-data"' }],
      [
        'postgresql://reader@db.example.org/permits/licences',
        { state: 'paused', type: 'postgresql', part: 'licences' },
      ],
      ['mysql://db.example.org/permits', { state: 'prepared', type: 'mysql', part: 'database: "permits"' }],
    ] as const) {
      const { supply } = (await accepted({ address })).offer;
      expect(supply).toMatchObject({ by: 'address', state: connector.state });
      expect(supply!.source!.yaml).toContain(`type: "${connector.type}"`);
      expect(supply!.source!.yaml).toContain(connector.part);
    }
  });
});
