import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeZip } from '../../testing-files.ts';
import { openSheet } from './open-sheet.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-workbook-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const header = '<row r="1"><c r="A1" t="str"><v>编号</v></c><c r="B1" t="str"><v>名称</v></c></row>';
const sheetOf = (rows: string, after = '') =>
  `<worksheet><dimension ref="A1:XFD1048576"/><sheetData>${header}${rows}</sheetData>${after}</worksheet>`;

/** Reads a workbook made of these parts to its end. */
async function read(sheet: string, more: { name: string; data: string }[] = []) {
  const bytes = makeZip([
    { name: 'xl/workbook.xml', data: '<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>' },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    },
    { name: 'xl/worksheets/sheet1.xml', data: sheet },
    ...more,
  ]);
  const file = path.join(folder, 'a.xlsx');
  writeFileSync(file, bytes);
  const table = await openSheet(file, bytes.length, { name: 'a.xlsx', reading: {}, scratch: folder } as never);
  try {
    let segments = 0;
    for await (const segment of table.segments()) {
      segments++;
      await segment.dispose();
    }
    return { table, segments };
  } finally {
    await table.close();
  }
}
const codeOf = (sheet: string, more: { name: string; data: string }[] = []) =>
  read(sheet, more).then(
    () => 'read',
    (error: { code?: string }) => error.code ?? String(error),
  );

test('a dimension that lies changes nothing', async () => {
  const { table } = await read(sheetOf('<row r="2"><c r="A2"><v>1</v></c></row>'));
  expect(table.columns).toEqual(['编号', '名称']);
  expect(table.sample).toEqual([['1', null]]);
});

describe('is refused as damaged', () => {
  const one = '<c><v>1</v></c>';
  test.each([
    ['a row beyond the last', `<row r="1048577">${one}</row>`],
    ['a row of no number', `<row r="many">${one}</row>`],
    ['a row of a fraction', `<row r="2.5">${one}</row>`],
    ['a row below nothing', `<row r="-1">${one}</row>`],
    ['a row that stands twice', `<row r="2">${one}</row><row r="2">${one}</row>`],
    ['a row that goes back', `<row r="9">${one}</row><row r="3">${one}</row>`],
    ['a column beyond XFD', '<row r="2"><c r="XFE2"><v>1</v></c></row>'],
    ['more cells in a row than there are columns', `<row r="2">${'<c r="A2" t="e"><v>x</v></c>'.repeat(16_385)}</row>`],
    ['nesting without end', `<row r="2">${'<a>'.repeat(1_000_000)}`],
    ['an attribute without end', `<row r="2"><c r="${'A'.repeat(9_000_000)}"/></row>`],
    ['a comment without end', `<row r="2"><!--${'x'.repeat(9_000_000)}--></row>`],
  ])('%s', async (_, rows) => {
    expect(await codeOf(sheetOf(rows))).toBe('collection.damaged-file');
  });

  test('lists of sheets and styles without end', async () => {
    const styles = `<styleSheet><cellXfs>${'<xf numFmtId="14"/>'.repeat(1_800_000)}</cellXfs></styleSheet>`;
    expect(await codeOf(sheetOf(''), [{ name: 'xl/styles.xml', data: styles }])).toBe('collection.damaged-file');
  });
});

test('shared strings of no length count too', async () => {
  const data = `<sst count="1" uniqueCount="1">${'<si/>'.repeat(10_100_000)}</sst>`;
  expect(await codeOf(sheetOf(''), [{ name: 'xl/sharedStrings.xml', data }])).toBe('collection.archive-bomb');
});

test('a count of shared strings that lies, and an index beyond them, is an empty cell', async () => {
  const { table } = await read(sheetOf('<row r="2"><c t="s"><v>0</v></c><c t="s"><v>7</v></c></row>'), [
    { name: 'xl/sharedStrings.xml', data: '<sst count="4000000000" uniqueCount="4000000000"><si><t>甲</t></si></sst>' },
  ]);
  expect(table.sample).toEqual([['甲', null]]);
});

test('many merged areas are counted, not kept', async () => {
  const merges = `<mergeCells>${'<mergeCell ref="A5:A9"/>'.repeat(300_000)}</mergeCells>`;
  const { table } = await read(sheetOf('<row r="2"><c r="A2"><v>1</v></c></row>', merges));
  expect(table.findings.find(({ rule }) => rule === 'merged-cells')?.message.en).toContain('300000 areas');
});

test('cells far to the right of a table take no room, row for row', async () => {
  const rows = Array.from(
    { length: 100_000 },
    (_, i) => `<row r="${i + 2}"><c r="A${i + 2}"><v>1</v></c><c r="XFD${i + 2}"><v>1</v></c></row>`,
  );
  const before = process.memoryUsage.rss();
  const { table } = await read(sheetOf(rows.join('')));
  expect(table.columns).toEqual(['编号', '名称']);
  expect(process.memoryUsage.rss() - before).toBeLessThan(600_000_000);
});
