import type { Text } from '../../../kernel/index.ts';
import type { Field, FieldType } from '../schema.ts';
import { fieldKinds } from '../types/index.ts';
import { fullMatch } from '../types/kind.ts';
import { type Candidate, candidatesFor, clockPattern, hintsOf } from './candidates.ts';
import { type ColumnLook, scalesOf } from './look.ts';
import { anyValue, ask, countOf, type ProposalSource, perColumn } from './source.ts';

/** A guess at a column's type: how well it fits and why. */
export interface Guess extends Pick<Field, 'type' | 'format' | 'scale' | 'pattern'> {
  /** Share of the values that fit. */
  fit: number;
  reason: Text;
  /** Values that do not fit, five at most. */
  misfits: string[];
}

interface Fit {
  candidate: Candidate;
  fits: number;
}

/** Of a type that tolerates no other values this share must fit all the same: the rest may stand for nothing only. */
const nearly = 0.9;
const mostMisfits = 200;
/** Types without a meaning beyond their form. */
const plainTypes: ReadonlySet<FieldType> = new Set(['string', 'integer', 'decimal', 'number', 'boolean', 'time']);
/** What is written where there is no value. */
const standsForNothing =
  /^[\s\-–—/\\.*?_]*$|^[（(]?(n\.?\/?a\.?|#n\/a|null|nil|none|nan|空|无|暂无|不详|未知|缺失|待定)[)）]?$/i;

/** Guesses the type of each column, held against all rows that are looked at. */
export async function guessTypes(source: ProposalSource, looks: ColumnLook[]): Promise<Guess[]> {
  const scales = await scalesOf(
    source,
    looks.filter(({ title }) => hintsOf(title).has('decimal')),
  );
  const candidates = looks.map((look) => candidatesFor(look, scales.get(look.column) ?? 0));
  const fits = looks.map((): Fit[] => []);
  const isOpen = (index: number) => !fits[index]!.some((each) => each.fits === looks[index]!.filled);
  // The likeliest type of every column first: most columns need no other.
  for (let place = 0; candidates.some((list) => list.length > place); place++) {
    const together = new Map<string, number[]>();
    for (const [index, list] of candidates.entries()) {
      if (list[place] === undefined || !isOpen(index)) continue;
      const key = JSON.stringify(list[place]);
      const same = together.get(key);
      if (same) same.push(index);
      else together.set(key, [index]);
    }
    for (const indexes of together.values()) {
      const candidate = candidates[indexes[0]!]![place]!;
      const columns = indexes.map((index) => looks[index]!.column);
      const counts = await perColumn(source, columns, [countOf(fitting(anyValue, candidate))]);
      for (const [at, index] of indexes.entries()) {
        fits[index]!.push({ candidate, fits: counts.get(columns[at]!)?.[0] ?? 0 });
      }
    }
  }
  const guesses: Guess[] = [];
  for (const [index, look] of looks.entries()) guesses.push(await choose(source, look, fits[index]!));
  return guesses;
}

/** True for a value that the candidate's type takes. */
function fitting(column: string, candidate: Candidate): string {
  const { type, pattern, strict } = candidate;
  if (pattern !== undefined) return fullMatch(column, pattern);
  const kind = fieldKinds[type];
  const field: Field = { ...candidate, name: 'x', title: kind.title };
  const value = kind.sql(column, field, {});
  const broken = strict ? (kind.checks?.(field, {}) ?? []).map((check) => check.broken(column, value)) : [];
  return [`${column} <> ''`, `(${value}) IS NOT NULL`, ...broken.map((condition) => `NOT ${condition}`)].join(' AND ');
}

async function choose(source: ProposalSource, look: ColumnLook, fits: Fit[]): Promise<Guess> {
  const { filled } = look;
  if (filled === 0) {
    const reason = {
      zh: `看过的 ${shown(source.rows)} 行都没有值，暂作文本，请确认类型`,
      en: `empty in all ${shown(source.rows)} rows that were looked at; taken as text for now, set its type`,
    };
    return { type: 'string', fit: 0, misfits: [], reason };
  }
  const whole = fits.find((each) => each.fits === filled);
  for (const each of fits) {
    if (each === whole) break;
    // What all values are, as whole numbers, is less than what nearly all are, as phone numbers; but not than other plain types.
    if (whole && (!plainTypes.has(whole.candidate.type) || plainTypes.has(each.candidate.type))) continue;
    const guess = await chooseNearly(source, look, each);
    if (guess) return asCode(guess, look, fits);
  }
  if (whole) return asCode(wholeGuess(whole.candidate, look), look, fits);
  return { type: 'string', fit: 1, misfits: [], reason: await asText(source, look, fits) };
}

/** A type that some values are not of, when those are faults, or stand for nothing. */
async function chooseNearly(source: ProposalSource, look: ColumnLook, { candidate, fits }: Fit): Promise<Guess | null> {
  const fit = fits / look.filled;
  if (fit < (candidate.tolerates ?? nearly)) return null;
  const misfits = await misfitsOf(source, look, candidate);
  if (candidate.tolerates === null && !misfits.every((misfit) => isExcused(misfit, candidate))) return null;
  return { ...typeOf(candidate), fit, misfits: misfits.slice(0, 5), reason: mostly(candidate, look, fits) };
}

/** Digits with leading zeros, or with more places than a number keeps, are codes: zeros and last digits would be lost. */
function asCode(guess: Guess, { filled, zeros, long, values }: ColumnLook, fits: Fit[]): Guess {
  if (zeros + long === 0 || (guess.type !== 'integer' && guess.type !== 'number')) return guess;
  const integers = fits.find(({ candidate }) => candidate.type === 'integer')?.fits ?? 0;
  const numbers = fits.find(({ candidate }) => candidate.type === 'number')?.fits ?? 0;
  // Where other numbers have a point, zeros before the digits say nothing.
  if (Math.max(integers, long) < filled * nearly || numbers > integers + long) return guess;
  const sign = values.find((value) => /^0[0-9]+$/.test(value));
  const reason =
    zeros > 0
      ? {
          zh: `${shown(zeros)} 个值有前导零${sign ? `（如 ${sign}）` : ''}，是代码而非数，作为文本`,
          en: `${shown(zeros)} values have leading zeros${sign ? ` (${sign})` : ''}, so they are codes and no numbers; taken as text`,
        }
      : {
          zh: '有超过 15 位的数字，作为数会丢失末位，按代码作为文本',
          en: 'some have more than 15 digits, of which a number would lose the last; taken as text',
        };
  return { type: 'string', fit: 1, misfits: [], reason };
}

function typeOf({ type, format, scale, pattern }: Candidate): Pick<Guess, 'type' | 'format' | 'scale' | 'pattern'> {
  return {
    type,
    ...(format === undefined ? {} : { format }),
    ...(scale === undefined ? {} : { scale }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}

function wholeGuess(candidate: Candidate, { filled }: ColumnLook): Guess {
  const reason =
    candidate.pattern === clockPattern
      ? {
          zh: `${shown(filled)} 个值都像时刻，但有的超过 24:00 或小时只有一位，不是一天中的时刻，作为有格式的文本`,
          en: `all ${shown(filled)} values look like times, some past 24:00 or with one digit of the hour, so they are no times of day; taken as text with a pattern`,
        }
      : {
          zh: `${shown(filled)} 个值都是${named(candidate).zh}`,
          en: `all ${shown(filled)} values are of the type ${named(candidate).en}`,
        };
  return { ...typeOf(candidate), fit: 1, misfits: [], reason };
}

function mostly(candidate: Candidate, { filled }: ColumnLook, fits: number): Text {
  return {
    zh: `${shown(filled)} 个值中 ${shown(filled - fits)} 个不是${named(candidate).zh}，其余都是`,
    en: `${shown(filled - fits)} of ${shown(filled)} values are not of the type ${named(candidate).en}, all others are`,
  };
}

async function asText(source: ProposalSource, look: ColumnLook, fits: Fit[]): Promise<Text> {
  const count = shown(look.filled);
  const near = fits.toSorted((left, right) => right.fits - left.fits)[0];
  if (!near || near.fits < look.filled / 2) {
    return { zh: `${count} 个值没有共同的类型，作为文本`, en: `${count} values with no type in common; taken as text` };
  }
  const [example] = await misfitsOf(source, look, near.candidate);
  const { zh, en } = named(near.candidate);
  const share = `${Math.floor((near.fits / look.filled) * 100)}%`;
  return {
    zh: `只有 ${share} 的值是${zh}（不是的如“${example}”），作为文本`,
    en: `only ${share} of the values are of the type ${en} (not “${example}”); taken as text`,
  };
}

/** Different values that do not fit, the most frequent first. */
async function misfitsOf(source: ProposalSource, { column }: ColumnLook, candidate: Candidate): Promise<string[]> {
  const found = await ask<{ value: string }>(
    source,
    `SELECT ${column} AS value FROM ${source.relation} WHERE ${column} <> '' AND NOT coalesce(${fitting(column, candidate)}, false) ` +
      `GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ${mostMisfits}`,
  );
  return found.map(({ value }) => value);
}

/** A value that stands for none, or that the type itself would know how to mend. */
function isExcused(value: string, candidate: Candidate): boolean {
  const kind = fieldKinds[candidate.type];
  const field: Field = { ...candidate, name: 'x', title: kind.title };
  return standsForNothing.test(value.trim()) || (kind.mend?.(value, field, {}) ?? null) !== null;
}

function named({ type, format }: Candidate): Text {
  const { zh, en } = fieldKinds[type].title;
  return format ? { zh: `${zh}，格式 ${format}`, en: `${en} in the format ${format}` } : { zh, en };
}

/** A count as a person reads it. */
export function shown(count: number): string {
  return count.toLocaleString('en');
}
