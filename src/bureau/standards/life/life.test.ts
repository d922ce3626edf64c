import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../../database/index.ts';
import { openTestDatabase } from '../../../database/testing.ts';
import { anonymous, type Principal, silentLog, systemPrincipal } from '../../../kernel/index.ts';
import { createAccess } from '../../access/index.ts';
import { type Audit, createAudit } from '../../audit/index.ts';
import type { Standard } from '../schema.ts';
import { createStandards, type Standards } from '../service.ts';

const person = (name: string, role: Principal['roles'][number], organisation: string): Principal => ({
  kind: 'person',
  id: `person_${name}`,
  organisation,
  roles: [role],
  scopes: null,
});
const writer = person('writer', 'steward', 'org_health');
const colleague = person('colleague', 'steward', 'org_health');
const stranger = person('stranger', 'steward', 'org_transport');
const officer = person('officer', 'officer', 'org_bureau');
const other = person('other', 'officer', 'org_bureau');
const administrator = person('administrator', 'administrator', 'org_bureau');

let number = 0;
const standardOf = (id: string, names = ['id']): Standard => ({
  id,
  title: { zh: '诊所', en: 'Clinics' },
  fields: names.map((name) => ({ name, title: { zh: name, en: name }, type: 'string' as const })),
});

describe('the life of a standard', () => {
  let database: Database;
  let audit: Audit;
  let standards: Standards;
  let id: string;
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-standards-'));
  const clock = { now: () => new Date('2026-11-24T01:00:00Z') };

  beforeAll(async () => {
    database = await openTestDatabase();
    audit = createAudit({ database, clock, config: { dataFolder }, log: silentLog });
    standards = createStandards({ database, access: createAccess({ clock }), audit, clock });
  });
  beforeEach(() => {
    id = `health.clinics-${++number}`;
  });
  afterAll(async () => {
    await audit.close();
    await database.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  /** Brings a draft through the review to a published version. */
  async function reviewed(names = ['id']) {
    const draft = await standards.drafts.save(writer, { standard: standardOf(id, names) });
    await standards.review.submit(writer, id, { revision: draft.revision });
    await standards.review.approve(officer, id, { revision: draft.revision, note: '同意' });
    return standards.drafts.publish(writer, id);
  }

  it('goes from draft through review to published, each step told', async () => {
    expect(await reviewed()).toMatchObject({ standard: { version: 1 } });
    const life = await standards.life(writer, id);
    expect(life).toMatchObject({ status: 'published', version: 1, reviewed: true, draft: null });
    expect(life.steps.map(({ action, by }) => [action, by])).toEqual([
      ['published', writer.id],
      ['approved', officer.id],
      ['submitted', writer.id],
    ]);
    expect((await standards.history(id))[0]).toMatchObject({ reviewedBy: officer.id });
    expect((await standards.list({ q: id })).items[0]).toMatchObject({ status: 'published', reviewed: true });
    // The public sees that it was published, and nothing of the work before.
    expect((await standards.life(anonymous, id)).steps.map(({ action }) => action)).toEqual(['published']);
  });

  it('lets nobody approve what he has written, submitted or changed', async () => {
    await standards.drafts.save(writer, { standard: standardOf(id) });
    const changed = await standards.drafts.save(officer, { standard: standardOf(id, ['id', 'name']), revision: 1 });
    await standards.review.submit(colleague, id, { revision: changed.revision });
    expect((await standards.life(officer, id)).may.review).toBe(false);
    await expect(standards.review.approve(officer, id, { revision: 2 })).rejects.toMatchObject({
      code: 'standards.own-work',
    });
    await expect(standards.review.sendBack(officer, id, { revision: 2, note: '重写' })).rejects.toMatchObject({
      code: 'standards.own-work',
    });
    for (const refused of [writer, colleague, stranger, administrator, anonymous]) {
      await expect(standards.review.approve(refused, id, { revision: 2 })).rejects.toMatchObject({
        code: 'access.denied',
      });
    }
    expect((await standards.life(other, id)).may.review).toBe(true);
    expect(await standards.review.approve(other, id, { revision: 2 })).toMatchObject({ status: 'approved' });
  });

  it('publishes nothing that is in review or was returned, by any door', async () => {
    const { revision } = await standards.drafts.save(writer, { standard: standardOf(id) });
    await standards.review.submit(writer, id, { revision });
    const attempts = [
      () => standards.drafts.publish(writer, id),
      () => standards.drafts.publish(officer, id),
      () => standards.publish(writer, standardOf(id)),
      () => standards.publish(officer, standardOf(id, ['other'])),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'standards.review-needed' });
    await expect(standards.drafts.save(writer, { standard: standardOf(id, ['x']), revision })).rejects.toMatchObject({
      code: 'standards.draft-state',
    });
    expect(await standards.review.sendBack(officer, id, { revision, note: '缺少名称' })).toMatchObject({
      status: 'returned',
    });
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'standards.review-needed' });
    expect((await standards.life(writer, id)).steps[0]).toMatchObject({ action: 'returned', note: '缺少名称' });
    const mended = await standards.drafts.save(writer, { standard: standardOf(id, ['id', 'name']), revision });
    expect(mended).toMatchObject({ status: 'draft', revision: 2 });
  });

  it('judges the draft that was read and no other, and forgets the approval when it is changed', async () => {
    await standards.drafts.save(writer, { standard: standardOf(id) });
    await standards.review.submit(writer, id, { revision: 1 });
    await standards.review.withdraw(writer, id, { revision: 1 });
    await standards.drafts.save(writer, { standard: standardOf(id, ['id', 'more']), revision: 1 });
    await standards.review.submit(writer, id, { revision: 2 });
    await expect(standards.review.approve(officer, id, { revision: 1 })).rejects.toMatchObject({
      code: 'standards.revision-conflict',
    });
    await standards.review.approve(officer, id, { revision: 2 });
    await expect(standards.review.approve(other, id, { revision: 2 })).rejects.toMatchObject({
      code: 'standards.draft-state',
    });
    await standards.drafts.save(colleague, { standard: standardOf(id, ['id', 'sneaked']), revision: 2 });
    expect(await standards.drafts.get(writer, id)).toMatchObject({ status: 'draft', reviewedBy: null });
  });

  it('holds every version after a reviewed one to the review, save for the operator', async () => {
    await reviewed();
    await expect(standards.publish(writer, standardOf(id, ['id', 'name']))).rejects.toMatchObject({
      code: 'standards.review-needed',
    });
    await standards.drafts.save(officer, { standard: standardOf(id, ['id', 'name']) });
    await expect(standards.drafts.publish(officer, id)).rejects.toMatchObject({ code: 'standards.review-needed' });
    const byOperator = await standards.publish(systemPrincipal('command'), standardOf(id, ['id', 'name']));
    expect(byOperator.standard.version).toBe(2);
    expect((await standards.history(id))[0]).toMatchObject({ version: 2, reviewedBy: null });
  });

  it('retires with a successor, and takes nothing new until it is reinstated', async () => {
    await reviewed();
    const old = id;
    const next = `${id}-next`;
    await standards.publish(systemPrincipal('command'), standardOf(next));
    await expect(standards.retire(writer, old, { reason: '合并' })).rejects.toMatchObject({ code: 'access.denied' });
    for (const successor of [old, 'health.nowhere']) {
      await expect(standards.retire(officer, old, { reason: '合并', successor })).rejects.toMatchObject({
        code: 'standards.successor-unsound',
      });
    }
    await standards.retire(officer, old, { reason: '合并', successor: next });
    expect(await standards.life(anonymous, old)).toMatchObject({
      status: 'retired',
      successor: next,
      retiredReason: '合并',
    });
    await expect(standards.requireInForce(old)).rejects.toMatchObject({
      code: 'standards.retired',
      details: { successor: next },
    });
    await expect(standards.publish(systemPrincipal('command'), standardOf(old, ['id', 'name']))).rejects.toMatchObject({
      code: 'standards.retired',
    });
    // The one that took its place cannot point back.
    await expect(standards.retire(officer, next, { reason: '循环', successor: old })).rejects.toMatchObject({
      code: 'standards.successor-unsound',
    });
    expect(await standards.get(old)).toMatchObject({ version: 1 });
    await standards.reinstate(officer, old, { reason: '仍需使用' });
    await standards.requireInForce(old);
  });

  it('keeps threads of comments on fields, resolved and opened again', async () => {
    await reviewed(['id', 'name']);
    const [first] = await standards.comments.add(stranger, id, { words: '名称要多长？', field: 'name' });
    const answered = await standards.comments.add(writer, id, { words: '200 字以内', parent: first!.id });
    expect(answered.map(({ field, parent }) => [field, parent])).toEqual([
      ['name', null],
      ['name', first!.id],
    ]);
    const resolved = await standards.comments.resolve(writer, id, answered[1]!.id);
    expect(resolved[0]).toMatchObject({ id: first!.id, resolvedBy: writer.id });
    const [again] = await standards.comments.add(stranger, id, { words: '不够', parent: first!.id });
    expect(again).toMatchObject({ resolvedBy: null });
    await expect(standards.comments.add(stranger, id, { words: '?', field: 'nowhere' })).rejects.toMatchObject({
      code: 'standards.field-unknown',
    });
    const outsider = person('outsider', 'steward', 'org_water');
    await expect(standards.comments.resolve(outsider, id, first!.id)).rejects.toMatchObject({ code: 'access.denied' });
    await expect(standards.comments.list(anonymous, id)).rejects.toMatchObject({ code: 'access.denied' });
  });

  it('shows no stranger that there is a draft', async () => {
    await standards.drafts.save(writer, { standard: standardOf(id) });
    await standards.comments.add(writer, id, { words: '初稿', field: 'id' });
    for (const attempt of [
      () => standards.life(stranger, id),
      () => standards.life(anonymous, id),
      () => standards.comments.list(stranger, id),
      () => standards.comments.add(stranger, id, { words: '?' }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'kernel.not-found' });
    }
    const elsewhere = `${id}-b`;
    await standards.drafts.save(writer, { standard: standardOf(elsewhere) });
    const [comment] = await standards.comments.list(writer, id);
    await expect(standards.comments.resolve(writer, elsewhere, comment!.id)).rejects.toMatchObject({
      code: 'kernel.not-found',
    });
  });

  it('keeps the steps from being rewritten', async () => {
    await reviewed();
    const rewrite = sql`update standards_steps set done_by = 'nobody' where standard = ${id}`;
    await expect(rewrite.execute(database.kysely)).rejects.toThrow(/append-only/);
  });
});
