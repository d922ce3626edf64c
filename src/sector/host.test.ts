import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import Type from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Standard } from '../bureau/standards/index.ts';
import { anonymous, type Principal, systemPrincipal } from '../kernel/index.ts';
import {
  type AlertRule,
  type Analysis,
  defineAnalysis,
  defineSector,
  type Sector,
  type SectorContext,
} from './contract.ts';
import { checkSectors } from './declaration.ts';
import { createSectorHost, type SectorHost } from './host.ts';
import { sql } from './sql.ts';
import { openTestNeeds } from './testing.ts';

const text = (zh: string) => ({ zh, en: zh });
const readings: Standard = {
  id: 'test.readings',
  title: text('读数'),
  key: ['meter', 'day'],
  fields: [
    { name: 'meter', title: text('表'), type: 'string', required: true },
    { name: 'day', title: text('日'), type: 'date', required: true },
    { name: 'amount', title: text('量'), type: 'number' },
  ],
};
const totalStandard: Standard = {
  id: 'test.totals',
  title: text('合计'),
  key: ['meter'],
  fields: [
    { name: 'meter', title: text('表'), type: 'string', required: true },
    { name: 'total', title: text('合计'), type: 'number' },
    { name: 'days', title: text('天数'), type: 'integer' },
  ],
};
const totals = defineAnalysis({
  id: 'utilities.totals',
  title: text('合计'),
  formula: text('逐表求和'),
  source: 'a sum',
  inputs: { readings },
  parameters: Type.Object({ atLeast: Type.Number({ default: 0 }) }, { additionalProperties: false }),
  result: totalStandard,
  run: ({ inputs, parameters }) =>
    sql`SELECT meter, SUM(amount) AS total, COUNT(*) AS days FROM ${inputs.readings} WHERE amount >= ${parameters.atLeast} GROUP BY meter`,
});
const highest = defineAnalysis({
  id: 'utilities.highest',
  title: text('最大'),
  formula: text('取最大'),
  source: 'a maximum',
  inputs: { totals },
  parameters: Type.Object({}),
  result: {
    id: 'test.highest',
    title: text('最大'),
    key: ['place'],
    fields: [
      { name: 'place', title: text('地'), type: 'string', required: true },
      { name: 'total', title: text('量'), type: 'number' },
    ],
  },
  run: ({ inputs }) => sql`SELECT 'city' AS place, MAX(total) AS total FROM ${inputs.totals}`,
});
const rule: AlertRule = {
  id: 'utilities.leak',
  title: text('漏水'),
  deadline: null,
  task: text('查漏'),
  ownerOf: readings,
};

let context: SectorContext;
const seen: { dataset: string; version: number }[] = [];
const utilities = defineSector({
  id: 'utilities',
  title: text('水电'),
  standards: [readings],
  analyses: [totals, highest],
  alertRules: [rule],
  setup: (given) => {
    context = given;
    return { onVersion: [{ of: highest, run: async (version) => void seen.push(version) }] };
  },
});

