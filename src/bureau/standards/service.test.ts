import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { anonymous, type Principal, silentLog, systemPrincipal } from '../../kernel/index.ts';
import { createAccess } from '../access/index.ts';
import { type Audit, createAudit } from '../audit/index.ts';
import type { Standard } from './schema.ts';
import { createStandards, type Standards } from './service.ts';

const person = (role: Principal['roles'][number], organisation: string | null): Principal => ({
  kind: 'person',
  id: `person_${role}_${organisation}`,
  organisation,
  roles: [role],
  scopes: null,
});
const officer = person('officer', 'org_bureau');
const steward = person('steward', 'org_health');
const stranger = person('steward', 'org_transport');
const system = systemPrincipal('test');

const clinics: Standard = {
  id: 'health.clinics',
  title: { zh: '诊所', en: 'Clinics' },
  key: ['id'],
  fields: [
    { name: 'id', title: { zh: '编号', en: 'Id' }, type: 'integer', required: true },
    { name: 'sex', title: { zh: '性别', en: 'Sex' }, type: 'string', codeList: 'gb.sex' },
  ],
};
const withField = (name: string, more: object = {}): Standard => ({
  ...clinics,
  fields: [...clinics.fields, { name, title: { zh: name, en: name }, type: 'string', ...more }],
});

