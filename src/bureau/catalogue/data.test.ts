import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymous } from '../../kernel/index.ts';
import type { Standard } from '../standards/index.ts';
import {
  enterResidents,
  openTestCatalogue,
  operator,
  residentRows,
  steward,
  stranger,
  type TestCatalogue,
} from './testing.ts';

let parts: TestCatalogue;
beforeAll(async () => {
  parts = await openTestCatalogue();
  await enterResidents(parts, { count: 1000 });
});
afterAll(() => parts.close());

const stops: Standard = {
  id: 'transit.stops',
  title: { zh: '公交站点', en: 'Stops' },
  coordinates: 'GCJ-02',
  fields: [
    { name: 'name', title: { zh: '站名', en: 'Name' }, type: 'string' },
    { name: 'longitude', title: { zh: '经度', en: 'Longitude' }, type: 'longitude' },
    { name: 'latitude', title: { zh: '纬度', en: 'Latitude' }, type: 'latitude' },
    { name: 'taps', title: { zh: '刷卡量', en: 'Taps' }, type: 'integer' },
    { name: 'at', title: { zh: '时间', en: 'At' }, type: 'datetime' },
  ],
};

const named = (select: string) =>
  `SELECT * FROM (${select}) AS t(${stops.fields.map(({ name }) => `"${name}"`).join(', ')})`;

async function enterStops(id: string, select: string) {
  await parts.catalogue.create(operator, {
    id,
    owner: 'org_a',
    standard: { ...stops, id },
    openness: 'unconditional',
    sharing: 'unconditional',
  });
  const table = parts.lake.table(id);
  const types = ['VARCHAR', 'DOUBLE', 'DOUBLE', 'BIGINT', 'TIMESTAMP'];
  await table.create(stops.fields.map((field, i) => ({ name: field.name, type: types[i]!, nullable: true })));
  const snapshot = await table.append(named(select));
  await parts.catalogue.recordVersion({ dataset: id, snapshot, operation: 'append' });
  await parts.catalogue.publish(operator, id);
  return table;
}

describe('profile', () => {
  it('counts, measures and bins each column', async () => {
    const { columns, chart } = await parts.catalogue.profile(operator, 'demo.residents');
    const of = (field: string) => columns.find((column) => column.field === field)!;
    expect(of('id')).toMatchObject({ count: 1000, nulls: 0, distinct: 1000, min: '1', max: '1000', mean: 500.5 });
    expect(of('amount').nulls).toBe(142);
    expect(of('id').histogram).toHaveLength(20);
    expect(of('id').histogram.reduce((sum, bin) => sum + bin.count, 0)).toBe(1000);
    expect(of('id').histogram[19]?.to).toBe(1000);
    expect(
      of('district')
        .top.map((item) => item.count)
        .reduce((a, b) => a + b),
    ).toBe(1000);
    expect(chart).toEqual({ x: 'registered', y: 'amount', aggregate: 'mean' });
    expect(await parts.catalogue.profile(operator, 'demo.residents')).toEqual({
      dataset: 'demo.residents',
      version: 1,
      columns,
      chart,
    });
  });

  it('shows no single value of personal fields, and of masked ones only counts', async () => {
    for (const reader of [steward, stranger]) {
      const { columns } = await parts.catalogue.profile(reader, 'demo.residents');
      const phone = columns.find((column) => column.field === 'phone');
      expect(phone).toMatchObject({ nulls: 100, min: null, max: null, top: [], histogram: [] });
    }
    const citizen = await parts.catalogue.profile(anonymous, 'demo.residents');
    expect(citizen.columns.map((column) => column.field)).not.toContain('phone');
  });

  it('stands one value and no value', async () => {
    await enterStops('transit.one', `SELECT 'a', NULL::DOUBLE, NULL::DOUBLE, 5::BIGINT, NULL::TIMESTAMP FROM range(3)`);
    const { columns, chart } = await parts.catalogue.profile(operator, 'transit.one');
    expect(columns[3]).toMatchObject({ histogram: [{ from: 5, to: 5, count: 3 }], distinct: 1 });
    expect(columns[1]).toMatchObject({ nulls: 3, min: null, histogram: [], top: [] });
    expect(chart).toBeNull();
  });
});

