import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../lake/index.ts';
import { openTestLake } from '../../../lake/testing.ts';
import { openTable } from './open.ts';
import { createSourceStore } from './source-store.ts';

let lake: Awaited<ReturnType<typeof openTestLake>>;
let folder: string;
beforeAll(async () => {
  lake = await openTestLake();
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-records-'));
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true, force: true });
});

/** Reads a file through the store and the readers, with parts so small that records lie across them. */
async function readBack(engine: Engine, content: Buffer, partBytes: number) {
  const store = createSourceStore(path.join(folder, 'sources'), { partBytes });
  const chunks = async function* () {
    for (let at = 0; at < content.length; at += 37) yield content.subarray(at, at + 37);
  };
  const ingestion = await store.ingest(chunks(), { name: 'a.csv' });
  const table = await openTable(ingestion.parts(), {
    name: 'a.csv',
    reading: { format: 'csv', delimiter: ',', headerRow: 1 },
    scratch: await store.scratch('test'),
    engine,
  });
  const rows: { line: number; fault: string | null; cells: (string | null)[] }[] = [];
  let base = 0;
  for await (let segment of table.segments()) {
    let read: Record<string, unknown>[];
    const query = () => engine.rows(`SELECT * FROM ${segment.relation}`);
    try {
      read = await query();
    } catch {
      segment = await segment.careful!();
      read = await query();
    }
    read.forEach((row, index) => {
      const cells = table.columns.map((_, column) => (row[`c${column}`] as string | null) ?? null);
      const line = segment.marked ? base + Number(row['line']) : base + segment.leadingLines + index + 1;
      rows.push({ line, fault: (row['fault'] as string | null) || null, cells });
    });
    base += segment.lines ?? segment.leadingLines + read.length;
    await segment.dispose();
  }
  const source = await ingestion.finish();
  return { rows, source, store };
}

const cell = fc.oneof(
  fc.constantFrom('', '南山区', 'a,b', '他说"好"', '两\n行', 'x\r\ny', '0', ' 空 格 ', '😀', '引"号'),
  fc.string({ unit: fc.constantFrom(...'ab1,"\n；中文 '), maxLength: 12 }),
);

describe('reading delimited text', () => {
  it('gives back every cell and the line of every record, whatever the quotes, line ends and cuts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 25 }),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 20, max: 300 }),
        fc.boolean(),
        async (records, lineEnd, partBytes, mark) => {
          // The oracle writes each value between quotes, or bare where nothing in it needs them.
          const write = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
          const expected: { line: number; cells: (string | null)[] }[] = [];
          let text = `${mark ? '\ufeff' : ''}甲,乙,丙${lineEnd}`;
          let line = 2;
          for (const record of records) {
            // A first cell that is never empty keeps an empty record from being an empty line.
            const cells = ['r', record[1], record[2]];
            text += cells.map(write).join(',') + lineEnd;
            expected.push({ line, cells: cells.map((value) => (value === '' ? null : value)) });
            line += 1 + cells.join('').split('\n').length - 1;
          }
          const { rows, source, store } = await readBack(lake.engine, Buffer.from(text), partBytes);
          expect(rows).toEqual(expected.map((record) => ({ ...record, fault: null })));
          expect(source.bytes).toBe(Buffer.byteLength(text));
          expect((await store.find(source.sha256))?.parts.length).toBe(source.parts.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads UTF-16 and GB18030 as it reads UTF-8', async () => {
    const text = '甲,乙\n南山区,1\n"两\n行",2\n';
    const expected = [
      { line: 2, fault: null, cells: ['南山区', '1'] },
      { line: 3, fault: null, cells: ['两\n行', '2'] },
    ];
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    expect((await readBack(lake.engine, little, 16)).rows).toEqual(expected);
    expect((await readBack(lake.engine, Buffer.from(little).swap16(), 16)).rows).toEqual(expected);
    const gb = Buffer.from('bcd72cd2d20ac4cfc9bdc7f82c310a22c1bd0ad0d0222c320a', 'hex');
    expect((await readBack(lake.engine, gb, 16)).rows).toEqual(expected);
  });

  it('loses no record of broken text: each line is one or belongs to one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom(...'ab,"\n\r;中 '), maxLength: 200 }),
        fc.integer({ min: 10, max: 120 }),
        async (body, partBytes) => {
          const { rows } = await readBack(lake.engine, Buffer.from(`x,y\n1,2\n${body}`), partBytes);
          const lines = rows.map(({ line }) => line);
          expect([...lines].sort((a, b) => a - b)).toEqual(lines);
          expect(new Set(lines).size).toBe(lines.length);
          const read = rows
            .flatMap(({ cells }) => cells)
            .join('')
            .replace(/[^ab中]/g, '');
          // Cells beyond the header's stay in the raw text, so that what is read is all of it or less, in order.
          const source = [...body.replace(/[^ab中]/g, '')];
          let at = 0;
          for (const character of read) {
            while (at < source.length && source[at] !== character) at++;
            expect(at).toBeLessThan(source.length);
            at++;
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
