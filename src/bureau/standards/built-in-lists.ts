import type { CodeList } from './schema.ts';
import { guangdongRegions, provinces } from './types/regions.ts';

/** Code lists that every house has from the start; a published list of the same id takes their place. */
export const builtInCodeLists: CodeList[] = [
  {
    id: 'gb.sex',
    title: { zh: '人的性别代码（GB/T 2261.1-2003）', en: 'Codes of the human sexes (GB/T 2261.1-2003)' },
    codes: [
      { code: '0', title: { zh: '未知的性别', en: 'not known' } },
      { code: '1', title: { zh: '男性', en: 'male' } },
      { code: '2', title: { zh: '女性', en: 'female' } },
      { code: '9', title: { zh: '未说明的性别', en: 'not stated' } },
    ],
  },
  {
    id: 'gb.provinces',
    title: { zh: '省级行政区划代码（GB/T 2260）', en: 'Provinces (GB/T 2260)' },
    codes: provinces.map(([prefix, zh, en]) => ({ code: `${prefix}0000`, title: { zh, en } })),
  },
  {
    id: 'gb.guangdong',
    title: { zh: '广东省行政区划代码（GB/T 2260）', en: 'Regions of Guangdong (GB/T 2260)' },
    codes: guangdongRegions.map(({ code, name }) => ({ code, title: { zh: name, en: name } })),
  },
];
