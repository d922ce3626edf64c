import type { Field } from '../schema.ts';
import { isIdentifier } from './keys.ts';
import type { ColumnLook } from './look.ts';
import { ask, type ProposalSource } from './source.ts';

const mostChoices = 20;
const longestChoice = 20;
/** Each choice stands in so many rows on average at least. */
const rowsAChoice = 10;
/** A choice that stands in fewer rows is rare: where several are, others are still to come. */
const rare = 3;

/** The values that a text field repeats, the most frequent first, and those among them that may be slips. */
export interface Choices {
  values: string[];
  rare: string[];
}

/**
 * The choices of a text column when all its values are a few short words that come again and again; null when it has
 * too many, when single ones show that more are to come, and for names of things, of which there are always more.
 */
export async function choicesOf(source: ProposalSource, field: Field, look: ColumnLook): Promise<Choices | null> {
  if (field.type !== 'string' || field.pattern !== undefined || isIdentifier(field.name)) return null;
  if (look.distinct > mostChoices * 2 || look.distinct * rowsAChoice > look.filled * 2) return null;
  const counts = await ask<{ value: string; count: number }>(
    source,
    `SELECT trim(${look.column}) AS value, count(*) AS count FROM ${source.relation} WHERE trim(${look.column}) <> '' ` +
      `GROUP BY ALL ORDER BY count DESC, value LIMIT ${mostChoices + 1}`,
  );
  if (counts.length < 2 || counts.length > mostChoices || counts.length * rowsAChoice > look.filled) return null;
  if (counts.some(({ value }) => [...value].length > longestChoice)) return null;
  const seldom = counts.filter(({ count }) => Number(count) < rare).map(({ value }) => value);
  if (seldom.length > Math.floor(counts.length / 4)) return null;
  return { values: counts.map(({ value }) => value), rare: seldom };
}
