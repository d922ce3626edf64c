import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterResidents, openTestCatalogue, operator, residentRows, type TestCatalogue } from './testing.ts';

const id = 'demo.residents';

// Read by a scan, and from the copy of a large version.
describe.each([
  ['scanned', 1_000_000],
  ['copied', 10],
])('a compaction under a dataset, %s', (_name, minimumRows) => {
  let parts: TestCatalogue;
  beforeAll(async () => {
    parts = await openTestCatalogue({ minimumRows });
    const { table } = await enterResidents(parts, { count: 60 });
    const snapshot = await table.append(residentRows(40, 61));
    await parts.catalogue.recordVersion({ dataset: id, snapshot, operation: 'append' });
  });
  afterAll(() => parts.close());

  it('changes no version, difference, quality or page that somebody is turning', async () => {
    const { catalogue, lake } = parts;
    const look = async () => ({
      versions: await catalogue.versions(operator, id),
      diff: await catalogue.diff(operator, id, { from: 1, to: 2 }),
      quality: await catalogue.quality(operator, id),
      resource: await catalogue.resource(id),
    });
    const before = await look();
    const first = await catalogue.records(operator, id, { limit: 30 });
    await catalogue.settled();
    expect(await lake.table(id).compact({ sortBy: ['amount'] })).toMatchObject({ version: 2, logVersion: 3 });
    expect(await look()).toEqual(before);

    // The page goes on in the files in which it began; a new reading is of the same version in its new files.
    const second = await catalogue.records(operator, id, { limit: 30, cursor: first.next! });
    const third = await catalogue.records(operator, id, { limit: 100, cursor: second.next! });
    expect([first, second, third].map(({ version }) => version)).toEqual([2, 2, 2]);
    const turned = [...first.records, ...second.records, ...third.records].map((row) => Number(row['id']));
    expect(turned).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    const anew = await catalogue.records(operator, id, { limit: 100 });
    expect(anew.version).toBe(2);
    expect(anew.records.map((row) => Number(row['id'])).sort((a, b) => a - b)).toEqual(turned);
    expect(anew.records.map((row) => Number(row['id']))).not.toEqual(turned);
  });

  it('leaves the newest version and those of the retention readable when old files are gone', async () => {
    const { catalogue, lake } = parts;
    await lake.table(id).upkeep({ retainHours: 0, retainLogHours: 0 });
    expect((await lake.table(id).snapshot({ version: 2 })).files).toHaveLength(1);
    await expect(lake.table(id).snapshot({ logVersion: 2 })).rejects.toMatchObject({ code: 'lake.version-vacuumed' });
    expect((await catalogue.records(operator, id, { version: 2, limit: 100 })).records).toHaveLength(100);
    await expect(catalogue.diff(operator, id, { from: 1, to: 2 })).rejects.toMatchObject({
      code: 'lake.version-vacuumed',
    });
  });
});
