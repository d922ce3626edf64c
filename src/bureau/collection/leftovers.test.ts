import { existsSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestCollection, operator, residents, type TestCollection } from './testing.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(() => test.close());

const home = (sha256: string) => path.join(test.dataFolder, 'sources', sha256.slice(0, 2), sha256);
const age = async (file: string, days: number) => {
  const then = new Date(Date.now() - days * 24 * 3_600_000);
  await utimes(file, then, then);
};

it('what no run needs goes, and nothing that a run refers to', async () => {
  const dataset = await test.dataset(residents);
  const run = await test.collect(dataset, '编号,手机号,区,登记日期,金额\n1,,南山区,,1\nx,,,,\n');
  const unclaimed = async (text: string) => {
    const upload = { name: 'a.csv', stream: Readable.from([Buffer.from(text)]) };
    const { source } = await test.collection.inspect({ principal: operator, upload });
    return source.sha256;
  };
  const [old, young, used] = [await unclaimed('a\n1\n'), await unclaimed('a\n2\n'), await unclaimed('a\n3\n')];
  for (const sha256 of [old, used, run.source.sha256!]) await age(path.join(home(sha256), 'manifest.json'), 30);
  await test.collection.inspect({ principal: operator, source: { sha256: used } });
  const folders = {
    killed: path.join(test.dataFolder, 'sources/incoming/source-0123456789ab'),
    receiving: path.join(test.dataFolder, 'sources/incoming/source-0123456789ac'),
    gone: path.join(test.dataFolder, 'quarantine/run_gone'),
  };
  for (const folder of Object.values(folders)) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'part'), 'x'.repeat(100));
    if (folder !== folders.receiving) await age(folder, 3);
  }
  await age(path.join(test.dataFolder, 'quarantine', run.id), 3);

  const planned = await test.collection.clearLeftovers({ dryRun: true });
  expect(planned.files).toBe(4);
  expect(existsSync(folders.killed)).toBe(true);
  expect(await test.collection.clearLeftovers()).toEqual(planned);
  expect(await test.collection.clearLeftovers()).toEqual({ files: 0, bytes: 0 });
  expect([folders.killed, folders.gone, home(old)].filter(existsSync)).toEqual([]);
  for (const kept of [folders.receiving, home(young), home(used), home(run.source.sha256!)]) {
    expect(await readdir(kept), kept).not.toEqual([]);
  }
  expect((await test.findings(run.id)).map(({ row }) => row)).toContain(3);
});
