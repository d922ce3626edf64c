import { Readable } from 'node:stream';
import { sql } from 'kysely';
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous } from '../../kernel/index.ts';
import { type OfferBody, OfferBodyShape } from './schema.ts';
import type { Contribution } from './service.ts';
import { openTestContribution, person, soundOffer, type TestContribution } from './testing.ts';

const officer = person('officer', 'officer', 'org_bureau');
const company = person('company', 'steward', 'org_company');
const rival = person('rival', 'steward', 'org_rival');
const administrator = person('administrator', 'administrator', 'org_bureau');
const signal = new AbortController().signal;

const body = soundOffer;
const upload = (text: string, name = 'sample.csv') => ({ name, stream: Readable.from([Buffer.from(text)]) });
const rows = (count: number, from = 1) =>
  `id,bikes\n${Array.from({ length: count }, (_, index) => `${from + index},${index % 30}`).join('\n')}\n`;

describe('offers of data', () => {
  let house: TestContribution;
  let contribution: Contribution;

  beforeAll(async () => {
    house = await openTestContribution();
    contribution = house.contribution;
  });
  afterAll(() => house.close());

  it('go from a stranger’s form to a dataset that credits and takes what is delivered', async () => {
    const { offer, secret } = await contribution.offer({ principal: anonymous }, body);
    const stranger = { principal: anonymous, secret };
    const sampled = await contribution.sendSample(stranger, offer.id, { upload: upload(rows(40)), signal });
    expect(sampled).toMatchObject({
      revision: 2,
      sample: { columns: ['id', 'bikes'], checked: 40, rejected: 0 },
      standard: { fields: [{ name: 'id' }, { name: 'bikes' }] },
    });
    const acceptance = { revision: 2, dataset: 'contributed.bike-racks', owner: 'org_bureau' };
    await expect(contribution.accept(officer, offer.id, { ...acceptance, revision: 1 })).rejects.toMatchObject({
      code: 'contribution.revision-conflict',
    });
    expect(await contribution.accept(officer, offer.id, acceptance)).toMatchObject({
      status: 'accepted',
      dataset: acceptance.dataset,
    });
    // Its standard came through the review: the officer approved what the contributor proposed.
    const [version] = await house.standards.history(sampled.standard!.id);
    expect(version).toMatchObject({ version: 1, reviewedBy: officer.id });
    expect(await contribution.credit(officer, acceptance.dataset)).toMatchObject({
      contributor: { name: body.contributor.name, licence: 'attribution' },
    });
    await expect(contribution.credit(anonymous, acceptance.dataset)).rejects.toMatchObject({ status: 404 });
    const { run } = await contribution.deliver(stranger, offer.id, { upload: upload(rows(100)), signal });
    await house.collection.execute(run);
    expect(await house.collection.runs.get(officer, run)).toMatchObject({ status: 'done', accepted: 100 });
    expect((await contribution.get(stranger, offer.id)).steps.map(({ action, by }) => [action, by])).toEqual([
      ['delivered', null],
      ['accepted', null],
      ['sampled', null],
      ['offered', null],
    ]);
  });

  it('are checked: credit code, phone, address, and what a script would need', async () => {
    const wrong = (change: Partial<OfferBody['contributor']>, more: Partial<OfferBody> = {}) =>
      contribution.offer(
        { principal: anonymous },
        { ...body, ...more, contributor: { ...body.contributor, ...change } },
      );
    for (const [attempt, field] of [
      [() => wrong({ creditCode: '91350211M000100Y44' }), 'creditCode'],
      [() => wrong({ creditCode: null }), 'creditCode'],
      [() => wrong({ phone: '123' }), 'phone'],
      [() => wrong({ email: 'a@b' }), 'email'],
      [() => wrong({}, { address: 'javascript:alert(1)' }), 'address'],
      [() => wrong({}, { address: 'https://example.org/"><script>' }), 'address'],
      [() => wrong({}, { address: 'file:///etc/passwd' }), 'address'],
      [() => wrong({}, { address: 'https://user:password@example.org/a.csv' }), 'address'],
      [() => wrong({}, { address: 'postgresql://reader:password@example.org/a' }), 'address'],
    ] as const) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'contribution.invalid',
        details: { findings: [expect.objectContaining({ field })] },
      });
    }
    expect((await wrong({ kind: 'citizens', creditCode: null })).offer.status).toBe('offered');
    expect(Value.Check(OfferBodyShape, { ...body, title: 'a\u0000b' })).toBe(false);
    expect(Value.Check(OfferBodyShape, { ...body, status: 'accepted' })).toBe(false);
    // What looks like markup is kept as the text it is.
    const { offer } = await contribution.offer({ principal: anonymous }, { ...body, title: '<b>停放点</b>' });
    expect(offer.body.title).toBe('<b>停放点</b>');
  });

  it('open to nobody without the secret, and tell nobody that they exist', async () => {
    const { offer, secret } = await contribution.offer({ principal: anonymous }, body);
    const other = await contribution.offer({ principal: anonymous }, body);
    const askers = [
      { principal: anonymous },
      { principal: anonymous, secret: '' },
      { principal: anonymous, secret: other.secret },
      { principal: anonymous, secret: `${secret.slice(0, -1)}!` },
      { principal: rival },
      { principal: administrator },
    ];
    for (const asker of askers) {
      for (const attempt of [
        () => contribution.get(asker, offer.id),
        () => contribution.change(asker, offer.id, body),
        () => contribution.withdraw(asker, offer.id),
        () => contribution.sendSample(asker, offer.id, { upload: upload(rows(3)), signal }),
        () => contribution.deliver(asker, offer.id, { upload: upload(rows(3)), signal }),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: 'kernel.not-found' });
      }
    }
    // What is stored does not open it: neither the hash nor anything else of the row.
    const stored = await sql<{ row: string }>`select contribution_offers::text as row from contribution_offers`.execute(
      house.database.kysely,
    );
    expect(stored.rows.some(({ row }) => row.includes(secret))).toBe(false);
    const hash = await sql<{
      hash: string;
    }>`select secret_hash as hash from contribution_offers where id = ${offer.id}`.execute(house.database.kysely);
    await expect(
      contribution.get({ principal: anonymous, secret: hash.rows[0]!.hash }, offer.id),
    ).rejects.toMatchObject({ code: 'kernel.not-found' });
  });

  it('are judged by an officer alone, and never by who made them', async () => {
    const { offer, secret } = await contribution.offer({ principal: company }, body);
    const judgement = { revision: 1, note: '请补充样本' };
    for (const principal of [company, rival, administrator, anonymous]) {
      for (const attempt of [
        () => contribution.sendBack(principal, offer.id, judgement),
        () => contribution.refuse(principal, offer.id, judgement),
        () => contribution.accept(principal, offer.id, { revision: 1, dataset: 'a.b', owner: 'org_bureau' }),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: 'access.denied' });
      }
    }
    await expect(
      contribution.accept(officer, offer.id, { revision: 1, dataset: 'a.b', owner: 'org_bureau' }),
    ).rejects.toMatchObject({ code: 'contribution.sample-missing' });
    expect(await contribution.sendBack(officer, offer.id, judgement)).toMatchObject({ status: 'returned' });
    await expect(contribution.refuse(officer, offer.id, judgement)).rejects.toMatchObject({
      code: 'contribution.state-conflict',
    });
    const chosen = { ...body, standard: 'transit.gtfs-stops' };
    expect(await contribution.change({ principal: company }, offer.id, chosen)).toMatchObject({
      status: 'offered',
      revision: 2,
      standard: { id: 'transit.gtfs-stops' },
    });
    const bad = 'stop_id,stop_lat,stop_lon\ns1,22.5,114.1\ns2,95,114.1\n';
    const sampled = await contribution.sendSample({ principal: anonymous, secret }, offer.id, {
      upload: upload(bad),
      signal,
    });
    expect(sampled.sample).toMatchObject({ checked: 2, rejected: 1 });
    expect(await contribution.refuse(officer, offer.id, { revision: 3, note: '坐标有误' })).toMatchObject({
      status: 'refused',
    });
    await expect(contribution.change({ principal: company }, offer.id, body)).rejects.toMatchObject({
      code: 'contribution.state-conflict',
    });
    const own = await contribution.offer({ principal: officer }, body);
    await expect(contribution.refuse(officer, own.offer.id, { revision: 1, note: '自己' })).rejects.toMatchObject({
      code: 'contribution.own-offer',
    });
    const listed = await contribution.list({ principal: company }, {});
    expect(listed.items.map(({ id }) => id)).toEqual([offer.id]);
    expect((await contribution.list({ principal: officer }, { status: 'refused' })).items).toHaveLength(1);
  });
});
