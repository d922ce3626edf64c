import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Standard } from '../standards/index.ts';
import {
  enterResidents,
  officer,
  openTestCatalogue,
  operator,
  residents,
  steward,
  stranger,
  type TestCatalogue,
} from './testing.ts';

/** Accepts what a preview showed. */
const accepting = ({ failing, revision }: { failing: number; revision: number }) => ({ failing, revision });

describe('following another version of a standard', () => {
  let test: TestCatalogue;
  let number = 0;
  let id: string;

  beforeAll(async () => {
    test = await openTestCatalogue();
  });
  afterAll(() => test.close());

  /** A dataset of 100 residents under version 1, and version 2 as it is changed. */
  async function twoVersions(change: (standard: Standard) => Standard) {
    id = `demo.residents-${++number}`;
    const first = { ...residents, id };
    await test.standards.publish(operator, first);
    const { snapshot } = await enterResidents(test, { id, owner: 'org_a' });
    const { standard } = await test.standards.publish(operator, change(first), { acceptBreaking: true });
    expect(standard.version).toBe(2);
    return snapshot;
  }
  const withField =
    (name: string, more: object) =>
    (standard: Standard): Standard => ({
      ...standard,
      fields: standard.fields.map((field) => (field.name === name ? { ...field, ...more } : field)),
    });

  it('shows which stored rows would fail, by rule, with examples', async () => {
    await twoVersions((standard) =>
      withField('district', { enum: ['南山区', '福田区'] })(withField('phone', { required: true })(standard)),
    );
    const preview = await test.catalogue.previewStandard(steward, id, {});
    expect(preview).toMatchObject({
      from: { version: 1 },
      to: { version: 2 },
      total: 100,
      checked: 100,
      possible: true,
    });
    const engine = test.lake.engine;
    const relation = (await test.lake.table(id).snapshot()).relation();
    const [truth] = await engine.rows<{ phones: number; districts: number; both: number }>(
      `SELECT count_if(phone IS NULL) AS phones, count_if(district = '罗湖区') AS districts,
        count_if(phone IS NULL OR district = '罗湖区') AS both FROM ${relation}`,
    );
    expect(preview.rules.map(({ field, rule, count }) => [field, rule, count]).sort()).toEqual([
      ['district', 'enum', truth!.districts],
      ['phone', 'required', truth!.phones],
    ]);
    expect(preview.failing).toBe(truth!.both);
    for (const { rule, examples } of preview.rules) {
      expect(examples).toHaveLength(5);
      for (const row of examples)
        expect(rule === 'enum' ? row['district'] : row['phone']).toBe(rule === 'enum' ? '罗湖区' : null);
    }
  });

  it('finds stored values of every type in order under the standard that they came by', async () => {
    await twoVersions((standard) => ({ ...standard, description: { zh: '另一句话', en: 'other words' } }));
    expect(await test.catalogue.previewStandard(steward, id, {})).toMatchObject({ failing: 0, rules: [] });
  });

  it('counts repeated keys, rules over fields, and fields that are new', async () => {
    await twoVersions((standard) => ({
      ...standard,
      key: ['district'],
      fields: [
        ...standard.fields,
        { name: 'source', title: { zh: '来源', en: 'Source' }, type: 'string', required: true },
      ],
      rules: [{ name: 'amount-small', check: 'amount < 1', message: { zh: '金额过大', en: 'too much' } }],
    }));
    const { rules, failing } = await test.catalogue.previewStandard(steward, id, {});
    const counts = Object.fromEntries(rules.map(({ rule, count, field }) => [`${field}:${rule}`, count]));
    expect(counts).toMatchObject({ 'district:unique': 100, 'source:required': 100 });
    expect(counts['amount:amount-small']).toBeGreaterThan(10);
    expect(failing).toBe(100);
  });

  it('migrates in one step what was previewed, and drops no row', async () => {
    const before = await twoVersions(withField('phone', { required: true }));
    const preview = await test.catalogue.previewStandard(steward, id, {});
    await expect(
      test.catalogue.changeStandard(steward, id, { failing: 0, revision: preview.revision }),
    ).rejects.toMatchObject({ code: 'catalogue.preview-stale', details: { failing: preview.failing } });
    const changed = await test.catalogue.changeStandard(steward, id, accepting(preview));
    expect(changed).toMatchObject({ standard: { id, version: 2 }, version: before.version, rows: 100 });
    expect((await test.lake.table(id).snapshot()).rows).toBe(100);
    expect((await test.catalogue.history(steward, id))[0]).toMatchObject({ action: 'follow-standard' });
    expect((await test.catalogue.followers(steward, id))[0]).toMatchObject({
      id,
      standardVersion: 2,
      mayMigrate: true,
    });
  });

  it('refuses a type that the table does not hold, and says which', async () => {
    await twoVersions(withField('amount', { type: 'string', min: undefined, unit: undefined }));
    const preview = await test.catalogue.previewStandard(steward, id, {});
    expect(preview).toMatchObject({
      possible: false,
      types: [{ field: 'amount', before: 'DECIMAL(18,2)', after: 'VARCHAR' }],
    });
    await expect(test.catalogue.changeStandard(steward, id, accepting(preview))).rejects.toMatchObject({
      code: 'catalogue.type-changed',
    });
  });

  it('is for those who may edit the dataset; others learn of followers only what the catalogue shows them', async () => {
    await twoVersions((standard) => ({ ...standard, cadence: 'weekly' }));
    for (const reader of [stranger, officer]) {
      await expect(test.catalogue.previewStandard(reader, id, {})).rejects.toMatchObject({ code: 'access.denied' });
      await expect(test.catalogue.changeStandard(reader, id, { failing: 0, revision: 1 })).rejects.toMatchObject({
        code: 'access.denied',
      });
    }
    expect(await test.catalogue.followers(stranger, id)).toMatchObject([{ id, mayMigrate: false }]);
    await test.catalogue.retire(operator, id);
    expect(await test.catalogue.followers(stranger, id)).toEqual([]);
  });

  it('lets no new dataset follow a retired standard', async () => {
    await twoVersions((standard) => ({ ...standard, cadence: 'weekly' }));
    await test.standards.retire(officer, id, { reason: '合并' });
    await expect(
      test.catalogue.createByStandard(steward, { id: `${id}-b`, owner: 'org_a', standard: id }),
    ).rejects.toMatchObject({ code: 'standards.retired' });
  });
});
