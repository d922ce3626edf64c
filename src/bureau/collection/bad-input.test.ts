import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCollection, operator, readStandardText, residents, type TestCollection } from './testing.ts';
import { makeWorkbook, makeZip } from './testing-files.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(async () => {
  await test.close();
});

const header = '编号,手机号,区,登记日期,金额\n';
const good = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${from + i},,南山区,2020-01-02,1\n`).join('');
let made = 0;
const fresh = () => test.dataset({ ...residents, id: `demo.bad${++made}` });

/** The problem of a run that must not have changed anything, and whose source is kept. */
async function problemOf(content: string | Buffer, options: { name?: string } = {}) {
  const dataset = await fresh();
  const run = await test.collect(dataset, content, options);
  expect(run.version).toBeNull();
  expect(run.status).toBe('refused');
  expect(run.problem?.message.zh).not.toBe('');
  expect(run.problem?.message.en).not.toBe(run.problem?.message.zh);
  return run;
}

async function findingsOf(content: string | Buffer, options: { name?: string; reading?: object } = {}) {
  const dataset = await fresh();
  const run = await test.collect(dataset, content, options);
  expect(run.rows).toBe(run.accepted + run.quarantined);
  const findings = await test.findings(run.id);
  return { run, dataset, findings: findings.map(({ row, field, rule }) => [row, field, rule]), told: findings };
}

/** A small file system of its own needs the right to mount one. */
const mayMount = (() => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

// What a small file can show stands in `test/fixtures/collection`, a folder a case; here is what needs more than a file.
describe('bad input', () => {
  it('a text that was said to be in another encoding', async () => {
    const { run } = await findingsOf(Buffer.from(header + good(1, 30)), { reading: { encoding: 'utf-16le' } });
    expect(run.status).toBe('refused');
    const wrong = await fresh();
    const gbk = Buffer.concat([Buffer.from('id,district\n'), gb('1,南山区\n2,福田区\n'), Buffer.from('3,\n4,\n')]);
    const read = await test.collect(wrong, gbk, { reading: { encoding: 'utf-8' } });
    expect(read).toMatchObject({ status: 'done', accepted: 2, quarantined: 2 });
    const rules = (await test.findings(read.id)).filter(({ rule }) => rule === 'encoding');
    expect(rules.map(({ row }) => row)).toEqual([2, 3]);
    // Detected by itself, the same file is read without loss.
    expect(await test.collect(await fresh(), gbk)).toMatchObject({ status: 'done', accepted: 4, quarantined: 0 });
  });

  it('a field of 50 MB', async () => {
    const huge = 'x'.repeat(50 * 1024 * 1024);
    const { run, findings } = await findingsOf(`${header}${good(1, 5)}6,,${huge},2020-01-02,1\n${good(7, 2)}`);
    expect(run).toMatchObject({ status: 'done', accepted: 7, quarantined: 1 });
    expect(findings).toContainEqual([7, null, 'cell-size']);
  });

  it('a ZIP bomb, and one in GZIP', async () => {
    const zeros = Buffer.alloc(160 * 1024 * 1024);
    expect((await problemOf(makeZip([{ name: 'a.csv', data: zeros }]), { name: 'a.zip' })).problem?.code).toBe(
      'collection.archive-bomb',
    );
    expect((await problemOf(gzipSync(zeros), { name: 'a.csv.gz' })).problem?.code).toBe('collection.archive-bomb');
  });

  it('a ZIP entry that stands twice', async () => {
    const csv = header + good(1, 2);
    const entry = { name: 'a.csv', data: csv };
    const run = await problemOf(makeZip([entry, entry]), { name: 'a.zip' });
    expect(run.problem?.code).toBe('collection.archive-unsafe');
  });

  it('`../` in the name of the file', async () => {
    const dataset = await fresh();
    const { Readable } = await import('node:stream');
    const upload = { name: '..\\..\\windows/../passwd', stream: Readable.from([Buffer.from(header + good(1, 2))]) };
    const run = await test.collection.collect({ principal: operator, dataset, upload });
    expect(run.source.name).toBe('passwd');
    expect(run.status).toBe('done');
  });

  it('an XLSX with a document type, and one cut short', async () => {
    const workbook = makeWorkbook([{ name: '表', rows: { 1: ['编号'], 2: [1] } }]);
    const evil = makeZip([
      { name: 'xl/workbook.xml', data: '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>' },
      { name: 'xl/worksheets/sheet1.xml', data: '<worksheet/>' },
    ]);
    expect((await problemOf(evil, { name: 'a.xlsx' })).problem?.code).toBe('collection.archive-unsafe');
    const short = workbook.subarray(0, workbook.length - 40);
    expect((await problemOf(short, { name: 'a.xlsx' })).problem?.code).toBe('collection.damaged-file');
  });

  it('an XLSX with a cell beyond the last column', async () => {
    for (const reference of ['ZZZZZZ1', 'XFE1', '7']) {
      const sheet = `<worksheet><sheetData><row r="1"><c r="${reference}"><v>1</v></c></row></sheetData></worksheet>`;
      const workbook = makeZip([
        { name: 'xl/workbook.xml', data: '<workbook><sheets><sheet name="a" id="r1"/></sheets></workbook>' },
        {
          name: 'xl/_rels/workbook.xml.rels',
          data: '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        },
        { name: 'xl/worksheets/sheet1.xml', data: sheet },
      ]);
      const { problem } = await problemOf(workbook, { name: 'far.xlsx' });
      expect(problem?.code).toBe('collection.damaged-file');
      expect(problem?.message.en).toContain(`cell ${reference}`);
    }
  });

  it('nested JSON, a broken record, and a document that ends too early', async () => {
    const json = JSON.stringify({
      data: [
        { id: 1, district: '南山区', amount: 1 },
        { id: 2, district: { name: '福田区' }, amount: 2 },
        { id: 12345678901234567n.toString(), district: '福田区', amount: 3 },
      ],
    });
    const { run, findings } = await findingsOf(json, { name: 'a.json' });
    expect(run).toMatchObject({ status: 'done', accepted: 2, quarantined: 1 });
    expect(findings).toContainEqual([2, 'district', 'nested']);
    const lines = await findingsOf('{"id":1,"district":"南山区"}\n{"id":2,"district"\n{"id":9007199254740993}\n', {
      name: 'a.ndjson',
    });
    expect(lines.run).toMatchObject({ status: 'done', accepted: 2, quarantined: 1 });
    expect(lines.findings).toContainEqual([2, null, 'json']);
    expect((await test.rows<{ id: unknown }>(lines.dataset)).map(({ id }) => String(id))).toEqual([
      '1',
      '9007199254740993',
    ]);
    const run2 = await problemOf(json.slice(0, -20), { name: 'a.json' });
    expect(run2.problem?.code).toBe('collection.damaged-file');
  });

  it('a Parquet file cut short', async () => {
    const file = path.join(test.dataFolder, 'whole.parquet');
    await test.lake.engine.run(
      `COPY (SELECT i AS id, '南山区' AS district, DATE '2020-01-02' AS registered, 1.5 AS amount, NULL AS phone FROM range(1, 1001) t(i)) TO '${file}' (FORMAT parquet)`,
    );
    const whole = await readFile(file);
    expect((await findingsOf(whole, { name: 'a.parquet' })).run).toMatchObject({ status: 'done', accepted: 1000 });
    for (const bytes of [whole.length - 5, whole.length / 2, 20]) {
      const run = await problemOf(whole.subarray(0, bytes), { name: 'a.parquet' });
      expect(run.problem?.code).toBe('collection.damaged-file');
    }
  });

  it.skipIf(!mayMount)('a disk that is full', async () => {
    const dataset = await fresh();
    await test.collect(dataset, header + good(1, 2));
    const sources = path.join(test.dataFolder, 'sources');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', sources]);
    try {
      const run = await test.collect(dataset, header + good(10, 100_000));
      expect(run).toMatchObject({ status: 'failed', version: null, problem: { code: 'collection.disk-full' } });
      expect(await readdir(path.join(sources, 'incoming'))).toEqual([]);
    } finally {
      execFileSync('umount', [sources]);
    }
    expect(await test.rows(dataset)).toHaveLength(2);
    expect(await test.collect(dataset, header + good(10, 3))).toMatchObject({ status: 'done', accepted: 3 });
  });

  it('columns that must be there are missing; others are doubled or unknown', async () => {
    const run = await problemOf('手机号,区\n13800138000,南山区\n');
    expect(run.problem?.code).toBe('collection.columns-missing');
    expect(run.source.sha256).not.toBeNull();
    const { run: told, findings } = await findingsOf('ID , 区（行政区）,备注,备注,编号\n1,南山区,a,b,2\n');
    expect(told).toMatchObject({ status: 'done', accepted: 1 });
    expect(findings.map(([, , rule]) => rule)).toEqual(
      expect.arrayContaining(['column-duplicate', 'column-unknown', 'column-missing']),
    );
  });

  it('a script in a title, and a formula on CSV export', async () => {
    const standard = readStandardText(`
