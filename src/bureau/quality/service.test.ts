import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Standard } from '../standards/index.ts';
import type { Rule } from './schema.ts';
import { field, openTestQuality, operator, personOf, type TestQuality } from './testing.ts';

const clinics: Standard = {
  id: 'health.clinics',
  title: { zh: '医疗机构', en: 'clinics' },
  cadence: 'daily',
  key: ['clinic'],
  fields: [field('clinic', 'string'), field('beds', 'integer'), field('phone', 'phone', { sensitivity: 'personal' })],
};
const visits: Standard = {
  id: 'health.visits',
  title: { zh: '就诊记录', en: 'visits' },
  fields: [
    field('visit', 'integer'),
    field('clinic', 'string'),
    field('fee', 'decimal'),
    field('seen_at', 'datetime'),
    field('patient', 'phone', { sensitivity: 'personal' }),
  ],
};
const totals: Standard = {
  id: 'health.totals',
  title: { zh: '就诊汇总', en: 'totals' },
  fields: [field('clinic', 'string'), field('fee', 'decimal'), field('visits', 'integer')],
};

/** Ten visits over two clinics and one that is not there: C1 5 × 10.50, C2 3 × 20.00, C9 2 × 7.25. */
const visitRows = (
  strays: number,
) => `SELECT i AS visit, CASE WHEN i < 5 THEN 'C1' WHEN i < 10 - ${strays} THEN 'C2' ELSE 'C9' END AS clinic,
  CAST(CASE WHEN i < 5 THEN 10.5 WHEN i < 8 THEN 20 ELSE 7.25 END AS DECIMAL(18,2)) AS fee,
  TIMESTAMPTZ '2026-11-23 22:00:00+00' - to_hours(i) AS seen_at, '1380000000' || i AS patient FROM range(10) AS t(i)`;
const clinicRows = `SELECT * FROM (VALUES ('C1', 10::BIGINT, '13811112222'), ('C2', 20, '13811113333')) AS t(clinic, beds, phone)`;

const common = { severity: 'warning', deadlineDays: 5, title: { zh: '规则', en: 'a rule' } } as const;
const known: Rule = {
  ...common,
  id: 'health.clinic-known',
  kind: 'referential',
  dataset: 'health.visits',
  fields: ['clinic'],
  references: { dataset: 'health.clinics', fields: ['clinic'] },
};

