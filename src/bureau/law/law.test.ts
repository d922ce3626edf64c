import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from '../../database/testing.ts';
import {
  anonymous,
  type CommandOutput,
  type Principal,
  type Role,
  silentLog,
  systemClock,
} from '../../kernel/index.ts';
import { createAccess } from '../access/index.ts';
import { type Audit, createAudit } from '../audit/index.ts';
import { lawCommands } from './commands.ts';
import { readDay, readExtended, readPauses, readStart } from './read-case.ts';
import { lawRoutes } from './routes.ts';
import { type RuleBody, type RuleList, RuleListShape } from './rules-schema.ts';
import { createLaw, type Law } from './service.ts';

const person = (role: Role): Principal => ({
  kind: 'person',
  id: `person_${role}`,
  organisation: 'org_bureau',
  roles: [role],
  scopes: null,
});
const officer = person('officer');
const steward = person('steward');
const day = (text: string) => readStart(text);

describe('the law engine on a database', () => {
  let law: Law;
  let audit: Audit;
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'law-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const database = await openTestDatabase();
    closers.push(() => database.close());
    audit = createAudit({ database, clock: systemClock, config: { dataFolder: folder }, log: silentLog });
    closers.push(() => audit.close());
    const access = createAccess({ clock: systemClock, pseudonymKey: Buffer.alloc(32) });
    law = createLaw({ database, access, audit, config: { region: '440300' }, clock: systemClock });
  });
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  const bodyOf = async (id: string): Promise<RuleBody> => {
    const { id: _, ...body } = (await law.get(officer, id)).revisions[0]!.rule;
    return body;
  };

  test('everyone may read it, and asks by id or by matter', async () => {
    const byId = await law.due(anonymous, 'cn.sharing.conditional-reply', day('2026-09-28'), {});
    expect(byId).toMatchObject({
      rule: 'cn.sharing.conditional-reply',
      from: '2026-09-28',
      due: '2026-10-16',
      dueAt: '2026-10-16T15:59:59.999Z',
      days: 10,
      kind: 'working',
      instrument: '政务数据共享条例',
      article: '第二十一条第一款',
      verified: true,
      announced: true,
    });
    expect(await law.due(anonymous, 'sharing.conditional-reply', day('2026-09-28'), {})).toEqual(byId);
    const list = await law.list(anonymous, {});
    expect(list.may.edit).toBe(false);
    expect(list.items.every(({ rule }) => ['000000', '440000', '440300'].includes(rule.jurisdiction))).toBe(true);
    expect(list.items.find(({ rule }) => rule.id === 'gd.scope.public-data')?.displacedBy).toBe('sz.scope.public-data');
    const all = await law.list(anonymous, { everywhere: true });
    expect(all.items.map(({ rule }) => rule.id)).toContain('gz.sharing.conditional-reply');
  });

  test('refuses what the rule does not provide for', async () => {
    const asked = (rule: string, from: string, terms = {}) =>
      law.due(anonymous, rule, day(from), terms).then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
    expect(await asked('cn.sharing.nothing', '2026-09-28')).toBe('law.unknown-rule');
    expect(await asked('sharing.conditional-reply', '2025-07-31')).toBe('law.not-in-force');
    expect(await asked('cn.sharing.conditional-reply', '2025-07-31')).toBe('law.not-in-force');
    expect(await asked('cn.classification.levels', '2026-09-28')).toBe('law.no-period');
    expect(await asked('cn.incident.report', '2026-09-28')).toBe('law.moment-needed');
    expect(await asked('cn.incident.report', '2026-09-28T09:30')).toBe('done');
    expect(await asked('cn.sharing.delivery', '2026-09-28', { extended: true })).toBe('law.invalid-extension');
    expect(await asked('cn.sharing.conditional-reply', '2026-09-28', { extended: 11 })).toBe('law.invalid-extension');
    expect(await asked('cn.registration.renewal', '2028-01-10', { pauses: readPauses('2027-12-01..') })).toBe(
      'law.invalid-pause',
    );
  });

  test('an officer revises a rule; cases begun before keep the old length; all of it is recorded', async () => {
    const id = 'cn.sharing.delivery';
    const body: RuleBody = {
      ...(await bodyOf(id)),
      length: { count: 15, unit: 'working-days' },
      from: '2026-11-01',
      note: { zh: '按本市办法缩短', en: 'Shortened by the city' },
    };
    const change = { body, reason: '市政府要求提速', saved: 0 };
    await expect(law.save(steward, id, change)).rejects.toMatchObject({ code: 'access.denied' });
    await expect(law.save(anonymous, id, change)).rejects.toMatchObject({ code: 'access.denied' });
    const history = await law.save(officer, id, change);
    expect(history).toMatchObject({ saved: 1, current: { origin: 'officer', revision: 1, by: officer.id } });
    expect(history.revisions).toHaveLength(2);
    expect((await law.get(anonymous, id)).current).toMatchObject({ revision: 1, by: null });

    expect(await law.due(anonymous, id, day('2026-10-30'), {})).toMatchObject({ days: 20, revision: null });
    expect(await law.due(anonymous, id, day('2026-11-02'), {})).toMatchObject({ days: 15, revision: 1 });
    // Who has not read the newest revision overwrites nothing, also when two save at once.
    await expect(law.save(officer, id, change)).rejects.toMatchObject({ code: 'law.changed-meanwhile' });
    const both = await Promise.allSettled([1, 2].map(() => law.save(officer, id, { ...change, saved: 1 })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);

    await audit.flush();
    const events = (await audit.list({ action: 'law.revised' })).items;
    expect(events).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ actor: officer.id, target: `law:${id}`, details: { reason: change.reason } });
  });

  test('a rule of the city’s own takes the nation’s place, and unsound ones are refused', async () => {
    const id = 'sz.sharing.correction';
    const body: RuleBody = {
      ...(await bodyOf('cn.sharing.correction')),
      jurisdiction: '440300',
      length: { count: 5, unit: 'working-days' },
      from: '2026-01-01',
    };
    const save = (over: Partial<RuleBody>) =>
      law.save(officer, id, { body: { ...body, ...over }, reason: '本市规定', saved: 0 });
    const invalid = { code: 'law.invalid-rule' };
    await expect(save({ jurisdiction: '310000' })).rejects.toMatchObject(invalid);
    await expect(save({ until: '2025-01-01' })).rejects.toMatchObject(invalid);
    await expect(save({ from: '2020-01-01' })).rejects.toMatchObject(invalid);
    await expect(save({ starts: null })).rejects.toMatchObject(invalid);
    await expect(save({ length: null, extension: { count: 1, unit: 'months', times: 1 } })).rejects.toMatchObject(
      invalid,
    );
    await expect(save({ from: '2026-02-30' })).rejects.toMatchObject({ code: 'law.invalid-day' });
    await save({});
    expect((await law.of('sharing.correction', '2026-03-02'))?.rule.id).toBe(id);
    expect(await law.dueAt('sharing.correction', new Date('2026-03-02T02:00:00Z'))).toMatchObject({
      rule: id,
      due: '2026-03-09',
    });
    // What it is about and where it holds stays.
    await expect(
      law.save(officer, id, { body: { ...body, matter: 'sharing.delivery' }, reason: '改事项', saved: 1 }),
    ).rejects.toMatchObject(invalid);
  });

  test('the house’s own rules are revised like others, but keep a period and have no end', async () => {
    const id = 'house.collection.missed-mended';
    const matter = 'collection.missed-mended';
    // A Friday.
    const raised = new Date('2026-11-20T02:00:00Z');
    expect(await law.deadline(matter, raised)).toEqual({
      dueAt: new Date('2026-11-23T15:59:59.999Z'),
      note: '时限依据：《平台默认规则》（随软件提供）第二条 Due by: The platform’s defaults (as brought by the software), Article 2',
    });
    const body = await bodyOf(id);
    const save = (over: Partial<RuleBody>) =>
      law.save(officer, id, { body: { ...body, ...over }, reason: '本局规定', saved: 0 });
    for (const over of [{ length: null }, { until: '2030-01-01' }, { direction: 'before' as const }]) {
      await expect(save(over)).rejects.toMatchObject({ code: 'law.invalid-rule' });
    }
    await save({ length: { count: 8, unit: 'hours' }, from: '2026-11-20' });
    expect((await law.deadline(matter, raised)).dueAt).toEqual(new Date('2026-11-20T10:00:00Z'));
    expect((await law.deadline(matter, new Date('2026-11-19T02:00:00Z'))).dueAt.toISOString()).toContain('2026-11-20');
  });

  test('routes: shapes hold, and bad ids and days are told', async () => {
    const routes = lawRoutes(law);
    const route = (method: string, suffix: string) =>
      routes.find((found) => found.method === method && found.path === `/law/${suffix}`)!;
    const ask = (found: (typeof routes)[number], parts: object) =>
      found.handle({ principal: anonymous, parameters: {}, query: {}, body: {}, ...parts } as never);
    const list = (await ask(route('GET', 'rules'), {})) as RuleList;
    expect([...Value.Errors(RuleListShape, list)]).toEqual([]);
    expect(await ask(route('GET', 'rules/{id}'), { parameters: { id: 'sharing.delivery' } })).toMatchObject({
      id: 'cn.sharing.delivery',
    });
    const query = {
      rule: 'cn.sharing.conditional-reply',
      from: '2026-09-28',
      pause: '2026-10-09..2026-10-12',
      extended: 'true',
    };
    const due = await ask(route('GET', 'due'), { query });
    expect(due).toMatchObject({ due: '2026-11-04', pausedDays: 4, extended: 10 });
    const found = route('GET', 'due');
    expect([...Value.Errors(found.response!, due)]).toEqual([]);
    for (const bad of [
      'x',
      '../../etc/passwd',
      "cn.a'; drop table law_revisions",
      'CN.SHARING',
      'a.b.c.d.e.f',
      '__proto__',
    ]) {
      expect(Value.Check(found.query!, { ...query, rule: bad }), bad).toBe(false);
    }
    await expect(
      Promise.resolve().then(() => ask(found, { query: { ...query, from: '2026-02-30' } })),
    ).rejects.toMatchObject({
      code: 'law.invalid-day',
    });
    expect(routes.map(({ method, audience }) => `${method} ${audience}`)).toEqual([
      'GET anyone',
      'GET anyone',
      'PUT signed-in',
      'GET anyone',
    ]);
  });

  test('commands: due, list, show', async () => {
    const run = async (name: string, given: string[], options: Record<string, string | boolean> = {}) => {
      const results: unknown[] = [];
      const lines: string[] = [];
      const output = {
        json: true,
        result: (value: unknown) => results.push(value),
        line: (text: string) => lines.push(text),
        table: (_: string[], rows: unknown[]) => lines.push(`${rows.length} rows`),
        progress: () => {},
        signal: new AbortController().signal,
      } as unknown as CommandOutput;
      const command = lawCommands.find(({ path: words }) => words[1] === name)!;
      const code = await command.run({ law }, { arguments: given, options }, output);
      return { code, result: results[0] as never, lines };
    };
    const due = await run('due', ['sharing.conditional-reply'], { from: '2026-09-28', extended: true });
    expect(due).toMatchObject({ code: 0, result: { due: '2026-10-30', days: 20, kind: 'working' } });
    expect(due.lines.join('\n')).toContain('第二十一条第一款');
    const standing = await run('due', ['sharing.conditional-reply'], { from: '2026-09-28', pause: '2026-10-09..' });
    expect(standing).toMatchObject({ result: { due: null, left: 7 } });
    expect(standing.lines.join('\n')).toContain('停止计算');
    const unknown = await run('due', ['cn.sharing.delivery'], { from: '2030-03-01' });
    expect(unknown).toMatchObject({ result: { announced: false, unannouncedYears: [2030] } });
    expect((await run('list', [], { matter: 'sharing.conditional-reply' })).result).toMatchObject({ items: [{}] });
    expect((await run('show', ['cn.registration.validity'])).result).toMatchObject({ id: 'cn.registration.validity' });
    await expect(run('due', ['cn.sharing.delivery'])).rejects.toMatchObject({ code: 'law.invalid-day' });
    await expect(run('show', ['no.such-rule'])).rejects.toMatchObject({ code: 'law.unknown-rule' });
  });
});