id: demo.notes
title: { zh: 记录, en: Notes }
fields:
  - { name: note, title: { zh: 备注, en: Note }, type: string, required: true }
  - { name: amount, title: { zh: 金额, en: Amount }, type: decimal }
`);
    await test.dataset(standard);
    const run = await test.collect(
      'demo.notes',
      `备注,金额,<script>alert(1)</script>\n"=HYPERLINK(""http://x"")",x,\n@cmd,y,\n-1,z,\n'=1,q,\n好,1,\n好,2,\n好,3,\n好,4,\n`,
    );
    expect(run).toMatchObject({ status: 'done', quarantined: 4 });
    const chunks: string[] = [];
    for await (const chunk of await test.collection.quarantine.download(operator, run.id, 'zh'))
      chunks.push(String(chunk));
    const lines = chunks.join('').split('\r\n');
    expect(lines.slice(1, 5).map((line) => line.split(',')[1])).toEqual([
      `"'=HYPERLINK(""http://x"")"`,
      "'@cmd",
      '-1',
      "''=1",
    ]);
    // Coming back untouched, nothing has changed.
    const { Readable } = await import('node:stream');
    const back = Readable.from([Buffer.from(chunks.join(''))]);
    expect(await test.collection.quarantine.upload(operator, run.id, back)).toEqual({ rows: 4, cells: 0 });
  });
});

/** A few characters in GB 2312, which Node can decode but not encode. */
function gb(text: string): Buffer {
  const codes: Record<string, number> = { 南: 0xc4cf, 山: 0xc9bd, 区: 0xc7f8, 福: 0xb8a3, 田: 0xccef };
  return Buffer.concat(
    [...text].map((character) => {
      const code = codes[character];
      return code === undefined ? Buffer.from(character) : Buffer.from([code >> 8, code & 255]);
    }),
  );
}