describe('standards', () => {
  let database: Database;
  let audit: Audit;
  let standards: Standards;
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-standards-'));
  const clock = { now: () => new Date('2026-11-24T01:00:00Z') };

  beforeAll(async () => {
    database = await openTestDatabase();
    audit = createAudit({ database, clock, config: { dataFolder }, log: silentLog });
    standards = createStandards({ database, access: createAccess({ clock }), audit, clock });
  });
  afterAll(async () => {
    await audit.close();
    await database.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it('publishes, counts versions up, and makes none for an equal one', async () => {
    const first = await standards.publish(steward, clinics);
    expect(first).toMatchObject({ standard: { version: 1 }, compatibility: null });
    const again = await standards.publish(steward, structuredClone(clinics));
    expect(again).toMatchObject({ standard: { version: 1 }, compatibility: { verdict: 'identical' } });
    const second = await standards.publish(officer, withField('note'), { note: '加备注' });
    expect(second).toMatchObject({ standard: { version: 2 }, compatibility: { verdict: 'compatible' } });
    expect(await standards.get('health.clinics', 1)).toEqual({ ...clinics, version: 1 });
    expect(await standards.get('health.clinics')).toEqual({ ...withField('note'), version: 2 });
    expect(
      (await standards.history('health.clinics')).map(({ version, verdict, note }) => [version, verdict, note]),
    ).toEqual([
      [2, 'compatible', '加备注'],
      [1, 'first', ''],
    ]);
    expect(await standards.compare('health.clinics')).toMatchObject({ from: 1, to: 2, verdict: 'compatible' });
  });

  it('refuses what breaks the version before until that is accepted', async () => {
    const breaking = withField('must', { required: true });
    await expect(standards.publish(officer, breaking)).rejects.toMatchObject({
      code: 'standards.breaking',
      status: 409,
    });
    const accepted = await standards.publish(officer, breaking, { acceptBreaking: true });
    expect(accepted.compatibility?.verdict).toBe('breaking');
  });

  it('lets the owner’s steward and officers publish, and nobody else', async () => {
    await expect(standards.publish(stranger, withField('x'))).rejects.toMatchObject({ code: 'access.denied' });
    await expect(standards.publish(anonymous, withField('x'))).rejects.toMatchObject({ code: 'access.denied' });
    expect(() => standards.require(anonymous, 'standard:read', 'health.clinics')).not.toThrow();
    expect(await standards.ownerOf('health.clinics')).toBe('org_health');
  });

  it('refuses bad standards with all findings, and unknown code lists', async () => {
    const bad = { ...clinics, id: 'Bad Id', fields: [{ ...clinics.fields[0]!, type: 'int' as 'integer' }] };
    await expect(standards.publish(officer, bad)).rejects.toMatchObject({
      code: 'standards.invalid',
      details: { findings: [expect.objectContaining({ field: null }), expect.objectContaining({ field: 'id' })] },
    });
    await expect(standards.publish(officer, withField('a', { codeList: 'no.such' }))).rejects.toMatchObject({
      code: 'standards.code-list-missing',
    });
    await expect(standards.publish(officer, { ...clinics, title: { zh: 'a\0b', en: 'a' } })).rejects.toMatchObject({
      code: 'standards.invalid',
    });
    await expect(standards.get('no.such')).rejects.toMatchObject({ code: 'kernel.not-found' });
  });

  it('never changes a published version', async () => {
    for (const statement of ['update standards_versions set note = note', 'delete from standards_versions']) {
      await expect(sql.raw(statement).execute(database.kysely)).rejects.toThrow('append-only');
    }
  });

  it('gives each of many publishers at once a version of its own', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        standards.publish(system, { ...clinics, id: 'test.many', description: { zh: `${index}`, en: `${index}` } }),
      ),
    );
    expect(results.map(({ standard }) => standard.version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('declares standards once and for all', async () => {
    expect((await standards.ensure(system, { ...clinics, id: 'test.declared' })).version).toBe(1);
    expect((await standards.ensure(system, { ...clinics, id: 'test.declared' })).version).toBe(1);
    expect(
      (await standards.ensure(system, { ...withField('b', { required: true }), id: 'test.declared' })).version,
    ).toBe(2);
  });

  it('lists by pages and words', async () => {
    const first = await standards.list({ limit: 2 });
    expect(first).toMatchObject({ total: 3, next: 'test.declared' });
    expect((await standards.list({ limit: 2, cursor: first.next! })).items.map(({ id }) => id)).toEqual(['test.many']);
    expect((await standards.list({ q: '诊所 HEALTH' })).items.map(({ id }) => id)).toEqual(['health.clinics']);
    expect((await standards.list({ q: '%' })).items).toEqual([]);
  });

  it('keeps drafts apart from what is published', async () => {
    const id = 'health.visits';
    const saved = await standards.drafts.save(steward, { standard: { ...clinics, id }, origin: 'proposed' });
    expect(saved).toMatchObject({ revision: 1, origin: 'proposed', owner: 'org_health', basedOn: null });
    expect(await standards.find(id)).toBeNull();
    await expect(standards.drafts.save(officer, { standard: { ...clinics, id } })).rejects.toMatchObject({
      code: 'standards.revision-conflict',
    });
    await standards.drafts.save(officer, { standard: { ...withField('note'), id }, revision: 1 });
    await expect(standards.drafts.get(anonymous, id)).rejects.toMatchObject({ code: 'kernel.not-found' });
    const published = await standards.drafts.publish(steward, id);
    expect(published.standard).toMatchObject({ version: 1, fields: [{}, {}, { name: 'note' }] });
    await expect(standards.drafts.get(steward, id)).rejects.toMatchObject({ code: 'kernel.not-found' });
    expect(await standards.ownerOf(id)).toBe('org_health');
  });

  it('keeps every state of a code list', async () => {
    const list = {
      id: 'health.kinds',
      title: { zh: '类别', en: 'Kinds' },
      codes: [{ code: '01', title: { zh: '西医', en: 'Western' } }],
    };
    await standards.publishCodeList(steward, list);
    await standards.publishCodeList(steward, {
      ...list,
      codes: [...list.codes, { code: '02', title: { zh: '中医', en: 'Chinese' } }],
    });
    await expect(standards.publishCodeList(stranger, list)).rejects.toMatchObject({ code: 'access.denied' });
    await expect(
      standards.publishCodeList(steward, { ...list, codes: [list.codes[0]!, list.codes[0]!] }),
    ).rejects.toMatchObject({
      code: 'standards.unreadable',
    });
    expect((await standards.codeList('health.kinds')).codes).toHaveLength(2);
    expect((await standards.codeLists()).map(({ id }) => id)).toEqual([
      'gb.guangdong',
      'gb.provinces',
      'gb.sex',
      'health.kinds',
    ]);
    await standards.publish(steward, { ...withField('kind', { codeList: 'health.kinds' }), id: 'health.listed' });
    const compiled = await standards.compiled('health.listed');
    expect(compiled.fields[2]!.checks.at(-1)!.breaks('03', '03')).toBe(true);
    expect(compiled.fields[2]!.checks.at(-1)!.breaks('02', '02')).toBe(false);
  });

  it('leaves an audit event for each change', async () => {
    await audit.flush();
    const { items } = await audit.list();
    const actions = items.map(({ action, target }) => `${action} ${target}`);
    expect(actions).toContain('standards.published standard:health.clinics');
    expect(actions).toContain('standards.draft-saved standard:health.visits');
    expect(actions).toContain('standards.code-list-published code-list:health.kinds');
  });
});