describe('sector host', () => {
  let needs: Awaited<ReturnType<typeof openTestNeeds>>;
  let host: SectorHost;
  const analyst: Principal = { kind: 'person', id: 'person:a', organisation: 'data', roles: ['analyst'], scopes: null };

  beforeAll(async () => {
    needs = await openTestNeeds();
    host = createSectorHost([utilities], needs);
    await host.start();
    await needs.fill(
      readings,
      `SELECT 'M' || (i % 40) AS meter, DATE '2026-01-01' + CAST(i // 40 AS INTEGER) AS day, (i * 7919 % 1000) / 10.0 AS amount FROM range(40000) AS t(i)`,
    );
  });
  afterAll(() => needs.close());

  const contentHash = async (dataset: string, version: number) => {
    const { files } = await needs.lake.table(dataset).snapshot({ version });
    const hash = createHash('sha256');
    for (const file of files) hash.update(await readFile(file.location));
    return hash.digest('hex');
  };

  it('follows the chain of analyses to its end and then does the sector’s own work, once', async () => {
    await host.refresh('test.readings');
    expect(seen).toEqual([{ dataset: 'test.highest', version: 1 }]);
    const rows = await context.tables.rows<{ total: number }>(context.self, sql`SELECT total FROM ${highest}`);
    const [direct] = await needs.lake.engine.rows<{ total: number }>(
      `SELECT max(s) AS total FROM (SELECT sum(amount) AS s FROM ${(await needs.lake.table('test.readings').snapshot()).relation()} GROUP BY meter)`,
    );
    expect(rows[0]?.total).toBeCloseTo(direct!.total, 6);
  });

  it('writes nothing when inputs, parameters and SQL are the same, and the same bytes when it must write again', async () => {
    const first = await context.analyses.run(totals);
    expect(first).toMatchObject({ unchanged: true, version: 1, inputs: [{ dataset: 'test.readings', version: 1 }] });
    const other = await context.analyses.run(totals, { parameters: { atLeast: 50 } });
    expect(other).toMatchObject({ unchanged: false, version: 2, parameters: { atLeast: 50 } });
    // Two that begin together make one version.
    const [back, twin] = await Promise.all([context.analyses.run(totals), context.analyses.run(totals)]);
    expect(twin).toMatchObject({ unchanged: true, version: 3 });
    expect(back).toMatchObject({ unchanged: false, version: 3 });
    expect(await contentHash('test.totals', 3)).toBe(await contentHash('test.totals', 1));
    expect(await contentHash('test.totals', 2)).not.toBe(await contentHash('test.totals', 1));
  });

  it('enters a version that a crash left between the lake and the catalogue', async () => {
    const late = defineAnalysis({
      ...totals,
      id: 'utilities.late',
      result: { ...totalStandard, id: 'test.late' },
    } as Analysis);
    const sector = defineSector({ ...utilities, analyses: [late], alertRules: [], setup: () => ({}) });
    const dies = async () => {
      throw new Error('the process dies here');
    };
    const broken = createSectorHost([sector], { ...needs, catalogue: { ...needs.catalogue, recordVersion: dies } });
    await broken.start();
    await expect(broken.refresh('test.readings')).rejects.toThrow(/dies here/);
    expect((await needs.lake.table('test.late').snapshot()).version).toBe(1);
    expect((await needs.catalogue.find('test.late'))?.version).toBeNull();
    await createSectorHost([sector], needs).refresh('test.readings');
    expect(await needs.catalogue.find('test.late')).toMatchObject({ version: 1, status: 'published' });
  });

  it('keeps analysis, parameters and lineage with the version', async () => {
    const latest = await context.analyses.latest(totals);
    expect(latest).toMatchObject({ analysis: 'utilities.totals', version: 3, parameters: { atLeast: 0 } });
    const provenance = context.analyses.provenance(totals, latest!, 'meter=M1');
    expect(provenance).toEqual({
      analysis: 'utilities.totals',
      dataset: 'test.totals',
      version: 3,
      inputs: [{ dataset: 'test.readings', version: 1 }],
      formula: text('逐表求和'),
      source: 'a sum',
      filter: 'meter=M1',
    });
    const [row] = await needs.database.kysely
      .withTables<{
        catalogue_inputs: { dataset: string; version: number; kind: string; input: string; input_version: number };
      }>()
      .selectFrom('catalogue_inputs')
      .select(['kind', 'input', 'input_version'])
      .where('dataset', '=', 'test.totals')
      .where('version', '=', 3)
      .where('kind', '=', 'dataset')
      .execute();
    expect(row).toMatchObject({ kind: 'dataset', input: 'test.readings', input_version: 1 });
  });

  it('lets analysts run and others not, and refuses unknown analyses and wrong parameters', async () => {
    expect((await host.runAnalysis(analyst, 'utilities.totals')).version).toBe(3);
    await expect(host.runAnalysis(anonymous, 'utilities.totals')).rejects.toMatchObject({ status: 403 });
    await expect(host.runAnalysis(analyst, 'utilities.none')).rejects.toMatchObject({ code: 'kernel.not-found' });
    await expect(
      host.runAnalysis(analyst, 'utilities.totals', { parameters: { atLeast: 'viel' } }),
    ).rejects.toMatchObject({
      code: 'sector.invalid-parameters',
    });
    await expect(host.runAnalysis(analyst, 'utilities.totals', { parameters: { atleast: 3 } })).rejects.toMatchObject({
      code: 'sector.invalid-parameters',
    });
    expect((await host.listAnalyses(anonymous)).map(({ id, latest }) => [id, latest?.version])).toEqual([
      ['utilities.totals', 3],
      ['utilities.highest', 1],
    ]);
  });

  it('gives a result no more openness than its inputs, and reads it through the governed view', async () => {
    const closed: Standard = { ...readings, id: 'test.closed' };
    const secret = defineAnalysis({
      ...totals,
      id: 'utilities.secret',
      inputs: { readings: closed },
      result: { ...totalStandard, id: 'test.secret' },
    } as Analysis);
    let own: SectorContext | undefined;
    const other = createSectorHost(
      [
        defineSector({
          ...utilities,
          standards: [closed],
          analyses: [secret],
          alertRules: [],
          setup: (given) => {
            own = given;
            return {};
          },
        }),
      ],
      needs,
    );
    await other.start();
    await needs.fill(closed, `SELECT 'M1' AS meter, DATE '2026-01-01' AS day, 4 AS amount`, { openness: 'not-open' });
    await other.refresh('test.closed');
    expect(await needs.catalogue.find('test.secret')).toMatchObject({
      openness: 'not-open',
      owner: 'ecology',
      status: 'published',
    });
    await expect(own!.tables.rows(anonymous, sql`SELECT * FROM ${secret}`)).rejects.toMatchObject({ status: 404 });
    expect(await own!.tables.rows(own!.self, sql`SELECT meter FROM ${secret}`)).toEqual([{ meter: 'M1' }]);
    expect(await other.listAnalyses(anonymous)).toEqual([]);
    await expect(other.runAnalysis(anonymous, 'utilities.secret')).rejects.toMatchObject({ code: 'kernel.not-found' });
  });

  it('closes a result when an input is closed later, unless a person has opened it', async () => {
    const open: Standard = { ...readings, id: 'test.later' };
    const sums = defineAnalysis({
      ...totals,
      id: 'utilities.later',
      inputs: { readings: open },
      result: { ...totalStandard, id: 'test.later-totals' },
    } as Analysis);
    const other = createSectorHost(
      [defineSector({ ...utilities, standards: [open], analyses: [sums], alertRules: [], setup: () => ({}) })],
      needs,
    );
    await other.start();
    const row = (amount: number) => `SELECT 'M1' AS meter, DATE '2026-01-01' AS day, ${amount} AS amount`;
    const terms = async () => {
      const { openness, sharing, level } = (await needs.catalogue.find('test.later-totals'))!;
      return { openness, sharing, level };
    };
    const change = async (id: string, set: object) => {
      const { revision } = (await needs.catalogue.find(id))!;
      await needs.catalogue.update(systemPrincipal('person'), id, { revision, ...set });
    };
    await needs.fill(open, row(1));
    await other.refresh('test.later');
    expect(await terms()).toEqual({ openness: 'unconditional', sharing: 'unconditional', level: 'general-1' });
    await change('test.later', { openness: 'not-open', sharing: 'conditional', level: 'important' });
    await other.refresh('test.later');
    expect(await terms()).toEqual({ openness: 'not-open', sharing: 'conditional', level: 'important' });
    expect(await other.listAnalyses(anonymous)).toEqual([]);
    // Nothing to change, nothing written: the next run leaves the entry as it is.
    const { revision } = (await needs.catalogue.find('test.later-totals'))!;
    await other.refresh('test.later');
    expect((await needs.catalogue.find('test.later-totals'))!.revision).toBe(revision);
    await change('test.later-totals', { openness: 'conditional', level: 'general-2' });
    await needs.fill(open, row(2));
    await other.refresh('test.later');
    expect(await terms()).toEqual({ openness: 'conditional', sharing: 'conditional', level: 'general-2' });
  });

  it('refuses a result whose key is doubled, and writes nothing', async () => {
    const doubled = defineAnalysis({
      ...totals,
      id: 'utilities.doubled',
      result: { ...totalStandard, id: 'test.doubled' },
      run: ({ inputs }: { inputs: { readings: { relation: string } } }) =>
        sql`SELECT meter, amount AS total, 1 AS days FROM ${inputs.readings as never}`,
    } as unknown as Analysis);
    const other = createSectorHost(
      [defineSector({ ...utilities, analyses: [doubled], alertRules: [], setup: () => ({}) })],
      needs,
    );
    await other.start();
    await expect(other.refresh('test.readings')).rejects.toMatchObject({ code: 'sector.invalid-result' });
    expect(await needs.lake.table('test.doubled').exists()).toBe(false);
  });

  it('raises an alert with a task for the owner of a dataset, under declared rules alone', async () => {
    const alert = {
      subject: { id: 'M1', title: text('一号表') },
      title: text('漏'),
      severity: 'warning' as const,
      message: text('漏'),
      provenance: null,
    };
    await context.operations.raise(rule, alert);
    const [raised] = (await needs.operations.alerts.list(context.self)).items;
    expect(raised).toMatchObject({ cause: 'utilities.leak:M1', organisation: 'ecology', sector: 'utilities' });
    const task = await needs.operations.tasks.get(context.self, raised!.task!);
    expect(task.title.zh).toBe('一号表：查漏');
    await context.operations.end(rule, 'M1', text('好了'));
    expect((await needs.operations.alerts.get(context.self, raised!.id)).status).toBe('closed');
    await expect(context.operations.raise({ ...rule }, alert)).rejects.toMatchObject({
      code: 'sector.invalid-declaration',
    });
  });

  it('tells everything that is wrong with a declaration before anything starts', () => {
    const stranger: Standard = { ...readings, id: 'test.stranger' };
    const keyless = { ...totalStandard, id: 'test.keyless', key: [] };
    const bad: Sector = {
      ...utilities,
      standards: [readings, { ...readings }],
      analyses: [
        totals,
        defineAnalysis({
          ...totals,
          id: 'transit.totals',
          inputs: { stranger },
          result: keyless,
          source: ' ',
        } as Analysis),
      ],
      alertRules: [rule, rule],
    };
    expect(checkSectors([bad, utilities])).toEqual(
      expect.arrayContaining([
        'sector utilities is declared twice',
        'standard test.readings is declared twice',
        'analysis utilities.totals is declared twice',
        'alert rule utilities.leak is declared twice',
        'transit.totals does not start with utilities.',
        'transit.totals reads stranger (test.stranger), which no sector declares',
        'the result of transit.totals has no key',
        'transit.totals names no source',
      ]),
    );
    const inputs: Record<string, Analysis> = {};
    const loop = defineAnalysis({ ...highest, id: 'utilities.loop', inputs } as Analysis);
    inputs['totals'] = loop;
    expect(checkSectors([{ ...utilities, analyses: [totals, loop] }])).toContain('utilities.loop depends on itself');
    expect(() => createSectorHost([bad], needs)).toThrowError(/declared twice/);
    expect(checkSectors([utilities])).toEqual([]);
  });
});
