import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous, systemPrincipal } from '../../kernel/index.ts';
import {
  enterResidents,
  officer,
  openTestCatalogue,
  operator,
  residentColumns,
  residentRows,
  residents,
  steward,
  stranger,
  type TestCatalogue,
} from './testing.ts';

let parts: TestCatalogue;
beforeAll(async () => {
  parts = await openTestCatalogue();
});
afterAll(() => parts.close());
const draft = (id: string) =>
  parts.catalogue.create(steward, { id, owner: 'org_a', standard: { ...residents, id }, sharing: 'unconditional' });

describe('entries', () => {
  it('takes title, fields, key and cadence from the standard and the level from the fields', async () => {
    const made = await draft('demo.made');
    expect(made).toMatchObject({
      title: residents.title,
      status: 'draft',
      key: ['id'],
      cadence: 'daily',
      level: 'general-3',
      revision: 1,
      owner: { id: 'org_a', name: { zh: '市卫生健康委' } },
      version: null,
    });
    expect(made.fields.map((field) => field.name)).toEqual(residents.fields.map((field) => field.name));
  });

  it('keeps a level that is higher than the fields ask for, and raises one that is lower', async () => {
    const high = await parts.catalogue.create(steward, {
      id: 'demo.high',
      owner: 'org_a',
      standard: residents,
      level: 'important',
    });
    const low = await parts.catalogue.create(steward, {
      id: 'demo.low',
      owner: 'org_a',
      standard: residents,
      level: 'general-1',
    });
    expect([high.level, low.level]).toEqual(['important', 'general-3']);
  });

  it('refuses a wrong id, one that is taken, and a dataset kept back without the law', async () => {
    await expect(draft('Demo.residents')).rejects.toMatchObject({ code: 'kernel.invalid-id' });
    await expect(draft('residents')).rejects.toMatchObject({ code: 'kernel.invalid-id' });
    await draft('demo.taken');
    await expect(draft('demo.taken')).rejects.toMatchObject({ code: 'catalogue.dataset-exists', status: 409 });
    await expect(
      parts.catalogue.create(steward, { id: 'demo.kept', owner: 'org_a', standard: residents, sharing: 'not-shared' }),
    ).rejects.toMatchObject({ code: 'catalogue.sharing-reason-missing' });
  });

  it('lets nobody enter or edit a dataset of another organisation', async () => {
    await expect(
      parts.catalogue.create(stranger, { id: 'demo.foreign', owner: 'org_a', standard: residents }),
    ).rejects.toMatchObject({ status: expect.toSatisfy((status: number) => [403, 404].includes(status)) });
    await draft('demo.mine');
    await expect(parts.catalogue.update(stranger, 'demo.mine', { revision: 1, keywords: ['x'] })).rejects.toMatchObject(
      {
        code: 'kernel.not-found',
      },
    );
    await expect(parts.catalogue.update(steward, 'demo.mine', { revision: 1, owner: 'org_b' })).rejects.toBeTruthy();
    expect((await parts.catalogue.resource('demo.mine')).owner).toBe('org_a');
  });

  it('refuses the second of two edits of the same revision and keeps each edit as history', async () => {
    await draft('demo.edited');
    const edits = await Promise.allSettled([
      parts.catalogue.update(steward, 'demo.edited', { revision: 1, keywords: ['一'] }),
      parts.catalogue.update(steward, 'demo.edited', { revision: 1, keywords: ['二'] }),
    ]);
    const refused = edits.find((edit) => edit.status === 'rejected');
    expect(edits.filter((edit) => edit.status === 'fulfilled')).toHaveLength(1);
    expect(refused?.reason).toMatchObject({ code: 'catalogue.revision-conflict', status: 409 });
    expect(refused?.reason.text.zh).toContain('第 1 次');
    const history = await parts.catalogue.history(steward, 'demo.edited');
    expect(history.map((entry) => [entry.revision, entry.action])).toEqual([
      [2, 'update'],
      [1, 'create'],
    ]);
    expect(history[0]?.changes['keywords']).toMatchObject({ before: [], after: [expect.stringMatching(/一|二/)] });
  });

  it('is published only with a version, only by those who may, and retired again', async () => {
    await draft('demo.published');
    await expect(parts.catalogue.publish(operator, 'demo.published')).rejects.toMatchObject({
      code: 'catalogue.no-version',
    });
    await expect(parts.catalogue.get(anonymous, 'demo.published')).rejects.toMatchObject({ code: 'kernel.not-found' });
    const table = parts.lake.table('demo.published');
    await table.create(residentColumns);
    const snapshot = await table.append(residentRows(5));
    await parts.catalogue.recordVersion({ dataset: 'demo.published', snapshot, operation: 'append' });
    await expect(parts.catalogue.publish(stranger, 'demo.published')).rejects.toBeTruthy();
    const { revision } = await parts.catalogue.update(steward, 'demo.published', {
      revision: 1,
      openness: 'unconditional',
    });
    const published = await parts.catalogue.publish(officer, 'demo.published', { revision });
    expect(published.status).toBe('published');
    expect((await parts.catalogue.get(anonymous, 'demo.published')).may).toEqual({
      read: true,
      collect: false,
      edit: false,
      publish: false,
    });
    await expect(parts.catalogue.publish(officer, 'demo.published')).rejects.toMatchObject({
      code: 'catalogue.status-conflict',
    });
    expect((await parts.catalogue.retire(officer, 'demo.published')).status).toBe('retired');
    const events = await parts.audit.list({ target: 'dataset:demo.published' });
    expect(events.items.map((event) => event.action)).toEqual([
      'catalogue.retire',
      'catalogue.publish',
      'catalogue.update',
      'catalogue.version',
      'catalogue.create',
    ]);
  });

  it('keeps a script in a title as text', async () => {
    const title = { zh: '<script>alert(1)</script>', en: '"; drop table catalogue_datasets; --' };
    await parts.catalogue.create(steward, { id: 'demo.script', owner: 'org_a', standard: residents, title });
    expect((await parts.catalogue.get(steward, 'demo.script')).title).toEqual(title);
  });
});

