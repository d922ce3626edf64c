import { expect, test } from 'vitest';
import { codesToText, textToCodes } from './code-list-text.ts';

test('lines typed with either comma, and cells pasted from a spreadsheet, are codes', () => {
  expect(textToCodes('01, 望海区, Wanghai\n\n02，榕江区\n03\t凤岭区\tFengling, north\r\n')).toEqual({
    codes: [
      { code: '01', title: { zh: '望海区', en: 'Wanghai' } },
      { code: '02', title: { zh: '榕江区', en: '榕江区' } },
      { code: '03', title: { zh: '凤岭区', en: 'Fengling, north' } },
    ],
    bad: [],
  });
});

test('a code that stands twice, or lacks its title, is told with its line', () => {
  expect(textToCodes('01,甲\n01,乙\n02\n,丙').bad).toEqual([
    { line: 2, problem: 'twice', code: '01' },
    { line: 3, problem: 'noTitle', code: '02' },
    { line: 4, problem: 'noCode', code: '' },
  ]);
});

test('what is written out reads back as it was, commas in titles too', () => {
  const codes = [
    { code: '1', title: { zh: '甲', en: 'A, first' } },
    { code: '2', title: { zh: '乙', en: '乙' } },
  ];
  expect(textToCodes(codesToText(codes)).codes).toEqual(codes);
});
