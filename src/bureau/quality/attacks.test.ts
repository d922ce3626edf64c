import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Standard } from '../standards/index.ts';
import type { Rule } from './schema.ts';
import { field, openTestQuality, operator, personOf, type TestQuality } from './testing.ts';

const wages: Standard = {
  id: 'health.wages',
  title: { zh: '工资', en: 'wages' },
  fields: [
    field('staff', 'integer'),
    field('ward', 'string'),
    field('wage', 'decimal', { sensitivity: 'personal' }),
    field('born', 'date', { sensitivity: 'personal' }),
  ],
};
const wards: Standard = {
  id: 'water.wards',
  title: { zh: '科室', en: 'wards' },
  fields: [field('ward', 'string'), field('staff', 'integer'), field('least', 'decimal')],
};
const rows = `SELECT i AS staff, CASE WHEN i % 2 = 0 THEN 'A' ELSE 'B' END AS ward, CAST(7000 + i * 111 AS DECIMAL(18,2)) AS wage,
  DATE '1980-01-01' + (i * 97)::INTEGER AS born FROM range(10) AS t(i)`;

const common = { severity: 'warning', deadlineDays: 5, title: { zh: '规则', en: 'a rule' } } as const;
const own = personOf('health', 'steward');
const foreign = personOf('water', 'steward');
const officer = personOf('water', 'officer');
const topWage: Rule = {
  ...common,
  id: 'health.top-wage',
  kind: 'reconciliation',
  dataset: 'health.wages',
  measure: { aggregate: 'max', field: 'wage' },
  by: [],
  against: { dataset: 'water.wards', measure: { aggregate: 'max', field: 'least' }, by: [] },
};

