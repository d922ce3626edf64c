import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { problemOf } from './check-rule.ts';
import { articleWords, citationOf } from './citation.ts';
import { packs } from './packs/index.ts';
import { createRuleBook, holdsIn } from './rule-book.ts';
import { type Rule, type RuleRevision, RuleShape } from './rules-schema.ts';

const revisionOf = (rule: Rule, revision: number | null = null): RuleRevision => ({
  rule,
  origin: revision === null ? 'pack' : 'officer',
  revision,
  reason: null,
  by: null,
  at: null,
});
const bookOf = (region: string, more: RuleRevision[] = []) =>
  createRuleBook([...packs.map((rule) => revisionOf(rule)), ...more], region);
const rule = (id: string) => packs.find((found) => found.id === id)!;

test.each(packs.map((found) => [found.id, found] as const))('%s is whole', (_, found) => {
  expect([...Value.Errors(RuleShape, found)]).toEqual([]);
  const { id, ...body } = found;
  expect(problemOf(body)).toBeNull();
  // Chinese texts are Chinese, and English ones hold none of it.
  for (const text of [
    found.title,
    found.summary,
    found.note,
    found.starts,
    found.expiry,
    found.instrument.title,
    found.instrument.number,
  ]) {
    if (!text) continue;
    // A standard's number is the same in both.
    if (!text.zh.startsWith('GB/T')) expect(text.zh, id).toMatch(/\p{Script=Han}/u);
    expect(text.en, id).not.toMatch(/\p{Script=Han}/u);
  }
  // What cannot name its article has not been verified.
  if (found.verified) expect(found.article).toMatch(/第.+条/);
  expect(articleWords(found.article).en).toMatch(/^(Article|Chapter|Clause|Annex) [0-9A-Z]/);
});

test('ids are one of a kind, and the issue’s lengths stand', () => {
  expect(new Set(packs.map(({ id }) => id)).size).toBe(packs.length);
  const lengths = (id: string) => [rule(id).length, rule(id).extension?.count ?? null];
  expect(lengths('cn.sharing.unconditional-reply')).toEqual([{ count: 1, unit: 'working-days' }, 10]);
  expect(lengths('cn.sharing.conditional-reply')).toEqual([{ count: 10, unit: 'working-days' }, 10]);
  expect(lengths('cn.sharing.delivery')).toEqual([{ count: 20, unit: 'working-days' }, null]);
  expect(lengths('cn.sharing.completeness')).toEqual([{ count: 3, unit: 'working-days' }, null]);
  expect(lengths('cn.sharing.correction')).toEqual([{ count: 10, unit: 'working-days' }, null]);
  expect(lengths('cn.catalogue.update')).toEqual([{ count: 10, unit: 'working-days' }, 5]);
  expect(lengths('cn.registration.review')).toEqual([{ count: 20, unit: 'working-days' }, null]);
  expect(lengths('cn.registration.publicity')).toEqual([{ count: 10, unit: 'working-days' }, null]);
  expect(lengths('cn.registration.validity')).toEqual([{ count: 3, unit: 'years' }, null]);
  expect(lengths('cn.registration.renewal')).toEqual([{ count: 60, unit: 'calendar-days' }, null]);
});

test('no local rule of the packs gives longer than the nation does', () => {
  for (const local of packs.filter(({ jurisdiction }) => jurisdiction !== '000000')) {
    const national = packs.find(({ jurisdiction, matter }) => jurisdiction === '000000' && matter === local.matter);
    if (!national?.length || !local.length || national.length.unit !== local.length.unit) continue;
    expect(local.length.count, local.id).toBeLessThanOrEqual(national.length.count);
  }
  expect(
    ['000000', '440000', '440300', '310000', '520000'].every((code) => packs.some((p) => p.jurisdiction === code)),
  ).toBe(true);
});

test('articles are cited in both languages', () => {
  expect(citationOf(rule('cn.sharing.conditional-reply'))).toEqual({
    zh: '《政务数据共享条例》（国务院令第809号）第二十一条第一款',
    en: 'Regulations on Government Data Sharing (State Council Order No. 809), Article 21, paragraph 1',
  });
  expect(
    ['第二百零三条', '第十条', '第一百一十一条第二款第三项', '6.5', '附录G'].map((text) => articleWords(text).en),
  ).toEqual(['Article 203', 'Article 10', 'Article 111, paragraph 2, item 3', 'Clause 6.5', 'Annex G']);
});

test('a region has the rules of the nation, its province and itself', () => {
  expect(['000000', '440000', '440300', '440100', '310000'].map((code) => holdsIn(code, '440300'))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  const matter = 'scope.public-data';
  expect(bookOf('440300').of(matter, '2026-01-01')?.rule.id).toBe('sz.scope.public-data');
  expect(bookOf('440100').of(matter, '2026-01-01')?.rule.id).toBe('gd.scope.public-data');
  expect(bookOf('440300').displacedBy(rule('gd.scope.public-data'), '2026-01-01')).toBe('sz.scope.public-data');
  expect(bookOf('310000').of(matter, '2026-01-01')?.rule.id).toBe('sh.scope.public-data');
  expect(bookOf('110000').of(matter, '2026-01-01')).toBeNull();
});

test('the day on which the clock starts chooses the revision', () => {
  const guizhou = bookOf('520000');
  expect(guizhou.of('sharing.conditional-reply', '2025-07-31')?.rule.id).toBe('gz.sharing.conditional-reply');
  expect(guizhou.of('sharing.conditional-reply', '2025-08-01')?.rule.id).toBe('cn.sharing.conditional-reply');
  expect(bookOf('440300').of('sharing.conditional-reply', '2025-07-31')).toBeNull();

  const shorter = { ...rule('cn.sharing.conditional-reply'), length: { count: 5, unit: 'working-days' as const } };
  const saved = [
    revisionOf({ ...shorter, from: '2026-07-01' }, 1),
    revisionOf({ ...shorter, from: '2026-07-01', length: { count: 4, unit: 'working-days' } }, 2),
    revisionOf({ ...shorter, from: '2027-01-01', until: '2027-06-30' }, 3),
  ];
  const book = bookOf('440300', saved);
  const counts = ['2026-06-30', '2026-07-01', '2026-12-31', '2027-01-01', '2027-07-01'].map(
    (day) => book.of('sharing.conditional-reply', day)?.rule.length?.count ?? null,
  );
  // After its end nothing older comes back.
  expect(counts).toEqual([10, 4, 4, 5, null]);
});