describe('versions', () => {
  it('tells listeners, takes counts from the lake, and shows what changed in the columns', async () => {
    const heard: string[] = [];
    parts.catalogue.onVersion(({ dataset, version }) => {
      heard.push(`${dataset}@${version}`);
      throw new Error('a listener that fails');
    });
    const { table } = await enterResidents(parts, { id: 'demo.versioned', count: 30 });
    const wider = await table.addColumns([{ name: 'note', type: 'VARCHAR', nullable: true }]);
    await parts.catalogue.recordVersion({ dataset: 'demo.versioned', snapshot: wider, operation: 'append' });
    const fewer = await table.remove('id <= 10');
    await parts.catalogue.recordVersion({ dataset: 'demo.versioned', snapshot: fewer, operation: 'mend' });
    expect(heard).toEqual(['demo.versioned@1', 'demo.versioned@2', 'demo.versioned@3']);
    const { items } = await parts.catalogue.versions(steward, 'demo.versioned');
    expect(items.map(({ version, rows, removed }) => [version, rows, removed])).toEqual([
      [3, 20, 10],
      [2, 30, 0],
      [1, 30, 0],
    ]);
    expect(items[1]?.schemaChanges).toEqual([{ field: 'note', change: 'added', before: null, after: 'VARCHAR' }]);
    expect((await parts.catalogue.resource('demo.versioned')).version).toBe(3);
  });

  it('enters the same version once, and never lets an older one take the place of a newer', async () => {
    const { table, snapshot } = await enterResidents(parts, { id: 'demo.again', count: 10 });
    const newer = await table.append(residentRows(10, 11));
    await parts.catalogue.recordVersion({ dataset: 'demo.again', snapshot: newer, operation: 'append' });
    await parts.catalogue.recordVersion({ dataset: 'demo.again', snapshot, operation: 'append' });
    expect((await parts.catalogue.versions(steward, 'demo.again')).items.map((item) => item.version)).toEqual([2, 1]);
    expect(await parts.catalogue.resource('demo.again')).toMatchObject({ version: 2, rows: 20 });
  });

  it('draws the way from the source through an analysis to the result, without names of what is hidden', async () => {
    await enterResidents(parts, { id: 'demo.base', count: 5 });
    await enterResidents(parts, { id: 'demo.hidden', count: 5, openness: 'not-open', publish: false });
    const { table } = await enterResidents(parts, { id: 'demo.result', count: 5 });
    const snapshot = await table.append(residentRows(1, 100));
    await parts.catalogue.recordVersion({
      dataset: 'demo.result',
      snapshot,
      operation: 'analysis',
      inputs: [
        { dataset: 'demo.base', version: 1, analysis: 'demo.sum' },
        { dataset: 'demo.hidden', version: 1, analysis: 'demo.sum' },
      ],
      principal: systemPrincipal('sectors'),
    });
    const down = await parts.catalogue.lineage(operator, 'demo.base');
    expect(down.edges).toContainEqual({ from: 'dataset:demo.base', to: 'analysis:demo.sum' });
    expect(down.edges).toContainEqual({ from: 'analysis:demo.sum', to: 'dataset:demo.result' });
    expect(down.nodes.find((node) => node.kind === 'source')?.title.zh).toBe('居民.csv');
    const seen = JSON.stringify(await parts.catalogue.lineage(anonymous, 'demo.result'));
    expect(seen).toContain('demo.base');
    expect(seen).not.toContain('demo.hidden');
    expect(seen).toContain('hidden:1');
    expect(seen).not.toContain('居民.csv');
  });
});
