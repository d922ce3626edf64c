import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../src/app.ts';
import type { Database } from '../src/database/index.ts';
import { openTestDatabase } from '../src/database/testing.ts';
import { anonymous, type Finding, loadConfig, silentLog, systemPrincipal } from '../src/kernel/index.ts';
import { demoDatasets } from './datasets.ts';
import { readAccounts, type SeedResult, seedDemo, wantsDemo } from './index.ts';
import { demoRules } from './quality-rules.ts';
import { truthFile } from './seed.ts';

/** Share of the large files' rows; `LINGNAN_DEMO_SCALE=1` looks at all two million. */
const scale = Number(process.env['LINGNAN_DEMO_SCALE'] ?? 0.02);
const self = systemPrincipal('test');

describe('demo city', () => {
  let database: Database & { url: string };
  let folder: string;
  let app: App;
  let seeded: SeedResult;
  const steps: string[] = [];

  beforeAll(async () => {
    database = (await openTestDatabase()) as typeof database;
    folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-city-'));
    app = await openApp({ ...loadConfig({ LINGNAN_DATA: folder, PORT: '0' }), databaseUrl: database.url }, silentLog);
    expect(await wantsDemo(app)).toBe('begin');
    // Broken off after some files, as by Ctrl-C; the second call goes on from there.
    const abort = new AbortController();
    const broken = seedDemo(app, {
      log: silentLog,
      scale,
      signal: abort.signal,
      progress: ({ step }) => {
        steps.push(step.en);
        if (step.en === 'Collecting Public transport stops') abort.abort();
      },
    });
    await expect(broken).rejects.toThrow(/abort/i);
    expect(await wantsDemo(app)).toBe('go on');
    expect(await app.catalogue.find('health.clinics')).toBeNull();
    seeded = await seedDemo(app, { log: silentLog, scale, progress: ({ step }) => steps.push(step.en) });
  }, 600_000);
  afterAll(async () => {
    await app.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('comes in through collection, which finds exactly what was planted', async () => {
    expect(seeded.files.map(({ dataset }) => dataset)).toEqual(demoDatasets.map(({ id }) => id));
    for (const { dataset, run, rows, accepted, quarantined, truth } of seeded.files) {
      const found = await findingsOf(run!);
      // The value of a finding over several fields is all of them together; the rule and the row say enough.
      const told = found.map(({ row, field, rule, value }) => ({
        row,
        field,
        rule,
        value: field === null ? null : value,
      }));
      expect(told, dataset).toEqual(truth);
      expect([rows, quarantined], dataset).toEqual([accepted + quarantined, new Set(truth.map(({ row }) => row)).size]);
    }
    expect(JSON.parse(await readFile(truthFile(folder), 'utf8'))).toHaveLength(seeded.files.length);
  });

  async function findingsOf(run: string): Promise<Finding[]> {
    const page = (await app.collection.runs.findings(self, run, { limit: 100 })) as { items: Finding[] };
    return page.items;
  }

  it('changes nothing when it is seeded again', async () => {
    expect(await wantsDemo(app)).toBe('no');
    const versions = async () =>
      Promise.all(demoDatasets.map(async ({ id }) => (await app.catalogue.find(id))?.version));
    const before = await versions();
    const again = await seedDemo(app, { log: silentLog, scale });
    expect(await versions()).toEqual(before);
    expect(again.accounts).toEqual(seeded.accounts);
    expect(again.files.map(({ run }) => run)).toEqual(seeded.files.map(({ run }) => run));
    expect(steps.filter((step) => step === 'Collecting Districts')).toHaveLength(2);
  });

  it('has an account of each role, whose password and token work', async () => {
    const accounts = await readAccounts(app.config);
    expect(new Set(accounts.map(({ role }) => role))).toEqual(
      new Set(['steward', 'analyst', 'officer', 'auditor', 'administrator']),
    );
    expect(Object.keys(accounts[0]!)).toEqual(['email', 'password', 'role', 'organisation', 'token']);
    expect((await stat(path.join(folder, 'demo-accounts.json'))).mode & 0o777).toBe(0o600);
    for (const { token, organisation, role } of accounts) {
      const { principal } = await app.identity.authenticate({
        authorization: `Bearer ${token}`,
        method: 'GET',
        address: '127.0.0.1',
      } as never);
      expect(principal).toMatchObject({ kind: 'token', organisation, roles: [role] });
    }
    const { email, password } = accounts.find(({ role }) => role === 'officer')!;
    const session = await app.identity.signIn({ email, password, address: '127.0.0.1' } as never);
    expect(session).toBeTruthy();
  });

  it('shows its air, with an episode that calls for people', async () => {
    const [indicator] = await app.operations.indicators.list(anonymous);
    expect(indicator).toMatchObject({ id: 'government.air-quality', at: '2026-11-23T15:00:00.000Z' });
    expect(indicator!.places).toHaveLength(12);
    const alerts = (await app.operations.alerts.list(self, { status: ['open'] })).items;
    expect(alerts.length).toBeGreaterThan(0);
    for (const alert of alerts)
      expect(alert).toMatchObject({ organisation: 'pengcheng-ecology', sector: 'government' });
    const tasks = (await app.operations.tasks.list(self)).items;
    expect(tasks.map(({ alert }) => alert).sort()).toEqual(alerts.map(({ id }) => id).sort());
  });

  it('has rules that find what quarantine keeps from elsewhere, and one dataset that drifted', async () => {
    const failing = [];
    for (const { rule } of await app.quality.rules.list(self)) {
      const result = await app.quality.work.askRule(rule.id);
      if (!result!.passed) failing.push([rule.id, result!.broken]);
    }
    const expected = ['health.visit-clinic-known', 'safety.hydrants-all', 'utilities.reading-meter-known'];
    expect(failing.map(([id]) => id).sort()).toEqual(expected);
    // Each has its task, as anyone's failure has.
    for (const { rule, failure } of await app.quality.rules.list(self, { failing: true })) {
      const task = await app.operations.tasks.get(self, failure!.task);
      expect(task).toMatchObject({
        status: 'open',
        organisation: demoDatasets.find(({ id }) => id === rule.dataset)!.owner,
      });
    }
    // The city's days end where they end: no rule asks how old its values are, so none fails for the day of the start.
    expect(demoRules.filter((rule) => rule.kind === 'freshness' && rule.field !== undefined)).toEqual([]);
    const shown = await app.quality.examples(self, 'health.visit-clinic-known');
    // The clinics whose rows were planted wrong: 33 and 90 of the file, counted from 0.
    expect(shown.rows).toHaveLength(20);
    for (const row of shown.rows) expect(['C034', 'C091']).toContain(row['clinic_id']);
    const { drift } = await app.quality.check(self, 'safety.hydrants');
    expect(drift!.drifts.map(({ field, measure }) => `${field} ${measure}`)).toEqual(
      expect.arrayContaining(['pressure distribution', 'state new-categories']),
    );
  });

  it('lets citizens see what is open and nothing else', async () => {
    for (const { id, openness } of demoDatasets) {
      const resource = await app.catalogue.resource(id);
      expect(resource.status, id).toBe('published');
      expect(app.access.decide(anonymous, 'dataset:read', resource).allowed, id).toBe(openness === 'unconditional');
    }
  });

  it('shows each reader as much of a person as the reader may see, and no way around it', async () => {
    const accounts = await readAccounts(app.config);
    const reader = async (name: string) => {
      const { token } = accounts.find(({ email }) => email.startsWith(`${name}@`))!;
      const credentials = { authorization: `Bearer ${token}`, method: 'GET', address: '127.0.0.1' };
      return (await app.identity.authenticate(credentials as never)).principal;
    };
    const businesses = 'government.businesses';
    const owner = await reader('market');
    const [raw] = (await app.catalogue.records(owner, businesses, { limit: 1 })).records;
    const { phone, representative, credit_code: code } = raw as Record<string, string>;
    expect(phone).toMatch(/^1\d{10}$/);

    for (const other of [await reader('analyst'), await reader('water'), await reader('officer')]) {
      const page = await app.catalogue.records(other, businesses, { filter: `credit_code=${code}` });
      expect(page.records[0]).toMatchObject({
        phone: `${phone!.slice(0, 3)}****${phone!.slice(-4)}`,
        representative: `${representative![0]}***`,
      });
      for (const filter of [
        `phone=${phone}`,
        `phone~${phone!.slice(3, 7)}${phone!.slice(7)}`,
        `representative=${representative}`,
      ]) {
        expect((await app.catalogue.records(other, businesses, { filter })).records, filter).toEqual([]);
      }
      const sql = `select min(phone) as a, max(phone) as b, count(*) filter (phone = '${phone}') as n from ${businesses}`;
      const [found] = await app.catalogue.rows<{ a: string; b: string; n: number }>(other, sql);
      expect([found!.a, found!.b].every((text) => text.includes('****'))).toBe(true);
      expect(Number(found!.n)).toBe(0);
      const visits = await app.catalogue.records(other, 'health.visits', { limit: 1 });
      expect(visits.fields.find(({ name }) => name === 'visit_id')?.masked).toBe(true);
      expect(Object.keys(visits.records[0]!)).not.toContain('chapter');
      await expect(app.catalogue.rows(other, 'select chapter from health.visits')).rejects.toMatchObject({
        status: 400,
      });
    }

    const seen = await app.catalogue.records(anonymous, businesses, { limit: 1 });
    expect(seen.records[0]).toMatchObject({ credit_code: code });
    expect(Object.keys(seen.records[0]!).filter((name) => ['phone', 'representative'].includes(name))).toEqual([]);
    for (const options of [{ filter: `phone=${phone}` }, { sort: 'phone' }, { select: ['phone'] }]) {
      await expect(app.catalogue.records(anonymous, businesses, options)).rejects.toMatchObject({ status: 400 });
    }
    const profiled = (await app.catalogue.profile(anonymous, businesses)).columns.map(({ field }) => field);
    expect(profiled).not.toContain('phone');
  });
});
