import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldKeys, fieldTypes, standardKeys } from './keys.ts';
import { parseStandard } from './parse.ts';

const guide = readFileSync(new URL('../../../docs/guide/standards.md', import.meta.url), 'utf8');

describe('the guide', () => {
  it('shows a standard that is accepted', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(guide)![1]!;
    expect(parseStandard(example).findings).toEqual([]);
  });

  it.each(['zh', 'en'])('describes every key and type (%s)', (language) => {
    const [zh, en] = guide.split('\n---\n') as [string, string];
    const half = language === 'zh' ? zh : en;
    for (const word of [...Object.keys(standardKeys), ...Object.keys(fieldKeys), ...fieldTypes]) {
      expect(half, word).toMatch(new RegExp(`^\\|[^|]*\`${word}\``, 'm'));
    }
  });
});
