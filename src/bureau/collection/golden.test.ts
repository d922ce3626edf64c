import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestCollection, operator, readStandardText, type TestCollection } from './testing.ts';

// A folder a case: `input.*`, what is expected of it, and where it needs them a standard, what is said of the reading and a recipe.
const folder = fileURLToPath(new URL('../../../test/fixtures/collection', import.meta.url));
const entries = readdirSync(folder, { withFileTypes: true });
const cases = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(() => test.close());

it('there are cases', () => {
  expect(cases.length).toBeGreaterThan(25);
});

it.each(cases)('%s', async (name) => {
  const read = (file: string) => readFile(path.join(folder, name, file)).catch(() => null);
  const input = readdirSync(path.join(folder, name)).find((file) => file.startsWith('input.'))!;
  const standard = (await read('standard.yaml')) ?? (await readFile(path.join(folder, 'standard.yaml')));
  const reading = JSON.parse(String((await read('reading.json')) ?? '{}'));
  const dataset = await test.dataset({ ...readStandardText(String(standard)), id: `golden.${name}` });
  const recipe = await read('recipe.yaml');
  if (recipe) await test.collection.recipes.set(operator, dataset, { written: String(recipe) });
  const run = await test.collect(dataset, (await read(input))!, { name: input, reading });
  expect(run.rows).toBe(run.accepted + run.quarantined);
  const { status, rows, accepted, quarantined } = run;
  const expected = {
    status,
    rows,
    accepted,
    quarantined,
    problem: run.problem?.code ?? null,
    reading: run.reading,
    findings: (await test.findings(run.id)).map(({ row, field, rule, value, message }) => ({
      row,
      field,
      rule,
      value: value?.slice(0, 80) ?? null,
      zh: message.zh.slice(0, 120),
    })),
    stored: run.version === null ? [] : await test.rows(dataset),
  };
  const text = `${JSON.stringify(expected, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(path.join(folder, name, 'expected.json'));
});