describe('rules over datasets', () => {
  let test: TestQuality;
  const save = (rule: Rule) => test.quality.rules.save(operator, { rule });
  const ask = async (rule: Rule) => {
    await save(rule);
    return (await test.quality.work.askRule(rule.id))!;
  };
  beforeAll(async () => {
    test = await openTestQuality();
    await test.put(clinics, clinicRows);
    await test.put(visits, visitRows(2));
    await test.put(
      totals,
      `SELECT * FROM (VALUES ('C1', 52.5::DECIMAL(18,2), 5::BIGINT), ('C2', 61, 3), ('C3', 8, 1)) AS t(clinic, fee, visits)`,
    );
  });
  afterAll(() => test.close());

  it('finds values that another dataset lacks, and says so with the numbers', async () => {
    const result = await ask(known);
    expect(result).toMatchObject({ passed: false, total: 10, broken: 2 });
    expect(result.message.zh).toBe('“就诊记录”的 10 行中有 2 行（20%）的clinic在“医疗机构”中找不到。');
    expect(result.message.en).toBe('2 of 10 rows (20%) of visits have a clinic that is not in clinics.');
    expect(await ask({ ...known, id: 'health.mostly', allowedShare: 0.2 })).toMatchObject({ passed: true, broken: 2 });
  });

  it('compares totals by group, also of groups that one side lacks', async () => {
    const rule: Rule = {
      ...common,
      id: 'health.fees-agree',
      kind: 'reconciliation',
      dataset: 'health.visits',
      measure: { aggregate: 'sum', field: 'fee' },
      by: [{ field: 'clinic' }],
      against: { dataset: 'health.totals', measure: { aggregate: 'sum', field: 'fee' }, by: [{ field: 'clinic' }] },
    };
    // C1 52.50 = 52.50; C2 60 against 61; C9 14.50 against nothing; C3 nothing against 8.
    const result = await ask(rule);
    expect(result).toMatchObject({
      passed: false,
      total: 4,
      broken: 3,
      facts: { ours: 127, theirs: 121.5, worst: 14.5 },
    });
    expect(await ask({ ...rule, id: 'health.fees-near', tolerance: { absolute: 1 } })).toMatchObject({ broken: 2 });
    const shown = await test.quality.examples(operator, rule.id);
    expect(shown.rows).toEqual([
      { clinic: 'C9', ours: 14.5, theirs: 0, difference: 14.5 },
      { clinic: 'C3', ours: 0, theirs: 8, difference: -8 },
      { clinic: 'C2', ours: 60, theirs: 61, difference: -1 },
    ]);
  });

  it('groups instants by the day in China', async () => {
    // 22:00 UTC is 06:00 of the 24th in China; seven of the ten hours back fall on it.
    const result = await ask({
      ...common,
      id: 'health.days',
      kind: 'reconciliation',
      dataset: 'health.visits',
      measure: { aggregate: 'count' },
      by: [{ field: 'seen_at', step: 'day' }],
      against: {
        dataset: 'health.visits',
        measure: { aggregate: 'count-distinct', field: 'visit' },
        by: [{ field: 'seen_at', step: 'day' }],
      },
    });
    expect(result).toMatchObject({ passed: true, total: 2, broken: 0 });
  });

  it('knows bounds of rows, conditions on a row, and how old the newest event is', async () => {
    const rows: Rule = { ...common, id: 'health.rows', kind: 'row-count', dataset: 'health.visits', min: 11 };
    expect(await ask(rows)).toMatchObject({ passed: false, facts: { rows: 10 } });
    expect(await ask({ ...rows, id: 'health.few', min: 5, where: 'fee > 10' })).toMatchObject({
      passed: true,
      facts: { rows: 8 },
    });
    const check: Rule = {
      ...common,
      id: 'health.fee',
      kind: 'expression',
      dataset: 'health.visits',
      check: "fee < 20 or clinic = 'C1'",
    };
    expect(await ask(check)).toMatchObject({ passed: false, total: 10, broken: 3 });
    const fresh: Rule = {
      ...common,
      id: 'health.fresh',
      kind: 'freshness',
      dataset: 'health.visits',
      field: 'seen_at',
      maxHours: 3,
    };
    expect(await ask(fresh)).toMatchObject({ passed: true, facts: { hours: 3 } });
    expect((await ask({ ...fresh, id: 'health.fresher', maxHours: 2.9 })).message.en).toBe(
      'The newest seen_at of visits is 3 hours old, beyond the 2.9 hours that are asked.',
    );
  });

  it.each<[string, object, string]>([
    ['a kind that there is not', { kind: 'sql' }, 'kind'],
    ['a key too many', { sql: 'select 1' }, 'sql'],
    ['a field that is not there', { fields: ['doctor'] }, 'doctor'],
    ['types that do not compare', { fields: ['visit'] }, 'references.fields'],
    ['a dataset that is not there', { references: { dataset: 'health.none', fields: ['clinic'] } }, 'health.none'],
    ['a condition that is none', { where: 'clinic = ' }, 'where'],
    ['more than a condition', { where: 'clinic = 1; drop table x' }, 'where'],
    ['an owner who is nobody', { owner: 'nobody' }, 'nobody'],
    ['no deadline', { deadlineDays: 0 }, 'deadlineDays'],
  ])('refuses %s by name', async (_, change, named) => {
    await expect(
      test.quality.rules.save(operator, { rule: { ...known, id: 'health.bad', ...change } }),
    ).rejects.toMatchObject({
      code: 'quality.rule-invalid',
      text: { en: expect.stringContaining(named) },
    });
  });

  it('refuses groups that do not compare', async () => {
    const rule = {
      ...common,
      id: 'health.bad-groups',
      kind: 'reconciliation',
      dataset: 'health.visits',
      measure: { aggregate: 'count' },
      by: [{ field: 'seen_at', step: 'day' }],
      against: { dataset: 'health.totals', measure: { aggregate: 'count' }, by: [{ field: 'clinic' }] },
    };
    await expect(test.quality.rules.save(operator, { rule })).rejects.toMatchObject({
      text: { en: expect.stringContaining('against.by compares health.totals.clinic (VARCHAR)') },
    });
  });

  it('reads and writes YAML, and overwrites nobody', async () => {
    const state = await test.quality.rules.get(operator, known.id);
    expect(state.yaml).toMatch(
      /^id: health.clinic-known\ntitle:\n {2}zh: 规则\n {2}en: a rule\nkind: referential\ndataset:/,
    );
    expect((await save(known)).revision).toBe(state.revision);
    const again = await test.quality.rules.save(operator, { yaml: state.yaml });
    expect(again.revision).toBe(state.revision);
    const yaml = state.yaml.replace('deadlineDays: 5', 'deadlineDays: 6');
    await expect(test.quality.rules.save(operator, { yaml, revision: 7 })).rejects.toMatchObject({ status: 409 });
  });

  it('shows rows as the reader may see them, and lets nobody ask about values that are hidden from them', async () => {
    const owner = await test.quality.examples(personOf('health', 'steward'), known.id);
    expect(owner.rows.map((row) => row['patient'])).toEqual(['13800000008', '13800000009']);
    const officer = await test.quality.examples(personOf('water', 'officer'), known.id);
    expect(officer.rows.map((row) => row['patient'])).toEqual(['138****0008', '138****0009']);
    await expect(test.quality.examples(personOf('water', 'steward'), known.id)).rejects.toMatchObject({ status: 404 });
    const oracle: Rule = {
      ...common,
      id: 'health.oracle',
      kind: 'expression',
      dataset: 'health.visits',
      check: "patient != '13800000008'",
    };
    await expect(test.quality.rules.save(personOf('water', 'officer'), { rule: oracle })).rejects.toMatchObject({
      code: 'quality.rule-invalid',
    });
  });
});

