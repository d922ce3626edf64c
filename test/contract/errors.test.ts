import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorsPage, renderErrors } from '../../scripts/errors-page.ts';
import { listErrors } from '../../src/kernel/index.ts';

test('docs/errors.md tells every code; npm run docs:errors writes it', () => {
  expect(listErrors().length).toBeGreaterThan(20);
  expect(readFileSync(errorsPage, 'utf8')).toBe(renderErrors());
});

test('every error speaks both languages and says how to mend it', () => {
  for (const { code, definition } of listErrors()) {
    for (const text of [definition.message, definition.remedy]) {
      expect(text.zh, code).toMatch(/[\u4e00-\u9fff]/);
      expect(text.en, code).toMatch(/^[^\u4e00-\u9fff]+$/);
    }
    expect(definition.message.zh, code).not.toMatch(/[！!]/);
  }
});
