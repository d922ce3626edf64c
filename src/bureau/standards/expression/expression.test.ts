import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteLiteral } from '../../../lake/index.ts';
import type { Field } from '../schema.ts';
import type { Value } from '../types/kind.ts';
import { ExpressionProblem, evaluateExpression, expressionSql, parseExpression } from './index.ts';

const fields: Pick<Field, 'name' | 'type'>[] = [
  { name: 'a', type: 'integer' },
  { name: 'b', type: 'decimal' },
  { name: 's', type: 'string' },
  { name: 'ok', type: 'boolean' },
  { name: 'd', type: 'date' },
  { name: 'e', type: 'date' },
  { name: 't', type: 'datetime' },
];
const types = {
  a: 'BIGINT',
  b: 'DECIMAL(18,2)',
  s: 'VARCHAR',
  ok: 'BOOLEAN',
  d: 'DATE',
  e: 'DATE',
  t: 'TIMESTAMP',
} as const;
type Row = Record<keyof typeof types, Value | null>;

describe('parseExpression', () => {
  it.each<[string, number, string]>([
    ['', 0, '结尾'],
    ['a >', 3, '结尾'],
    ['a > 1 and', 9, '结尾'],
    ['amount > 1', 0, '没有字段“amount”'],
    ['a', 0, '是非判断'],
    ['s > 1', 2, '不能比较'],
    ["d > '2026-02-30'", 4, '不是真实的日期'],
    ['a = null', 2, 'is null'],
    ["s = 'abc", 4, '引号'],
    ['a > 1; drop table x', 5, ';'],
    ['exec(a) > 1', 0, '没有函数“exec”'],
    ['length(a) > 1', 7, '文本'],
    ['year(s) > 1', 5, '日期'],
    ['a > 1 b', 6, '结束'],
    ['a in (b)', 6, '固定值'],
    ['(a > 1', 6, '结尾'],
    ['a + s > 1', 4, '数'],
    ['constructor(a) > 1', 0, '没有函数'],
    ['__proto__ > 1', 0, '没有字段'],
  ])('%j fails at %i', (source, at, words) => {
    let problem: unknown;
    try {
      parseExpression(source, fields);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(ExpressionProblem);
    expect((problem as ExpressionProblem).at).toBe(at);
    expect((problem as ExpressionProblem).text.zh).toContain(words);
  });

  it('is not overthrown by depth or length', () => {
    for (const source of [
      '('.repeat(3000),
      `${'not '.repeat(900)}ok`,
      `${'-'.repeat(3000)}a > 1`,
      `a > ${'1'.repeat(5000)}`,
    ]) {
      expect(() => parseExpression(source, fields)).toThrow(ExpressionProblem);
    }
  });

  it('takes nothing out of its quotes', () => {
    const sql = expressionSql(parseExpression("s = 'x'' or 1=1 --'", fields), (name) => `"${name}"`);
    expect(sql).toBe(`("s" = 'x'' or 1=1 --')`);
  });
});

describe('engine and twin', () => {
  const sources = [
    'a > 1',
    'a + b * 2 >= 3 - a',
    'a / b > 0.5',
    'a / 0 > 1',
    '-a < 2',
    'abs(b) = 1.5',
    "s = '甲'",
    "s in ('甲', '𠀀x', '')",
    "s not in ('a')",
    'length(s) > 1',
    "left(s, 1) = '𠀀'",
    "right(s, 2) = '𠀀x'",
    'a between 0 and 2',
    'a not between 0 and 2',
    'ok',
    'not ok',
    'ok or a > 0',
    'ok and a > 0',
    'a is null',
    'b is not null',
    "d >= '2024-02-29'",
    'd <= e',
    'days(d, e) > 30',
    'year(d) = 2024 and month(d) = 2',
    'day(t) > 14',
    "t >= '2024-01-01'",
    "t > '2024-01-01 08:30:00'",
    'a = b',
    "s < '甲'",
    'a in (1, 2) or (d > e and not (b < 1))',
    'ok = true',
    'a is null or b > a',
    "s <> 'a'",
  ];
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 });
  const day = fc.constantFrom('2023-12-31', '2024-01-01', '2024-02-29', '2024-03-01', '2025-06-15');
  const row: fc.Arbitrary<Row> = fc.record({
    a: optional(fc.integer({ min: -3, max: 4 })),
    b: optional(fc.integer({ min: -300, max: 300 }).map((value) => value / 100)),
    s: optional(fc.constantFrom('a', 'b', '甲', '甲乙', '𠀀x', '')),
    ok: optional(fc.boolean()),
    d: optional(day),
    e: optional(day),
    t: optional(fc.tuple(day, fc.constantFrom('00:00:00', '08:30:00', '23:59:59.5')).map((parts) => parts.join(' '))),
  });
  const rows = fc.sample(row, { numRuns: 300, seed: 5 });

  it('agree on every rule and row', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const columns = Object.entries(types);
    await connection.run(`CREATE TABLE r (i INTEGER, ${columns.map(([name, type]) => `${name} ${type}`).join(', ')})`);
    const literal = (value: Value | null) =>
      value === null ? 'NULL' : typeof value === 'string' ? quoteLiteral(value) : String(value);
    await connection.run(
      `INSERT INTO r VALUES ${rows.map((each, index) => `(${[index, ...columns.map(([name]) => literal(each[name as keyof Row]))].join(', ')})`).join(', ')}`,
    );
    for (const source of sources) {
      const tree = parseExpression(source, fields);
      const result = await connection.runAndReadAll(
        `SELECT ${expressionSql(tree, (name) => `"${name}"`)} FROM r ORDER BY i`,
      );
      const engine = result.getRows().map(([verdict]) => verdict);
      const twin = rows.map((each) => evaluateExpression(tree, (name) => each[name as keyof Row]));
      expect({ source, twin }).toEqual({ source, twin: engine });
    }
    connection.closeSync();
    instance.closeSync();
  });
});
