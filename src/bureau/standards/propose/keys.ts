import type { Field } from '../schema.ts';

const idLike = /(^|_)(id|code|number|no|key|uuid|plate)(_|$)/;
const never = ['number', 'decimal', 'boolean', 'longitude', 'latitude'];
const most = 5;

/** Sets of fields whose values are never empty and never repeat in the sample, the likeliest key first. */
export function keyCandidates(fields: Field[], rows: (string | null)[][]): string[][] {
  if (rows.length < 2) return [];
  const whole = fields
    .map((field, index) => ({ field, index }))
    .filter(({ field, index }) => !never.includes(field.type) && rows.every((row) => (row[index] ?? '') !== ''));
  const distinct = (indexes: number[]) => {
    const seen = new Set<string>();
    return rows.every((row) => {
      const mark = JSON.stringify(indexes.map((index) => row[index]));
      return !seen.has(mark) && Boolean(seen.add(mark));
    });
  };
  const weight = ({ field, index }: (typeof whole)[number]) =>
    (idLike.test(field.name) ? 0 : 100) +
    (['date', 'datetime', 'time', 'phone'].includes(field.type) ? 50 : 0) +
    index / 1000;
  const ranked = whole.toSorted((left, right) => weight(left) - weight(right));
  const single = ranked.filter(({ index }) => distinct([index]));
  if (single.length > 0) return single.slice(0, most).map(({ field }) => [field.name]);
  const pairs: string[][] = [];
  const near = ranked.slice(0, 12);
  for (const [position, left] of near.entries()) {
    for (const right of near.slice(position + 1)) {
      if (pairs.length < most && distinct([left.index, right.index])) pairs.push([left.field.name, right.field.name]);
    }
  }
  return pairs;
}