describe('diff', () => {
  it('tells added, removed and changed rows by key, with both sides', async () => {
    const { table } = await enterResidents(parts, { id: 'demo.diff', count: 50 });
    await table.merge(
      `SELECT * REPLACE ('罗湖区' AS district, 1.5::DECIMAL(18,2) AS amount) FROM (${residentRows(3, 1)})`,
      ['id'],
    );
    await table.append(residentRows(2, 51));
    const snapshot = await table.remove('id = 50');
    await parts.catalogue.recordVersion({ dataset: 'demo.diff', snapshot, operation: 'merge' });
    const diff = await parts.catalogue.diff(steward, 'demo.diff', { from: 1, to: snapshot.version });
    expect(diff).toMatchObject({ added: 2, removed: 1, changed: 3, schemaChanges: [] });
    expect(diff.sample.filter((row) => row.change === 'added').map((row) => row.after?.['id'])).toEqual([51, 52]);
    expect(diff.sample.find((row) => row.change === 'removed')).toMatchObject({ before: { id: 50 }, after: null });
    expect(diff.sample.find((row) => row.change === 'changed')).toMatchObject({
      before: { id: 1 },
      after: { id: 1, district: '罗湖区', amount: '1.50' },
    });
    const back = await parts.catalogue.diff(steward, 'demo.diff', { from: snapshot.version, to: 1 });
    expect(back).toMatchObject({ added: 1, removed: 2, changed: 3 });
    expect(JSON.stringify(await parts.catalogue.diff(anonymous, 'demo.diff', { from: 1, to: 2 }))).not.toContain(
      'phone',
    );
  });

  it('compares rows as a bag where there is no key', async () => {
    const row = (name: string) => `SELECT '${name}', 114.0::DOUBLE, 22.5::DOUBLE, 1::BIGINT, NULL::TIMESTAMP`;
    const table = await enterStops('transit.bag', `${row('a')} UNION ALL ${row('a')} UNION ALL ${row('b')}`);
    const snapshot = await table.replace(named(`${row('a')} UNION ALL ${row('c')}`));
    await parts.catalogue.recordVersion({ dataset: 'transit.bag', snapshot, operation: 'replace' });
    const diff = await parts.catalogue.diff(anonymous, 'transit.bag', { from: 1, to: snapshot.version });
    expect(diff).toMatchObject({ added: 1, removed: 2, changed: 0 });
  });
});

describe('series and points', () => {
  beforeAll(async () => {
    await enterStops(
      'transit.stops',
      `SELECT 'stop ' || i, 113.9 + (i % 100) / 500.0, 22.5 + (i / 100)::INTEGER / 500.0, i::BIGINT,
        TIMESTAMP '2026-01-01' + INTERVAL (i) HOUR FROM range(3000) t(i)`,
    );
  });

  it('groups by time in steps that fit, and by value', async () => {
    const byTime = await parts.catalogue.series(anonymous, 'transit.stops', {
      x: 'at',
      y: 'taps',
      aggregate: 'sum',
      limit: 200,
    });
    expect(byTime).toMatchObject({ step: 'day', truncated: false, aggregate: 'sum' });
    expect(byTime.points).toHaveLength(125);
    expect(byTime.points[0]).toEqual({ x: '2026-01-01T00:00:00Z', y: 276, rows: 24 });
    const byDistrict = await parts.catalogue.series(anonymous, 'demo.residents', { x: 'district', filter: 'id<=90' });
    expect(byDistrict.points.reduce((sum, point) => sum + point.rows, 0)).toBe(90);
    expect((await parts.catalogue.series(anonymous, 'transit.stops', { x: 'name', limit: 10 })).truncated).toBe(true);
    await expect(parts.catalogue.series(anonymous, 'demo.residents', { x: 'phone' })).rejects.toMatchObject({
      status: 400,
    });
    await expect(
      parts.catalogue.series(anonymous, 'transit.stops', { x: 'at', y: 'name', aggregate: 'mean' }),
    ).rejects.toMatchObject({ status: 400 });
  });

  it('gives places in WGS-84, gathers them when they are many, and keeps to the box', async () => {
    const few = await parts.catalogue.points(anonymous, 'transit.stops', { filter: 'taps<5' });
    expect(few).toMatchObject({ total: 5, clustered: false });
    // GCJ-02 stands some 500 m off in Shenzhen: 113.9 E, 22.5 N is nearly 113.8952 E, 22.5030 N in WGS-84.
    expect(few.points[0]!.longitude).toBeCloseTo(113.8952, 2);
    expect(Math.abs(few.points[0]!.longitude - 113.9)).toBeGreaterThan(0.003);
    const many = await parts.catalogue.points(anonymous, 'transit.stops', { limit: 400 });
    expect(many).toMatchObject({ total: 3000, clustered: true });
    expect(many.points.length).toBeLessThanOrEqual(400);
    expect(many.points.reduce((sum, point) => sum + point.count, 0)).toBe(3000);
    const boxed = await parts.catalogue.points(anonymous, 'transit.stops', { bbox: '113.9,22.5,113.92,22.52' });
    expect(boxed.total).toBeGreaterThan(0);
    expect(boxed.points.every(({ longitude }) => longitude >= 113.9 && longitude <= 113.92)).toBe(true);
    await expect(parts.catalogue.points(anonymous, 'transit.stops', { bbox: '1,2,3' })).rejects.toMatchObject({
      status: 400,
    });
    await expect(parts.catalogue.points(anonymous, 'demo.residents')).rejects.toMatchObject({
      code: 'catalogue.no-coordinates',
    });
  });
});

