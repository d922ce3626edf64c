import { quoteName } from '../../../lake/index.ts';
import type { Rule } from '../schema.ts';
import { ruleInvalid } from './read-rule.ts';
import { conditionSql, groupSql, isNumber, isTime, measureSql, rowsOf, type Side, typeOf } from './sql.ts';

/** A rule as SQL over one version of each of its datasets. */
export interface CompiledRule {
  /** One row: `total`, `broken`, and other figures of the sentence. */
  measure: string;
  /** Something to select from: the rows of the first dataset that break it, in its own columns; null where rows cannot show it. */
  brokenRows: string | null;
  /** The groups that differ, for a reconciliation: the grouping fields, `ours`, `theirs`. */
  differences: string | null;
}

/** The datasets that a rule reads, the one it is about first. */
export function datasetsOf(rule: Rule): string[] {
  if (rule.kind === 'referential') return [...new Set([rule.dataset, rule.references.dataset])];
  if (rule.kind === 'reconciliation') return [...new Set([rule.dataset, rule.against.dataset])];
  return [rule.dataset];
}

/** The fields whose values a rule looks at, by dataset; those of conditions are found by their names. */
export function fieldsOf(rule: Rule, names: (dataset: string) => string[]): Map<string, Set<string>> {
  const found = new Map(datasetsOf(rule).map((dataset) => [dataset, new Set<string>()]));
  const add = (dataset: string, fields: (string | undefined)[]) => {
    for (const field of fields) if (field !== undefined) found.get(dataset)!.add(field);
  };
  const condition = (dataset: string, text: string | undefined) => {
    const words = new Set((text ?? '').match(/[A-Za-z_][A-Za-z0-9_]*/g));
    add(
      dataset,
      names(dataset).filter((name) => words.has(name)),
    );
  };
  if ('where' in rule) condition(rule.dataset, rule.where);
  switch (rule.kind) {
    case 'referential':
      add(rule.dataset, rule.fields);
      add(rule.references.dataset, rule.references.fields);
      break;
    case 'reconciliation':
      add(rule.dataset, [rule.measure.field, ...rule.by.map(({ field }) => field)]);
      add(rule.against.dataset, [rule.against.measure.field, ...rule.against.by.map(({ field }) => field)]);
      condition(rule.against.dataset, rule.against.where);
      break;
    case 'freshness':
      add(rule.dataset, [rule.field]);
      break;
    case 'expression':
      condition(rule.dataset, rule.check);
      break;
    case 'row-count':
      break;
  }
  return found;
}

/** Compiles a rule; throws `quality.rule-invalid` for what does not fit the datasets. `sides` stand as in `datasetsOf`. */
export function compileRule(rule: Rule, sides: Side[]): CompiledRule {
  const [first] = sides as [Side];
  const second = sides[1] ?? first;
  switch (rule.kind) {
    case 'referential':
      return compileReferential(rule, first, second);
    case 'reconciliation':
      return compileReconciliation(rule, first, second);
    case 'freshness':
      return compileFreshness(rule, first);
    case 'row-count': {
      if (rule.min === undefined && rule.max === undefined) {
        throw ruleInvalid('', { zh: '须写明 min 或 max', en: 'needs min or max' });
      }
      const bounds = [
        ...(rule.min === undefined ? [] : [`count(*) < ${rule.min}`]),
        ...(rule.max === undefined ? [] : [`count(*) > ${rule.max}`]),
      ];
      const rows = rowsOf(first, rule.where, 'where');
      return {
        measure: `SELECT 1 AS total, CAST(${bounds.join(' OR ')} AS INTEGER) AS broken, count(*) AS rows FROM ${rows} AS a`,
        brokenRows: null,
        differences: null,
      };
    }
    case 'expression': {
      const rows = rowsOf(first, rule.where, 'where');
      const broken = `coalesce(NOT ${conditionSql(first, rule.check, 'check')}, false)`;
      return {
        measure: `SELECT count(*) AS total, count(*) FILTER (WHERE ${broken}) AS broken FROM ${rows} AS a`,
        brokenRows: `(SELECT * FROM ${rows} AS a WHERE ${broken})`,
        differences: null,
      };
    }
  }
}

function compileReferential(rule: Rule & { kind: 'referential' }, first: Side, second: Side): CompiledRule {
  const { fields, references } = rule;
  if (fields.length !== references.fields.length) {
    throw ruleInvalid('references.fields', {
      zh: `应与 fields 同样多（${fields.length} 个）`,
      en: `must be as many as fields (${fields.length})`,
    });
  }
  const pairs = fields.map((field, index) => {
    const other = references.fields[index]!;
    const types = [typeOf(first, field, 'fields'), typeOf(second, other, 'references.fields')] as const;
    requireAlike(types, [`${first.dataset}.${field}`, `${second.dataset}.${other}`], 'references.fields');
    return `b.${quoteName(other)} = a.${quoteName(field)}`;
  });
  const asked = fields.map((field) => `a.${quoteName(field)} IS NOT NULL`).join(' AND ');
  // EXISTS becomes one hash of the other side, through which the rows pass once.
  const found = `EXISTS (SELECT 1 FROM ${second.relation} AS b WHERE ${pairs.join(' AND ')})`;
  const rows = rowsOf(first, rule.where, 'where');
  return {
    measure: `SELECT count(*) AS total, count(*) FILTER (WHERE NOT found) AS broken
      FROM (SELECT ${found} AS found FROM ${rows} AS a WHERE ${asked}) AS asked`,
    brokenRows: `(SELECT * FROM ${rows} AS a WHERE ${asked} AND NOT ${found})`,
    differences: null,
  };
}