describe('a failure', () => {
  it('opens one task, stays one, goes back in hand when it was called done too soon, and is closed by the version that passes', async () => {
    const test = await openTestQuality();
    await test.put(clinics, clinicRows);
    await test.put(visits, visitRows(2));
    await test.quality.rules.save(operator, { rule: known });
    const tasks = async () => (await test.operations.tasks.list(operator)).items;
    await test.quality.work.check('health.visits');
    await test.quality.work.check('health.visits');
    const [task, ...others] = await tasks();
    expect(others).toEqual([]);
    expect(task).toMatchObject({
      organisation: 'health',
      status: 'open',
      title: { zh: '数据质量：规则' },
      // Five working days after Tuesday 24 November.
      dueAt: '2026-12-01T15:59:59.999Z',
    });
    expect(task!.log[0]!.note).toContain('2 of 10 rows');
    expect(task!.log[0]!.note).toContain('Due by: the rule itself');

    await test.operations.tasks.change(operator, task!.id, { status: 'done' });
    await test.quality.work.check('health.visits');
    expect((await tasks())[0]!.status).toBe('done');
    test.pass(24);
    await test.put(visits, visitRows(1));
    await test.quality.work.check('health.visits');
    expect((await tasks()).map(({ id, status }) => [id, status])).toEqual([[task!.id, 'in-hand']]);

    const version = await test.put(visits, visitRows(0));
    const report = await test.quality.check(operator, 'health.visits');
    expect(report.results).toMatchObject([{ rule: known.id, passed: true }]);
    const [closed] = await tasks();
    expect(closed).toMatchObject({ id: task!.id, status: 'done' });
    expect(closed!.log.at(-1)!.note).toContain(`“就诊记录” v${version}`);

    await test.put(visits, visitRows(2));
    await test.quality.work.check('health.visits');
    expect(await tasks()).toHaveLength(2);
    await test.quality.rules.remove(operator, known.id);
    expect((await tasks()).map(({ status }) => status)).toEqual(['done', 'done']);
    await test.close();
  });

  it('of a rule without a deadline of its own is due by the law, as an officer has revised it', async () => {
    const test = await openTestQuality();
    await test.put(clinics, clinicRows);
    await test.put(visits, visitRows(2));
    const { deadlineDays: _, ...rule } = known;
    const fail = async (id: string) => {
      await test.quality.rules.save(operator, { rule: { ...rule, id } });
      await test.quality.work.check('health.visits');
      const { failure } = await test.quality.rules.get(operator, id);
      return test.operations.tasks.get(operator, failure!.task);
    };
    const first = await fail('health.first');
    expect(first.dueAt).toBe('2026-12-01T15:59:59.999Z');
    expect(first.log[0]!.note).toContain('《平台默认规则》（随软件提供）第一条');

    const { id, current } = await test.law.get(operator, 'quality.failure-mended');
    const { id: _id, ...body } = current!.rule;
    const revised = { ...body, length: { count: 2, unit: 'working-days' as const } };
    await test.law.save(operator, id, { body: revised, reason: '本局规定两个工作日', saved: 0 });
    expect((await fail('health.second')).dueAt).toBe('2026-11-26T15:59:59.999Z');
    await test.close();
  });

  it('is found by a job after each version, of either dataset', async () => {
    const test = await openTestQuality();
    await test.put(clinics, clinicRows);
    await test.put(visits, visitRows(0));
    await test.quality.rules.save(operator, { rule: known });
    await test.queue.start();
    test.pass(1);
    await test.put(clinics, `SELECT * FROM (${clinicRows}) AS c WHERE clinic = 'C1'`);
    await expect
      .poll(async () => (await test.quality.rules.list(operator, { failing: true })).length, { timeout: 40_000 })
      .toBe(1);
    expect((await test.quality.rules.get(operator, known.id)).last).toMatchObject({ broken: 5, total: 10 });
    await test.close();
  });
});
