import { expect, test } from 'vitest';
import { fillText } from './text.ts';

test('lists are joined, and texts chosen, in each language of its own', () => {
  const template = { zh: '缺少：{columns}（{count}）', en: 'Missing: {columns} ({count})' };
  const columns = [{ zh: '编号', en: 'Id' }, 'x'];
  expect(fillText(template, { columns, count: 2 })).toEqual({ zh: '缺少：编号、x（2）', en: 'Missing: Id, x (2)' });
  expect(fillText(template, { columns: { zh: '甲', en: 'A' } })).toEqual({
    zh: '缺少：甲（{count}）',
    en: 'Missing: A ({count})',
  });
});