describe('what people write', () => {
  const days = [
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '9999-01-01',
    '1948-12-31',
    '2200-01-01',
    '26-01-01',
  ];
  test.each([...days, '', 'today', '2026/09/28', ' 2026-09-28', '2026-09-28x', '２０２６-09-28', '-2026-09-28'])(
    '%j is no day',
    (text) => {
      expect(() => readDay(text)).toThrowError(expect.objectContaining({ code: 'law.invalid-day' }));
      expect(() => readStart(text)).toThrowError(expect.objectContaining({ code: 'law.invalid-day' }));
    },
  );

  test('moments are Beijing’s unless they name a zone', () => {
    expect(readStart('2026-09-28T09:30').at.toISOString()).toBe('2026-09-28T01:30:00.000Z');
    expect(readStart('2026-09-28 09:30:15').at.toISOString()).toBe('2026-09-28T01:30:15.000Z');
    expect(readStart('2026-09-28T09:30:00Z').at.toISOString()).toBe('2026-09-28T09:30:00.000Z');
    expect(readStart('2024-02-29')).toEqual({ at: new Date('2024-02-28T16:00:00Z'), exact: false });
    for (const bad of ['2026-09-28T24:00', '2026-09-28T09:60', '2026-09-28T9:30', '2026-09-28T09:30+99:99']) {
      expect(() => readStart(bad), bad).toThrowError(expect.objectContaining({ code: 'law.invalid-day' }));
    }
  });

  test('pauses', () => {
    expect(readPauses('2026-10-09..2026-10-12, 2026-11-02..')).toEqual([
      { from: readDay('2026-10-09'), to: readDay('2026-10-12') },
      { from: readDay('2026-11-02'), to: null },
    ]);
    expect(readPauses('')).toEqual([]);
    const many = Array(101).fill('2026-10-09..2026-10-12').join(',');
    for (const bad of [
      '2026-10-09',
      '2026-10-12..2026-10-09',
      '..',
      '2026-10-09..2026-10-12..2026-10-13',
      '..2026-10-09',
      many,
    ]) {
      expect(() => readPauses(bad), bad.slice(0, 40)).toThrowError(expect.objectContaining({ status: 400 }));
    }
  });

  test('extensions', () => {
    expect([undefined, 'false', 'true', true, '7'].map(readExtended)).toEqual([0, 0, true, true, 7]);
    for (const bad of ['-1', '1.5', 'all', '1e3', '999999']) expect(() => readExtended(bad), bad).toThrowError();
  });
});
