import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLake } from '../src/lake/testing.ts';
import { creditCode, departments } from './city.ts';
import { demoDatasets } from './datasets.ts';
import { isInside, outline, placeIn } from './geography.ts';
import { mix } from './random.ts';
import { demoSources } from './sources/index.ts';
import { demoStandards } from './standards.ts';
import { prepareSession, rowsAt, writeSource } from './write-files.ts';
import { encodeGb18030 } from './writers/gb18030.ts';
import { zipEntries } from './writers/zip.ts';

describe('demo files', () => {
  let lake: Awaited<ReturnType<typeof openTestLake>>;
  let folder: string;
  const standards = demoStandards();

  beforeAll(async () => {
    lake = await openTestLake();
    folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-demo-'));
  });
  afterAll(async () => {
    await lake.close();
    await rm(folder, { recursive: true, force: true });
  });

  const write = async (into: string) => {
    const session = await lake.engine.session();
    await prepareSession(session);
    const hashes: Record<string, string> = {};
    for (const source of demoSources) {
      const standard = standards.get(source.dataset)!;
      await writeSource(session, source, { folder: path.join(folder, into), standard, scale: 0.01 });
      const bytes = await readFile(path.join(folder, into, source.file));
      hashes[source.dataset] = createHash('sha256').update(bytes).digest('hex');
    }
    await session.close();
    return hashes;
  };

  it('are the same bytes each time', async () => {
    const first = await write('a');
    expect(await write('b')).toEqual(first);
    // Of files whose making needs no trigonometry, the very bytes.
    expect(first['transit.stops']).toMatchInlineSnapshot(
      `"5cfba742c34a52399d236c007b451649a9ce22d4470150cf42c2cb49379f437c"`,
    );
    expect(first['government.permits']).toMatchInlineSnapshot(
      `"59ceb64784216323d46e47197174ddef844232a113b14b334300c12ffc00d7da"`,
    );
  });

  it('stand for at least twenty datasets of five sectors and eight departments, about two million rows', () => {
    expect(demoDatasets.length).toBeGreaterThanOrEqual(20);
    expect(new Set(demoDatasets.map(({ sector }) => sector)).size).toBe(5);
    expect(new Set(demoDatasets.map(({ owner }) => owner)).size).toBeGreaterThanOrEqual(8);
    const rows = demoSources.reduce((sum, source) => sum + rowsAt(source, 1), 0);
    expect(rows).toBeGreaterThan(1_900_000);
    expect(rows).toBeLessThan(2_300_000);
    expect(demoSources.map(({ dataset }) => dataset).sort()).toEqual(demoDatasets.map(({ id }) => id).sort());
    for (const { dataset } of demoSources) expect(standards.has(dataset), dataset).toBe(true);
  });

  it('move with their last day, and the errors in them stay what they are', async () => {
    const session = await lake.engine.session();
    await prepareSession(session);
    const source = demoSources.find(({ dataset }) => dataset === 'safety.hydrants')!;
    const options = { folder: path.join(folder, 'moved'), standard: standards.get(source.dataset)!, scale: 1 };
    const here = await writeSource(session, source, options);
    const before = new TextDecoder('gb18030').decode(await readFile(path.join(options.folder, source.file)));
    const moved = await writeSource(session, source, { ...options, shiftDays: 40 });
    const after = new TextDecoder('gb18030').decode(await readFile(path.join(options.folder, source.file)));
    await session.close();
    expect(moved.truth).toEqual(here.truth);
    const day = (text: string) => Date.parse(text.split('\n')[1]!.split(',')[5]!);
    expect(day(after) - day(before)).toBe(40 * 86_400_000);
  });

  it('know the same numbers in SQL as in TypeScript', async () => {
    const session = await lake.engine.session();
    await prepareSession(session);
    const rows = await session.rows<{ i: number; m: number }>(
      'SELECT i, mix(i, 97) AS m FROM (SELECT range * 7001 AS i FROM range(300)) AS t ORDER BY i',
    );
    await session.close();
    expect(rows.map(({ m }) => Number(m))).toEqual(rows.map(({ i }) => mix(Number(i), 97)));
  });

  it('have districts that fit together, and places inside them', () => {
    const ring = outline('446006');
    expect(ring[0]).toEqual(ring.at(-1));
    // The border between two neighbours is the same points.
    const shared = outline('446003').filter(([x, y]) => ring.some(([a, b]) => a === x && b === y));
    expect(shared.length).toBeGreaterThan(10);
    for (let index = 0; index < 200; index++) expect(isInside(placeIn('446008', index, 1), '446008')).toBe(true);
  });
});

describe('demo organisations', () => {
  it('have credit codes with both check characters', () => {
    // GB 32100-2015: the check character, of weight 1, closes the weighted sum to a multiple of 31.
    const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
    for (const { number } of departments) {
      const code = creditCode(number);
      expect(code).toHaveLength(18);
      const sum = [...code].reduce(
        (total, character, index) => total + alphabet.indexOf(character) * (index === 17 ? 1 : 3 ** index),
        0,
      );
      expect(Number.isInteger(sum / 31)).toBe(true);
    }
  });
});

describe('writers', () => {
  it('encode GB18030 as the platform decodes it', () => {
    const text = '鹏城市,榕江区,〔2026〕,①,abc\n';
    expect(new TextDecoder('gb18030').decode(encodeGb18030(text))).toBe(text);
    expect(() => encodeGb18030('😀')).toThrowError(/two-byte/);
  });

  it('zip the same entries to the same bytes', () => {
    const entries = [{ name: '文件.txt', data: Buffer.from('鹏城'.repeat(100)) }];
    expect(zipEntries(entries)).toEqual(zipEntries(entries));
    expect(zipEntries(entries).subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04', 'latin1'));
  });
});
