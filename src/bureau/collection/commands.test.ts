import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandOutput } from '../../kernel/index.ts';
import { formatStandard } from '../standards/index.ts';
import { collectionCommands } from './commands.ts';
import { openTestCollection, residents, type TestCollection } from './testing.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(() => test.close());

/** Runs `lingnan collect`; gives its exit code and its one result. */
async function collect(file: string, options: Record<string, string>) {
  const results: Record<string, unknown>[] = [];
  const output: CommandOutput = {
    json: true,
    result: (value) => results.push(value as Record<string, unknown>),
    line: () => {},
    table: () => {},
    progress: () => {},
    signal: new AbortController().signal,
  };
  const command = collectionCommands.find((each) => each.path.join(' ') === 'collect')!;
  const needs = { ...test, identity: { organisations: { list: async () => [{ id: 'org_a' }] } } } as never;
  const code = await command.run(needs, { arguments: [file], options }, output);
  expect(results).toHaveLength(1);
  return { code, result: results[0]! };
}

const header = '编号,手机号,区,登记日期,金额\n';

it('collects the files of a folder in the order of their numbers, each as a run', async () => {
  const folder = path.join(test.dataFolder, 'monthly');
  await mkdir(path.join(folder, 'old'), { recursive: true });
  await writeFile(path.join(folder, '10月.csv'), `${header}1,,南山区,,10\n2,,南山,,1\n`);
  await writeFile(path.join(folder, '9月.csv'), `${header}1,,南山区,,9\n3,,福田区,,1\n`);
  await writeFile(path.join(folder, '.~lock'), 'x');
  await writeFile(path.join(folder, '11月.csv'), '');
  const standard = path.join(test.dataFolder, 'residents.yaml');
  await writeFile(standard, formatStandard(residents));

  const first = await collect(folder, { dataset: 'demo.residents', standard });
  // The empty file is refused and said to be; it stops no other.
  expect(first).toMatchObject({
    code: 1,
    result: {
      dataset: 'demo.residents',
      rows: 4,
      accepted: 3,
      quarantined: 1,
      files: [
        { file: '9月.csv', status: 'done', rows: 2 },
        { file: '10月.csv', status: 'done', findings: [{ row: 3, field: 'district', rule: 'enum', value: '南山' }] },
        { file: '11月.csv', status: 'refused', problem: { code: 'collection.empty-file' } },
      ],
    },
  });
  const rows = await test.rows<{ id: number; amount: string }>('demo.residents');
  expect(rows.map(({ id, amount }) => [id, amount])).toEqual([
    [1, '10.00'],
    [3, '1.00'],
  ]);

  await expect(collect(folder, { dataset: 'demo.residents', mode: 'replace' })).rejects.toMatchObject({
    code: 'collection.replace-by-folder',
  });
  await expect(collect(path.join(folder, 'old'), { dataset: 'demo.residents' })).rejects.toMatchObject({
    code: 'collection.empty-folder',
  });
});