/** Doubles that are equal but for the order of their sum. */
const roundingShare = 1e-9;

function compileReconciliation(rule: Rule & { kind: 'reconciliation' }, first: Side, second: Side): CompiledRule {
  const { against, by } = rule;
  if (by.length !== against.by.length) {
    throw ruleInvalid('against.by', {
      zh: `应与 by 同样多（${by.length} 个）`,
      en: `must be as many as by (${by.length})`,
    });
  }
  for (const [index, group] of by.entries()) {
    const other = against.by[index]!;
    // A day, month or year is a date, of whatever time it is made.
    const kind = (side: Side, { field, step }: typeof group, place: string) =>
      step === undefined ? typeOf(side, field, place) : 'DATE';
    requireAlike(
      [kind(first, group, 'by'), kind(second, other, 'against.by')],
      [`${first.dataset}.${group.field}`, `${second.dataset}.${other.field}`],
      'against.by',
    );
  }
  const ours = measureSql(first, rule.measure, 'measure');
  const theirs = measureSql(second, against.measure, 'against.measure');
  const names = by.map((_, index) => `g${index}`);
  const list = (side: Side, groups: typeof by, place: string) =>
    groups.map((group, index) => `${groupSql(side, group, place)} AS g${index}`);
  const one = (side: Side, parts: { rows: string; groups: string[]; measure: string }) =>
    `(SELECT ${[...parts.groups, `${parts.measure} AS v`].join(', ')} FROM ${parts.rows} AS ${side === first ? 'a' : 'b'}${parts.groups.length ? ` GROUP BY ${names.map((_, index) => index + 1).join(', ')}` : ''})`;
  const left = one(first, {
    rows: rowsOf(first, rule.where, 'where'),
    groups: list(first, by, 'by'),
    measure: ours.sql,
  });
  const right = one(second, {
    rows: rowsOf(second, against.where, 'against.where'),
    groups: list(second, against.by, 'against.by'),
    measure: theirs.sql,
  });
  // A group that one side lacks sums to nothing there; of a mean or an extreme there is then nothing to compare.
  const additive = (aggregate: string) => ['count', 'count-distinct', 'sum'].includes(aggregate);
  const value = (side: string, aggregate: string) => (additive(aggregate) ? `coalesce(${side}.v, 0)` : `${side}.v`);
  const joined = `(SELECT ${[
    ...names.map((name) => `coalesce(x.${name}, y.${name}) AS ${name}`),
    `CAST(${value('x', rule.measure.aggregate)} AS DOUBLE) AS ours`,
    `CAST(${value('y', against.measure.aggregate)} AS DOUBLE) AS theirs`,
    `CAST(abs(${value('x', rule.measure.aggregate)} - ${value('y', against.measure.aggregate)}) AS DOUBLE) AS apart`,
  ].join(', ')} FROM ${left} AS x FULL JOIN ${right} AS y ON ${
    names.map((name) => `x.${name} IS NOT DISTINCT FROM y.${name}`).join(' AND ') || 'true'
  })`;
  const share = Math.max(rule.tolerance?.share ?? 0, ours.inexact || theirs.inexact ? roundingShare : 0);
  const allowed = `greatest(${rule.tolerance?.absolute ?? 0}::DOUBLE, ${share}::DOUBLE * greatest(abs(ours), abs(theirs)))`;
  const broken = `coalesce(apart > ${allowed}, true)`;
  const shown = by.map(({ field }, index) => `g${index} AS ${quoteName(field)}`);
  return {
    measure: `SELECT count(*) AS total, count(*) FILTER (WHERE ${broken}) AS broken, sum(ours) AS ours, sum(theirs) AS theirs,
      max(apart) FILTER (WHERE ${broken}) AS worst FROM ${joined} AS joined`,
    brokenRows: null,
    differences: `SELECT ${[...shown, 'ours', 'theirs', 'ours - theirs AS difference'].join(', ')} FROM ${joined} AS joined
      WHERE ${broken} ORDER BY apart DESC NULLS FIRST${names.map((name) => `, ${name}`).join('')}`,
  };
}

function compileFreshness(rule: Rule & { kind: 'freshness' }, side: Side): CompiledRule {
  if (rule.field === undefined) return { measure: 'SELECT NULL AS newest', brokenRows: null, differences: null };
  const type = typeOf(side, rule.field, 'field');
  if (!isTime(type)) {
    throw ruleInvalid('field', { zh: `“${rule.field}”不是日期或时间`, en: `“${rule.field}” is no date or time` });
  }
  const column = quoteName(rule.field);
  // A day is over at midnight in China, 16:00 of that day in UTC.
  const seconds = type === 'DATE' ? `epoch(CAST(max(${column}) AS TIMESTAMP)) + 16 * 3600` : `epoch(max(${column}))`;
  return { measure: `SELECT ${seconds} AS newest FROM ${side.relation} AS a`, brokenRows: null, differences: null };
}

function requireAlike(types: readonly [string, string], [one, other]: [string, string], place: string): void {
  const family = (type: string) => (isNumber(type) ? 'number' : type.startsWith('TIMESTAMP') ? 'instant' : type);
  if (family(types[0]) === family(types[1])) return;
  throw ruleInvalid(place, {
    zh: `中 ${other}（${types[1]}）与 ${one}（${types[0]}）的类型不同，无法比较`,
    en: `compares ${other} (${types[1]}) with ${one} (${types[0]}), which are of different types`,
  });
}
