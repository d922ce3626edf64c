import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { silentLog, systemClock, systemPrincipal } from '../../kernel/index.ts';
import { genesisHash, sha256, splitEventLine } from './chain.ts';
import { type Audit, createAudit } from './service.ts';
import { verifyExport } from './verify.ts';

const eventCount = 40;
let database: Database;
let folder: string;
let audit: Audit;
let file: string;
let bytes: Buffer;
/** The lines of the export with the event that each carries; null for the header and checkpoints. */
let lines: { text: string; begin: number; event: number | null }[];

beforeAll(async () => {
  database = await openTestDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-verify-'));
  audit = createAudit({
    database,
    clock: systemClock,
    config: { dataFolder: folder },
    log: silentLog,
    checkpointEvents: 9,
  });
  for (let n = 1; n <= eventCount; n++) {
    await audit.record({
      principal: systemPrincipal('test'),
      action: 'test.made',
      target: `dataset:${n},"hash":"`,
      outcome: 'done',
      details: { n, 部门: '水务局', hash: 'f'.repeat(64), nested: { organisation: [',"organisation":', n / 3] } },
    });
    if (n % 9 === 0) await audit.flush();
  }
  file = path.join(folder, 'export.ndjson');
  await audit.exportTo(file);
  bytes = readFileSync(file);
  lines = [];
  let begin = 0;
  for (const text of bytes.toString('utf8').trimEnd().split('\n')) {
    const parsed = JSON.parse(text) as { sequence?: number };
    lines.push({ text, begin, event: parsed.sequence ?? null });
    begin += Buffer.byteLength(text) + 1;
  }
});

afterAll(async () => {
  await audit.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const verifyBytes = async (content: Buffer | string) => {
  const copy = path.join(folder, 'copy.ndjson');
  writeFileSync(copy, content);
  return verifyExport(copy);
};
const verifyLines = (texts: string[]) => verifyBytes(`${texts.join('\n')}\n`);
const texts = () => lines.map((line) => line.text);
const eventAt = (place: number) => lines[place]!.event;

test('an untouched export holds, and has checkpoints in its midst and at its end', async () => {
  expect(await verifyExport(file)).toMatchObject({ ok: true, events: eventCount, firstBad: null, problem: null });
  const checkpoints = lines.slice(1).filter((line) => line.event === null);
  expect(checkpoints.length).toBeGreaterThan(3);
  expect(lines.at(-1)!.event).toBeNull();
});

test('an empty trail holds too', async () => {
  const empty = await openTestDatabase();
  const other = createAudit({ database: empty, clock: systemClock, config: { dataFolder: folder }, log: silentLog });
  const target = path.join(folder, 'empty.ndjson');
  await other.exportTo(target);
  expect(await verifyExport(target)).toMatchObject({ ok: true, events: 0, firstBad: null });
  await other.close();
  await empty.close();
});

describe('tampering', () => {
  test('any changed byte is found and the altered event named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const altered = Buffer.from(bytes);
        altered[place] = altered[place]! ^ change;
        const verdict = await verifyBytes(altered);
        expect(verdict.ok).toBe(false);
        const line = lines.findLast((candidate) => candidate.begin <= place)!;
        if (line.event !== null) expect(verdict.firstBad).toBe(line.event);
      }),
      { numRuns: 400 },
    );
  });

  test('a file cut anywhere is found, and the first missing event named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        const verdict = await verifyBytes(bytes.subarray(0, length));
        expect(verdict.ok).toBe(false);
        const whole = lines.filter(({ text, begin }) => begin + Buffer.byteLength(text) + 1 <= length);
        const missing = whole.filter((line) => line.event !== null).length + 1;
        if (whole.length > 0 && missing <= eventCount) expect(verdict.firstBad).toBe(missing);
      }),
      { numRuns: 200 },
    );
  });

  test('a removed, repeated or moved line is found', async () => {
    const place = () => fc.integer({ min: 1, max: lines.length - 1 });
    await fc.assert(
      fc.asyncProperty(place(), place(), fc.constantFrom('remove', 'repeat', 'swap'), async (one, two, act) => {
        const changed = texts();
        if (act === 'remove') changed.splice(one, 1);
        else if (act === 'repeat') changed.splice(two, 0, changed[one]!);
        else if (one !== two) [changed[one], changed[two]] = [changed[two]!, changed[one]!];
        else return;
        if (changed.join() === texts().join()) return;
        const verdict = await verifyLines(changed);
        expect(verdict.ok).toBe(false);
        if (act === 'remove' && eventAt(one) !== null) expect(verdict.firstBad).toBe(eventAt(one));
      }),
      { numRuns: 200 },
    );
  });

  test('a whole chain hashed anew behind a change is caught by the signed checkpoints', async () => {
    let previous = genesisHash;
    const forged = lines.map(({ text, event }) => {
      if (event === null) return text;
      const { body, hash } = splitEventLine(text)!;
      const changed = (event === 22 ? body.replace('水务局', '电力局') : body).replace(
        /"previousHash":"[0-9a-f]{64}"/,
        `"previousHash":"${previous}"`,
      );
      previous = sha256(changed);
      const place = text.indexOf(hash);
      return `${changed.slice(0, place - 9)},"hash":"${previous}"${changed.slice(place - 9)}`;
    });
    // Checkpoints stand behind 9, 18, 27 and so on: the forgery lies between the good one at 18 and the broken one at 27.
    expect(await verifyLines(forged)).toMatchObject({ ok: false, firstBad: 19 });
  });

  test('an export signed by somebody else is told by its key', async () => {
    const other = path.join(folder, 'other');
    const stranger = createAudit({ database, clock: systemClock, config: { dataFolder: other }, log: silentLog });
    const target = path.join(folder, 'stranger.ndjson');
    await stranger.exportTo(target);
    await stranger.close();
    expect(await verifyExport(target)).toMatchObject({ ok: true });
    expect(await verifyExport(target, { key: audit.publicKey.id })).toMatchObject({ ok: false, firstBad: null });
    expect(await verifyExport(target, { key: stranger.publicKey.publicKey })).toMatchObject({ ok: true });
  });

  test.each([
    ['an empty file', ''],
    ['no text at all', Buffer.from([0, 255, 254, 10, 0])],
    ['JSON of another kind', '{"kind":"other"}\n[1]\nnull\n'],
    ['a line of 3 MB', 'x'.repeat(3_000_000)],
  ])('%s is told and not thrown', async (_, content) => {
    expect(await verifyBytes(content)).toMatchObject({ ok: false });
  });

  test('a missing file is an error', async () => {
    await expect(verifyExport(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'audit.file-unreadable' });
  });
});
