import type { Field } from '../standards/schema.ts';
import type { Quality } from './schema.ts';

/** What a run counted: rows read (quarantined ones too) and, by rule, how many rows broke it. */
export interface RuleCounts {
  rows: number;
  broken: Record<string, number>;
}

/** What the six dimensions of a version are computed from. */
export interface QualityFacts {
  /** Null when the version came from no checked source, as an analysis. */
  counts: RuleCounts | null;
  fields: Field[];
  key: string[];
  rows: number;
  /** Stored nulls by field, from the files' statistics; a field that it lacks was not counted. */
  nulls: Map<string, number>;
  /** Seconds since the version before this one (or since this one, when asked for today); null for the first. */
  ageSeconds: number | null;
  cadence: string | null;
  metadata: { titleZh: string; titleEn: string; description: string; keywords: number; standard: boolean };
  readable: boolean;
}

/** How often a dataset of a cadence should get a version, in seconds. */
export const cadenceSeconds: Record<string, number> = {
  realtime: 300,
  hourly: 3600,
  daily: 86_400,
  weekly: 7 * 86_400,
  monthly: 31 * 86_400,
  quarterly: 92 * 86_400,
  yearly: 366 * 86_400,
};

const normativeRules = new Set(['type', 'format', 'pattern', 'min-length', 'max-length', 'enum', 'code-list']);
const accuracyRules = new Set(['min', 'max', 'range', 'check-digit', 'coordinates-outside', 'coordinates-swapped']);
const weights: Record<keyof Omit<Quality, 'overall'>, number> = {
  normative: 0.2,
  completeness: 0.2,
  accuracy: 0.2,
  consistency: 0.2,
  timeliness: 0.1,
  accessibility: 0.1,
};

/** The dimension that a rule of a standard measures; rules over several fields or datasets, which have names of their own, measure consistency. */
export function dimensionOf(rule: string): 'normative' | 'completeness' | 'accuracy' | 'consistency' {
  const name = rule.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (name === 'required') return 'completeness';
  if (normativeRules.has(name)) return 'normative';
  if (accuracyRules.has(name) || name.startsWith('coordinates') || name.startsWith('check-digit')) return 'accuracy';
  return 'consistency';
}

/**
 * The six dimensions of GB/T 36344-2018, each 0 to 1. With R rows read and B(d) the rows that broke rules of d, a
 * dimension's share is 1 − min(1, B(d) ÷ R):
 * normative (5.1 规范性): rules of type, format, pattern, length and value list.
 * completeness (5.2 完整性): mean of the share for `required` and of the share of stored values that are not null.
 * accuracy (5.3 准确性): rules of range, check digit and coordinates.
 * consistency (5.4 一致性): row rules, uniqueness and references; null when the standard has neither.
 * timeliness (5.5 时效性): period of the cadence ÷ age, at most 1; null without a cadence or for a first version.
 * accessibility (5.6 可访问性): 0 when the files cannot be read, else the share of the seven metadata items that are
 * filled: two titles, description, keyword, standard, field titles in Chinese and in English.
 * overall: mean of those that could be measured, weighted 2:2:2:2:1:1.
 */
export function measureQuality(facts: QualityFacts): Quality {
  const { counts } = facts;
  const broken = { normative: 0, completeness: 0, accuracy: 0, consistency: 0 };
  for (const [rule, count] of Object.entries(counts?.broken ?? {})) broken[dimensionOf(rule)] += count;
  const share = (dimension: keyof typeof broken) =>
    counts && counts.rows > 0 ? round(1 - Math.min(1, broken[dimension] / counts.rows)) : null;
  const filled = filledShare(facts);
  const required = share('completeness');
  const checksRows = facts.key.length > 0 || facts.fields.some((field) => field.unique) || broken.consistency > 0;
  const quality = {
    normative: share('normative'),
    completeness: mean([required, filled]),
    accuracy: share('accuracy'),
    consistency: checksRows ? share('consistency') : null,
    timeliness: timeliness(facts.cadence, facts.ageSeconds),
    accessibility: facts.readable ? metadataShare(facts) : 0,
  };
  return { ...quality, overall: overall(quality) };
}

/** 1 while a dataset is no older than the period of its cadence, then period ÷ age. */
export function timeliness(cadence: string | null, ageSeconds: number | null): number | null {
  const period = cadence === null ? undefined : cadenceSeconds[cadence];
  if (period === undefined || ageSeconds === null) return null;
  return round(Math.min(1, period / Math.max(ageSeconds, 1)));
}

/** The weighted mean of the dimensions that were measured; null when none was. */
export function overall(quality: Omit<Quality, 'overall'>): number | null {
  let sum = 0;
  let weight = 0;
  for (const [name, value] of Object.entries(quality)) {
    if (value === null || !(name in weights)) continue;
    sum += value * weights[name as keyof typeof weights];
    weight += weights[name as keyof typeof weights];
  }
  return weight === 0 ? null : round(sum / weight);
}

function filledShare({ fields, rows, nulls }: QualityFacts): number | null {
  const counted = fields.filter((field) => nulls.has(field.name));
  if (rows === 0 || counted.length === 0) return null;
  const empty = counted.reduce((sum, field) => sum + nulls.get(field.name)!, 0);
  return 1 - empty / (rows * counted.length);
}

function metadataShare({ metadata, fields }: QualityFacts): number {
  const items = [
    metadata.titleZh !== '',
    metadata.titleEn !== '',
    metadata.description !== '',
    metadata.keywords > 0,
    metadata.standard,
    fields.length > 0 && fields.every((field) => field.title.zh !== ''),
    fields.length > 0 && fields.every((field) => field.title.en !== ''),
  ];
  return round(items.filter(Boolean).length / items.length);
}

function mean(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : round(known.reduce((sum, value) => sum + value, 0) / known.length);
}

const round = (value: number) => Math.round(value * 1e6) / 1e6;