describe('download', () => {
  it('writes what the reader may see, in three formats, and audits it', async () => {
    const csv = await parts.catalogue.download(stranger, 'demo.residents', { format: 'csv', filter: 'id<=2' });
    const text = await readFile(csv.file, 'utf8');
    expect(text.startsWith('\ufeffid,phone,district,registered,amount\n1,130****')).toBe(true);
    expect(csv).toMatchObject({ rows: 2, version: 1, name: 'demo.residents-v1.csv', bytes: Buffer.byteLength(text) });
    await csv.done();
    expect(existsSync(csv.file)).toBe(false);
    const lines = await parts.catalogue.download(anonymous, 'demo.residents', { format: 'ndjson', filter: 'id<=2' });
    const [first] = (await readFile(lines.file, 'utf8')).split('\n');
    expect(JSON.parse(first!)).toEqual({ id: 1, district: expect.any(String), registered: '1990-02-01', amount: 9.25 });
    await lines.done();
    const parquet = await parts.catalogue.download(operator, 'demo.residents', { format: 'parquet' });
    expect(await parts.lake.engine.rows(`SELECT count(*) AS n FROM read_parquet('${parquet.file}')`)).toEqual([
      { n: 1000 },
    ]);
    await parquet.done();
    const events = await parts.audit.list({ action: 'catalogue.download' });
    expect(events.items.map((event) => event.actor)).toEqual(['system:test', 'anonymous', 'person_stranger']);
  });

  it('takes the sting out of formulas, and leaves numbers as they are', async () => {
    const cells = [
      '=1+1',
      '+49 30',
      '-5',
      '-1.5',
      '+7',
      '-x',
      '@sum',
      '\t=1',
      '\r=2',
      ' =3',
      '＝4',
      'plain',
      'a,"b"',
      "it's",
    ];
    const values = cells.map(
      (cell) => `SELECT ${`'${cell.replaceAll("'", "''")}'`}, 0::DOUBLE, 0::DOUBLE, 0::BIGINT, NULL::TIMESTAMP`,
    );
    await enterStops('transit.formulas', values.join(' UNION ALL '));
    const made = await parts.catalogue.download(operator, 'transit.formulas', { format: 'csv', bom: false });
    const rows = await parts.lake.engine.rows<{ name: string }>(
      `SELECT name FROM read_csv('${made.file}', header = true, all_varchar = true)`,
    );
    await made.done();
    expect(rows.map((row) => row.name)).toEqual([
      "'=1+1",
      "'+49 30",
      '-5',
      '-1.5',
      '+7',
      "'-x",
      "'@sum",
      "'\t=1",
      "'\r=2",
      "' =3",
      "'＝4",
      'plain',
      'a,"b"',
      "it's",
    ]);
  });

  it('leaves no file when it is cancelled or refused', async () => {
    const signal = AbortSignal.abort();
    await expect(parts.catalogue.download(operator, 'demo.residents', { format: 'csv', signal })).rejects.toMatchObject(
      {
        code: 'lake.cancelled',
      },
    );
    await expect(
      parts.catalogue.download(operator, 'demo.residents', { format: 'csv', filter: 'x=1' }),
    ).rejects.toBeTruthy();
  });
});
