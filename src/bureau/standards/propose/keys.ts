import type { Field } from '../schema.ts';
import { fieldKinds } from '../types/index.ts';
import { clockPattern } from './candidates.ts';
import type { ColumnLook } from './look.ts';
import { ask, type ProposalSource } from './source.ts';

const idLike = /(^|_)(id|code|number|no|key|uuid|plate)(_|$)/;
const orderLike = /(^|_)(sequence|seq|order|index|rank)(_|$)/;
const never = ['number', 'decimal', 'boolean', 'longitude', 'latitude'];
const moments = ['date', 'datetime', 'time', 'phone'];
/** So many sets are told, and so many counted over all rows at most. */
const most = 5;
const mostCounted = 10;
const nearest = 12;
/** So many rows show most sets that repeat, before all rows are counted. */
const firstRows = 20_000;

/** What a field can be in a key. */
type Part = 'thing' | 'place' | 'moment' | 'other';
const singleRanks: Record<Part, number> = { thing: 0, place: 1, other: 2, moment: 3 };

function partOf(field: Field): Part {
  if (isIdentifier(field.name)) return 'thing';
  if (orderLike.test(field.name)) return 'place';
  return moments.includes(field.type) || field.pattern === clockPattern ? 'moment' : 'other';
}

/** Whether two fields that together never repeat are of the kinds that keys are made of. */
export function isTellingKey(fields: Field[]): boolean {
  const parts = fields.map(partOf);
  return parts.length > 1 ? !parts.includes('other') || parts.includes('moment') : parts[0] === 'thing';
}

/** Whether a field's name says that its values name things, so that there will be others. */
export function isIdentifier(name: string): boolean {
  return idLike.test(name);
}

/**
 * Sets of one or two fields whose typed values are never empty and never repeat in all rows looked at, the likeliest key
 * first: a field named as an id, then two fields together, then any other field.
 */
export async function keyCandidates(source: ProposalSource, fields: Field[], looks: ColumnLook[]): Promise<string[][]> {
  const { rows } = source;
  if (rows < 2) return [];
  const whole = fields.flatMap((field, index) => {
    const look = looks[index]!;
    if (never.includes(field.type) || look.filled - look.blank < rows) return [];
    const value = fieldKinds[field.type].sql(look.column, field, {});
    return [{ field, part: partOf(field), distinct: look.distinct, value }];
  });
  const ranked = whole.toSorted((left, right) => singleRanks[left.part] - singleRanks[right.part]);
  let counted = 0;
  const unique = async (set: (typeof whole)[number][]): Promise<boolean> => {
    // The engine only guesses at the number of different values; of few it may miss a third.
    if (set.reduce((product, { distinct }) => product * distinct, 1) < rows * 0.5) return false;
    if (rows > firstRows && !(await areUnique(source, set, firstRows))) return false;
    return counted++ < mostCounted && areUnique(source, set, rows);
  };
  const singles: typeof ranked = [];
  for (const one of ranked) if (singles.length < most && (await unique([one]))) singles.push(one);
  const named = singles.filter(({ part }) => part === 'thing');
  const pairs: string[][] = [];
  if (named.length === 0) {
    const near = ranked.filter((one) => !singles.includes(one)).slice(0, nearest);
    const sets = near.flatMap((left, position) => near.slice(position + 1).map((right) => [left, right]));
    const likeliest = sets.toSorted((left, right) => pairRank(left) - pairRank(right));
    for (const set of likeliest) {
      if (pairs.length < most && (await unique(set))) pairs.push(set.map(({ field }) => field.name));
    }
  }
  const others = singles.filter((one) => !named.includes(one));
  const alone = (one: (typeof whole)[number]) => [one.field.name];
  return [...named.map(alone), ...pairs, ...others.map(alone)].slice(0, most);
}

/** What pairs are likeliest: a thing with its place in an order, with a moment, two things; last what happens not to repeat. */
function pairRank(set: { part: Part }[]): number {
  const parts = set.map(({ part }) => part).toSorted();
  const known = ['place thing', 'moment thing', 'thing thing', 'moment place', 'moment other'];
  const rank = known.indexOf(parts.join(' '));
  return rank < 0 ? known.length : rank;
}

async function areUnique(source: ProposalSource, set: { value: string }[], rows: number): Promise<boolean> {
  const values = set.map(({ value }, index) => `${value} AS k${index}`).join(', ');
  const [found] = await ask<{ different: number; looked: number }>(
    source,
    `SELECT count(*) AS different, sum(n) AS looked FROM (SELECT count(*) AS n FROM ` +
      `(SELECT ${values} FROM ${source.relation} LIMIT ${rows}) GROUP BY ${set.map((_, index) => `k${index}`).join(', ')})`,
  );
  return Number(found!.different) === Number(found!.looked);
}
