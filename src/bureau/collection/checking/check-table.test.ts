import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { quoteLiteral } from '../../../lake/index.ts';
import { openTestLake } from '../../../lake/testing.ts';
import { checkRow, compileStandard } from '../../standards/index.ts';
import { openTable } from '../reading/open.ts';
import { createSourceStore } from '../reading/source-store.ts';
import { readStandardText } from '../testing.ts';
import { checkTable } from './check-table.ts';
import { rowFindings, type StoredRow } from './finding-kinds.ts';

let lake: Awaited<ReturnType<typeof openTestLake>>;
let folder: string;
beforeAll(async () => {
  lake = await openTestLake();
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-check-'));
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

const standard = readStandardText(`
id: demo.parcels
title: { zh: 地块, en: Parcels }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: code, title: { zh: 代码, en: Code }, type: string, unique: true }
  - { name: kind, title: { zh: 类别, en: Kind }, type: string, enum: [甲, 乙] }
  - { name: owner, title: { zh: 所有者, en: Owner }, type: string }
  - { name: parent, title: { zh: 上级, en: Parent }, type: integer }
references:
  - { name: owner, fields: [owner], references: { dataset: demo.owners, fields: [name] } }
  - { name: parent, fields: [parent], references: { dataset: demo.parcels, fields: [id] } }
`);
const compiled = compileStandard(standard, []);
const names = ['id', 'code', 'kind', 'owner', 'parent'] as const;
type Row = Record<(typeof names)[number], string>;

/** Rows of a source that is sorted by its key, or nearly, or not at all. */
const source = fc
  .tuple(
    fc.array(
      fc.record({
        step: fc.constantFrom(1, 1, 1, 1, 1, 2, 3, 0, -1, -4),
        code: fc.constantFrom('', '', ...'abcdefghijklmnopqrstuvwxyz'),
        kind: fc.constantFrom('甲', '甲', '甲', '乙', '乙', '丙', '甲"', '甲\n乙'),
        owner: fc.constantFrom('', '赵', '钱', '赵', '钱', '孙'),
        parent: fc.constantFrom('', '', '', -2, -1, 0, 1, 3, 400),
        spoiled: fc.constantFrom('', '', '', '', '', '', '', '', 'x'),
      }),
      { minLength: 1, maxLength: 40 },
    ),
    fc.boolean(),
  )
  .map(([steps, sorted]): Row[] => {
    let id = 10;
    return steps.map(({ step, code, kind, owner, parent, spoiled }, index) => {
      id += step;
      const own = sorted ? id : 10 + ((index * 7 + step) % 31);
      const above = typeof parent === 'string' || parent === 400 ? parent : own + parent;
      return { id: `${own}${spoiled}`, code, kind, owner, parent: `${above}` };
    });
  });

/** What must come out, row by row, with nothing but loops. */
function expected(rows: Row[], stored: { id: number; code: string }[], owners: string[]) {
  let line = 2;
  const lines = rows.map(({ kind }) => {
    const own = line;
    line += 1 + (kind.match(/\n/g)?.length ?? 0);
    return own;
  });
  const first: Record<'id' | 'code', Map<unknown, number>> = { id: new Map(), code: new Map() };
  const judged = rows.map((row, index) => {
    const at = lines[index]!;
    const raw = Object.fromEntries(names.map((name) => [name, row[name] === '' ? null : row[name]]));
    const { values, findings: own } = checkRow(compiled, raw, at);
    const found = own.map(({ field, rule }) => `${at} ${field} ${rule}`);
    for (const field of ['id', 'code'] as const) {
      const value = values[field];
      if (value === null || value === undefined) continue;
      const earlier = first[field].get(value);
      if (field === 'code' && stored.some((one) => one.code === value && one.id !== values['id'])) {
        found.push(`${at} code unique v7`);
      } else if (earlier !== undefined) found.push(`${at} ${field} unique ${earlier}`);
      if (earlier === undefined) first[field].set(value, at);
    }
    if (row.owner !== '' && !owners.includes(row.owner)) found.push(`${at} owner reference`);
    return { row, at, id: values['id'], parent: values['parent'], found };
  });
  for (let changed = true; changed; ) {
    const known = new Set<unknown>(stored.map(({ id }) => id));
    for (const { id, found } of judged) if (found.length === 0) known.add(id);
    changed = false;
    for (const { at, parent, found } of judged) {
      const finding = `${at} parent reference`;
      if (parent === null || known.has(parent) || found.includes(finding)) continue;
      found.push(finding);
      changed = true;
    }
  }
  const findings = judged.flatMap(({ found }) => found);
  const accepted = judged.flatMap(({ row, found }) => (found.length === 0 ? [row] : []));
  return { findings: findings.sort(), accepted: accepted.map(({ id }) => Number(id)).sort((a, b) => a - b) };
}

const stored = "(VALUES (12::BIGINT, 'c'), (400, 'd')) stored(id, code)";

async function checked(rows: Row[], { partBytes, keptBytes }: { partBytes: number; keptBytes: number }) {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const text = [names.join(','), ...rows.map((row) => names.map((name) => quoted(row[name])).join(','))].join('\n');
  const store = createSourceStore(path.join(folder, 'sources'), { partBytes });
  const bytes = Buffer.from(`${text}\n`);
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += 23) yield bytes.subarray(at, at + 23);
  };
  const ingestion = await store.ingest(chunks(), { name: 'a.csv' });
  const work = await mkdtemp(path.join(folder, 'run-'));
  const table = await openTable(ingestion.parts(), {
    name: 'a.csv',
    reading: { format: 'csv', delimiter: ',', headerRow: 1 },
    standard,
    scratch: await store.scratch('test'),
    engine: lake.engine,
  });
  const result = await checkTable({
    engine: lake.engine,
    compiled,
    table,
    keptBytes,
    run: path.basename(work).replace('-', '_'),
    acceptedFolder: path.join(work, 'accepted'),
    rejectedFolder: path.join(work, 'rejected'),
    dataset: 'demo.parcels',
    reference: async (dataset) => (dataset === 'demo.parcels' ? stored : "(VALUES ('赵'), ('钱')) owners(name)"),
    existing: {
      relation: stored,
      version: 7,
      uniques: [['code']],
      except: ['id'],
    },
  });
  await ingestion.abort();
  const read = <T>(files: string) => lake.engine.rows<T>(`SELECT * FROM read_parquet(${files})`);
  const list = (files: string[]) => `[${files.map(quoteLiteral).join(', ')}]`;
  const accepted = result.accepted === 0 ? [] : await read<{ id: number }>(list(result.acceptedFiles));
  const rejected =
    result.quarantined === 0 ? [] : await read<StoredRow>(quoteLiteral(path.join(work, 'rejected', '*.parquet')));
  const findings = rejected.flatMap((stored) => {
    const own = rowFindings(stored, result.legend);
    return own.map(({ row, field, rule }, index) => {
      const kind = result.legend.kinds[stored.kinds[index]!]!;
      return `${row} ${field} ${rule}${kind.from === 'unique' ? ` ${stored.details[index]}` : ''}`;
    });
  });
  const raws = new Map(rejected.map(({ row, raw }) => [row, raw]));
  return { result, findings: findings.sort(), accepted: accepted.map(({ id }) => id).sort((a, b) => a - b), raws };
}

it('finds in parts of any size, sorted or not, what a loop over the rows finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      source,
      fc.integer({ min: 16, max: 600 }),
      fc.constantFrom(0, 50, 1e6),
      async (rows, partBytes, keptBytes) => {
        const wanted = expected(
          rows,
          [
            { id: 12, code: 'c' },
            { id: 400, code: 'd' },
          ],
          ['赵', '钱'],
        );
        const { result, findings, accepted, raws } = await checked(rows, { partBytes, keptBytes });
        expect(findings).toEqual(wanted.findings);
        expect(accepted).toEqual(wanted.accepted);
        expect(result).toMatchObject({
          rows: rows.length,
          accepted: wanted.accepted.length,
          quarantined: rows.length - wanted.accepted.length,
        });
        let line = 2;
        for (const row of rows) {
          const raw = raws.get(line);
          if (raw) expect(raw.map((text) => text ?? '')).toEqual(names.map((name) => row[name]));
          line += row.kind.split('\n').length;
        }
      },
    ),
    { numRuns: 40 },
  );
}, 300_000);
