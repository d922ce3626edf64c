import type { Text } from '../../kernel/index.ts';
import { addBit, type Bitset, emptyBits, forEachBit, members } from './bitset.ts';
import type { SearchResult } from './schema.ts';

/** The facets of a search, in the order of `SearchEntry.facets`. */
export const facetNames = ['sector', 'owner', 'openness', 'sharing', 'level', 'status', 'cadence', 'update'] as const;
export type FacetName = (typeof facetNames)[number];
export type FacetFilters = Partial<Record<FacetName, string[]>>;

/** Values of a facet by code, and the code of each ordinal; code 0 is "none". */
export interface FacetColumn {
  values: (string | null)[];
  codes: number[];
}

const titles: Record<string, Text> = {
  'sector:transit': { zh: '公共交通', en: 'Public transport' },
  'sector:health': { zh: '卫生健康', en: 'Health' },
  'sector:government': { zh: '政务服务', en: 'Government services' },
  'sector:safety': { zh: '公共安全', en: 'Public safety' },
  'sector:utilities': { zh: '水电燃气', en: 'Water and electricity' },
  'openness:unconditional': { zh: '无条件开放', en: 'Open' },
  'openness:conditional': { zh: '有条件开放', en: 'Open on conditions' },
  'openness:not-open': { zh: '不予开放', en: 'Not open' },
  'sharing:unconditional': { zh: '无条件共享', en: 'Shared' },
  'sharing:conditional': { zh: '有条件共享', en: 'Shared on conditions' },
  'sharing:not-shared': { zh: '不予共享', en: 'Not shared' },
  'level:general-1': { zh: '一般数据 1 级', en: 'General 1' },
  'level:general-2': { zh: '一般数据 2 级', en: 'General 2' },
  'level:general-3': { zh: '一般数据 3 级', en: 'General 3' },
  'level:general-4': { zh: '一般数据 4 级', en: 'General 4' },
  'level:important': { zh: '重要数据', en: 'Important' },
  'level:core': { zh: '核心数据', en: 'Core' },
  'status:draft': { zh: '草稿', en: 'Draft' },
  'status:published': { zh: '已发布', en: 'Published' },
  'status:retired': { zh: '已停用', en: 'Retired' },
  'cadence:realtime': { zh: '实时', en: 'Real time' },
  'cadence:hourly': { zh: '每小时', en: 'Hourly' },
  'cadence:daily': { zh: '每日', en: 'Daily' },
  'cadence:weekly': { zh: '每周', en: 'Weekly' },
  'cadence:monthly': { zh: '每月', en: 'Monthly' },
  'cadence:quarterly': { zh: '每季度', en: 'Quarterly' },
  'cadence:yearly': { zh: '每年', en: 'Yearly' },
  'cadence:irregular': { zh: '不定期', en: 'Irregular' },
  'update:merge': { zh: '按主键合并', en: 'Merged by key' },
  'update:append': { zh: '追加', en: 'Appended' },
  'update:replace': { zh: '全量替换', en: 'Replaced' },
  'update:analysis': { zh: '分析生成', en: 'Computed' },
};
const valueLimit = 50;

/** The entries that pass the filters of every facet but one: what that facet's counts are taken over. */
export function passing(
  bits: Bitset,
  filters: FacetFilters,
  options: { columns: FacetColumn[]; except?: FacetName },
): Bitset {
  let passed = bits;
  for (const [index, name] of facetNames.entries()) {
    const wanted = filters[name];
    if (!wanted?.length || name === options.except) continue;
    const { values, codes } = options.columns[index]!;
    const allowed = values.map((value) => value !== null && wanted.includes(value));
    const next = emptyBits(bits.words.length * 32);
    forEachBit(passed, (ordinal) => {
      if (allowed[codes[ordinal]!]) addBit(next, ordinal);
    });
    passed = next;
  }
  return passed;
}

/** Counts by facet over what this reader found; a facet's own choice does not narrow its own counts. */
export function countFacets(
  found: Bitset,
  filters: FacetFilters,
  options: { columns: FacetColumn[]; ownerName: (id: string) => Text | undefined },
): SearchResult['facets'] {
  const { columns } = options;
  const all = members(passing(found, filters, { columns }));
  return facetNames.map((name, index) => {
    const { values, codes } = columns[index]!;
    const counts = new Uint32Array(values.length);
    const over = filters[name]?.length ? members(passing(found, filters, { columns, except: name })) : all;
    for (let i = 0; i < over.length; i++) counts[codes[over[i]!]!]!++;
    return {
      name,
      values: values
        .flatMap((value, code) => (value !== null && counts[code]! > 0 ? [{ value, count: counts[code]! }] : []))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, valueLimit)
        .map(({ value, count }) => ({
          value,
          title: (name === 'owner' ? options.ownerName(value) : titles[`${name}:${value}`]) ?? { zh: value, en: value },
          count,
        })),
    };
  });
}
