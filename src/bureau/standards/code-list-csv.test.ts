import { expect, test } from 'vitest';
import { codesToCsv, csvToCodes } from './code-list-csv.ts';

test('a code list goes to CSV and back', () => {
  const codes = [
    { code: '01', title: { zh: '甲,"乙"', en: 'a\nb' }, from: '2020-01-01' },
    { code: '2', title: { zh: '丙', en: 'c' }, to: '2019-12-31' },
  ];
  expect(csvToCodes(codesToCsv(codes))).toEqual(codes);
  expect(csvToCodes('\ufeffzh,code\n甲,01\n\n')).toEqual([{ code: '01', title: { zh: '甲', en: '甲' } }]);
});

test('what cannot be read is told with its line', () => {
  for (const bad of ['', 'a,b\n1,2\n', 'code,zh\n1,\n']) {
    expect(() => csvToCodes(bad), bad).toThrow(expect.objectContaining({ code: 'standards.unreadable' }));
  }
});