describe('a rule is no way to values that are hidden from a person', () => {
  let test: TestQuality;
  beforeAll(async () => {
    test = await openTestQuality();
    await test.put(wages, rows);
    await test.put(wards, `SELECT 'A' AS ward, 5::BIGINT AS staff, CAST(1 AS DECIMAL(18,2)) AS least`, 'water');
  });
  afterAll(() => test.close());
  const save = (who: typeof own, rule: object) => test.quality.rules.save(who, { rule });

  it.each<[string, object]>([
    ['an extreme', topWage],
    [
      'an extreme as the other side',
      {
        ...topWage,
        dataset: 'water.wards',
        measure: { aggregate: 'max', field: 'least' },
        against: { dataset: 'health.wages', measure: { aggregate: 'max', field: 'wage' }, by: [] },
      },
    ],
    [
      'groups by a value',
      {
        ...topWage,
        measure: { aggregate: 'count' },
        by: [{ field: 'born', step: 'day' }],
        against: { dataset: 'health.wages', measure: { aggregate: 'count' }, by: [{ field: 'born', step: 'day' }] },
      },
    ],
    [
      'a where of the first side',
      { ...common, id: 'x.w', kind: 'row-count', dataset: 'health.wages', max: 0, where: 'wage > 7900' },
    ],
    [
      'a where of the other side',
      {
        ...topWage,
        dataset: 'water.wards',
        measure: { aggregate: 'count' },
        against: { dataset: 'health.wages', measure: { aggregate: 'count' }, by: [], where: 'wage = 7333' },
      },
    ],
    [
      'a condition',
      { ...common, id: 'x.c', kind: 'expression', dataset: 'health.wages', check: 'staff != 3 or wage < 7300' },
    ],
    [
      'the newest day',
      { ...common, id: 'x.f', kind: 'freshness', dataset: 'health.wages', field: 'born', maxHours: 1 },
    ],
    [
      'a list of guesses',
      {
        ...common,
        id: 'x.r',
        kind: 'referential',
        dataset: 'health.wages',
        fields: ['wage'],
        references: { dataset: 'water.wards', fields: ['least'] },
      },
    ],
    [
      'guesses looked up there',
      {
        ...common,
        id: 'x.l',
        kind: 'referential',
        dataset: 'water.wards',
        fields: ['least'],
        references: { dataset: 'health.wages', fields: ['wage'] },
      },
    ],
  ])('not by %s', async (_, rule) => {
    // The officer may keep rules of everybody and reads the dataset with wages and birthdays masked.
    await expect(save(officer, rule)).rejects.toMatchObject({
      code: 'quality.rule-invalid',
      text: { zh: expect.stringMatching(/看不到 health\.wages 的“(wage|born)”原值/) },
    });
    await expect(save(foreign, { ...rule, owner: 'water' })).rejects.toMatchObject({
      text: { zh: expect.stringMatching(/看不到 health\.wages 的“(wage|born)”原值/) },
    });
  });

  it('tells neither figures nor rows of the owner’s rule to whoever sees its fields masked', async () => {
    await save(own, topWage);
    await test.quality.work.askRule(topWage.id);
    const secret = '7,999';
    const seen = await test.quality.rules.get(own, topWage.id);
    expect(JSON.stringify(seen)).toContain(secret);
    expect(seen.last!.facts).toMatchObject({ ours: 7999 });
    for (const reading of [
      await test.quality.rules.get(officer, topWage.id),
      await test.quality.rules.list(officer, { dataset: 'health.wages' }),
      await test.quality.examples(officer, topWage.id),
    ]) {
      const text = JSON.stringify(reading);
      expect(text).not.toContain(secret);
      expect(text).not.toContain('7999');
    }
    // The task is read by whoever works in the department, and by those who see all tasks.
    const [task] = (await test.operations.tasks.list(operator, { organisation: 'health' })).items;
    expect(task!.log[0]!.note).toContain('受限字段');
    expect(task!.log[0]!.note).not.toContain(secret);
    const high: Rule = {
      ...common,
      id: 'health.high',
      kind: 'expression',
      dataset: 'health.wages',
      check: 'wage < 7900',
    };
    await save(own, high);
    await test.quality.work.askRule(high.id);
    expect((await test.quality.examples(own, high.id)).rows).toMatchObject([{ staff: 9, wage: '7999.00' }]);
    const masked = await test.quality.examples(officer, high.id);
    expect(masked).toMatchObject({ rows: [], note: { zh: expect.stringContaining('脱敏') } });
    await test.quality.rules.remove(own, high.id);
  });

  it('is of the owner: others neither see, change nor delete it, nor learn that it is there', async () => {
    for (const attempt of [
      () => test.quality.rules.get(foreign, topWage.id),
      () => test.quality.rules.remove(foreign, topWage.id),
      () => test.quality.examples(foreign, topWage.id),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ status: 404 });
    }
    expect(await test.quality.rules.list(foreign, { dataset: 'health.wages' })).toEqual([]);
    const taken = { ...common, id: topWage.id, kind: 'row-count', dataset: 'water.wards', min: 1 };
    await expect(save(foreign, taken)).rejects.toMatchObject({ status: 403 });
    const other = { ...common, id: 'water.counted', kind: 'row-count', dataset: 'health.wages', min: 1 };
    await expect(save(foreign, other)).rejects.toMatchObject({ status: 403 });
    await expect(test.quality.startCheck(foreign, 'health.wages')).rejects.toMatchObject({ status: 403 });
    const reader = { ...own, scopes: ['datasets:read'] };
    await expect(save(reader, topWage)).rejects.toMatchObject({ status: 403 });
  });

  it('may turn in circles: each is asked once a version, and neither asks the other', async () => {
    const there: Rule = {
      ...common,
      id: 'water.there',
      kind: 'referential',
      dataset: 'water.wards',
      fields: ['ward'],
      references: { dataset: 'health.wages', fields: ['ward'] },
    };
    const back: Rule = {
      ...there,
      id: 'health.back',
      dataset: 'health.wages',
      references: { dataset: 'water.wards', fields: ['ward'] },
    };
    await save(operator, there);
    await save(operator, back);
    await test.put(wards, `SELECT 'B' AS ward, 5::BIGINT AS staff, CAST(1 AS DECIMAL(18,2)) AS least`, 'water');
    const { results } = await test.quality.work.check('water.wards');
    expect(results.map(({ rule }) => rule).sort()).toEqual(['health.back', topWage.id, 'water.there']);
    await test.quality.work.check('water.wards');
    expect((await test.quality.rules.get(operator, 'water.there')).results).toHaveLength(1);
    for (const id of ['water.there', 'health.back']) await test.quality.rules.remove(operator, id);
  });

  it.each<[string, string]>([
    [
      'aliases that multiply',
      `a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nid: [*c, *c, *c, *c]\n`,
    ],
    ['nesting without end', `id: ${'['.repeat(40_000)}`],
    ['maps without end', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['a tag that makes something else', 'id: !!js/function "function () { return 1 }"'],
    ['a merge of prototypes', '__proto__: { kind: referential }\nid: x.y\n'],
    ['two documents', 'id: a.b\n---\nid: a.c\n'],
    ['one key twice', 'id: a.b\nid: a.c\n'],
    ['nothing', ''],
  ])('is not read from YAML with %s', async (_, yaml) => {
    await expect(test.quality.rules.save(operator, { yaml })).rejects.toMatchObject({ code: 'quality.rule-invalid' });
  });

  it('of the greatest length is either told to be too much or asked', async () => {
    const long = (check: string): Rule => ({
      ...common,
      id: 'health.long',
      kind: 'expression',
      dataset: 'health.wages',
      check,
    });
    const terms = Array.from({ length: 250 }, () => 'staff < 99').join(' and ');
    await save(operator, long(terms));
    expect(await test.quality.work.askRule('health.long')).toMatchObject({ passed: true, total: 10 });
    for (const check of [
      `staff < ${Array.from({ length: 1900 }, () => '1').join('+')}`,
      `${'not '.repeat(900)}staff < 1`,
      `${'('.repeat(1900)}staff < 1${')'.repeat(1900)}`,
      `staff in (${Array.from({ length: 1300 }, (_, index) => index % 10).join(',')})`,
    ]) {
      const saved = await save(operator, long(check)).then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'quality.rule-invalid' });
          return false;
        },
      );
      if (saved) expect(await test.quality.work.askRule('health.long')).toMatchObject({ total: 10 });
    }
    await test.quality.rules.remove(operator, 'health.long');
  });

  it('shows the scoreboard of others to those alone who keep it for all', async () => {
    for (const measure of ['timeliness', 'completeness', 'validity', 'correction'] as const) {
      await expect(test.quality.scoreboard.rows(foreign, 'health', { measure })).rejects.toMatchObject({ status: 403 });
      expect((await test.quality.scoreboard.rows(officer, 'health', { measure })).organisation).toBe('health');
    }
    const board = await test.quality.scoreboard.board(foreign);
    expect(board.departments.map(({ organisation }) => organisation.id)).toEqual(['water']);
  });
});
