import type { Text } from '../../../kernel/index.ts';
import { percent } from '../rules/explain.ts';
import type { Drift, DriftSettings, DriftThreshold } from '../schema.ts';
import { chanceOf, learntThreshold, movedShare, populationStability } from './measures.ts';
import type { FieldMeasure, FieldProfile, StepMeasures } from './profile-shape.ts';

/** Two versions as they were looked at, and what the steps before were like. */
export interface Step {
  before: { version: number; rows: number; fields: FieldProfile[] };
  after: { version: number; rows: number; fields: FieldProfile[] };
  /** Counts of the later version over the bins of the earlier, by field. */
  overEarlierBins: Map<string, number[]>;
  /** Measures of earlier steps. */
  history: StepMeasures[];
  settings: DriftSettings;
  /** Title of a field. */
  title(field: string): Text;
}

/** Where everyone starts; what chance makes of small samples comes on top. */
const usual = { rows: 0.3, nulls: 0.05, distribution: 0.25, categories: 0.1, range: 0.5 };
/** A category with fewer rows than this may go missing by chance. */
const leastLost = 5;
const mostNamed = 5;
const mostBars = 12;

const figure = (value: number) => new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 }).format(value);
const quoted = (values: string[]): Text => {
  const shown = values.slice(0, mostNamed);
  const more = values.length - shown.length;
  return {
    zh: `${shown.map((value) => `“${value}”`).join('、')}${more > 0 ? `等 ${values.length} 个` : ''}`,
    en: `${shown.map((value) => `“${value}”`).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  };
};

/** What changed from a version to the next beyond what is usual, most striking first, and each measure for the steps to come. */
export function compareVersions(step: Step): { drifts: Drift[]; measures: StepMeasures } {
  const { before, after, settings } = step;
  const measures: StepMeasures = { fields: {} };
  const drifts: Drift[] = [];
  if (before.rows > 0) {
    measures.rows = Math.abs(after.rows - before.rows) / before.rows;
    const past = step.history.flatMap(({ rows }) => (rows === undefined ? [] : [rows]));
    const { threshold, basis } = thresholdOf(settings.rows, usual.rows, past);
    if (measures.rows > threshold) {
      const grown = after.rows > before.rows;
      const change = percent(Math.min(measures.rows, 1e6));
      drifts.push({
        field: null,
        measure: 'rows',
        value: measures.rows,
        threshold,
        basis,
        message: {
          zh: `行数由 ${figure(before.rows)} 变为 ${figure(after.rows)}，${grown ? '增加' : '减少'} ${change}。`,
          en: `The number of rows went from ${figure(before.rows)} to ${figure(after.rows)}, ${change} ${grown ? 'more' : 'fewer'}.`,
        },
        chart: null,
      });
    }
  }
  for (const field of after.fields) {
    const earlier = before.fields.find(({ name }) => name === field.name);
    const off = settings.fields?.[field.name]?.off !== undefined;
    if (!earlier || off || before.rows === 0 || after.rows === 0) continue;
    const found = compareField(step, earlier, field);
    measures.fields[field.name] = found.measures;
    drifts.push(...found.drifts);
  }
  drifts.sort((a, b) => b.value / (b.threshold || 1) - a.value / (a.threshold || 1));
  return { drifts, measures };
}

function thresholdOf(
  declared: number | undefined,
  start: number,
  history: number[],
): Pick<Drift, 'threshold' | 'basis'> {
  if (declared !== undefined) return { threshold: declared, basis: 'declared' };
  const learnt = learntThreshold(history);
  return learnt !== null && learnt > start
    ? { threshold: learnt, basis: 'learnt' }
    : { threshold: start, basis: 'usual' };
}

/** The threshold of a measure of a field: declared of it, declared of all, learnt, or where everyone starts. */
function fieldThreshold(
  { history, settings }: Pick<Step, 'history' | 'settings'>,
  field: string,
  { measure, rows, parts }: { measure: FieldMeasure; rows: [number, number]; parts: number },
): Pick<Drift, 'threshold' | 'basis'> {
  const past = history.flatMap(({ fields }) => fields[field]?.[measure] ?? []);
  // A value that comes or goes is told of at once; how much that matters is for who reads it.
  if (measure === 'new-categories' || measure === 'lost-categories') return thresholdOf(undefined, 0, past);
  const chance = measure === 'range' ? 0 : chanceOf(measure, rows, parts);
  const declared = settings.fields?.[field]?.[measure] ?? settings[measure];
  return thresholdOf(declared, Math.max(usual[measure], chance), past);
}

/** What will hold for the version after this one, if it has as many rows; `history` is of the steps up to it. */
export function thresholdsAhead(
  profile: { rows: number; fields: FieldProfile[] },
  about: Pick<Step, 'history' | 'settings'>,
): { rows: DriftThreshold; fields: Map<string, DriftThreshold[]> } {
  const rows: [number, number] = [profile.rows, profile.rows];
  const [last] = about.history;
  const known = about.history.flatMap((step) => step.rows ?? []);
  const ahead = new Map<string, DriftThreshold[]>();
  for (const { name, bins, categories } of profile.fields) {
    const parts: [DriftThreshold['measure'] & FieldMeasure, number][] = [['nulls', 2]];
    if (bins) parts.push(['distribution', bins.counts.length], ['range', 2]);
    if (categories) parts.push(['categories', categories.length]);
    ahead.set(
      name,
      parts.map(([measure, count]) => ({
        measure,
        ...fieldThreshold(about, name, { measure, rows, parts: count }),
        last: last?.fields[name]?.[measure] ?? null,
      })),
    );
  }
  return {
    rows: { measure: 'rows', ...thresholdOf(about.settings.rows, usual.rows, known), last: last?.rows ?? null },
    fields: ahead,
  };
}

function compareField(step: Step, earlier: FieldProfile, field: FieldProfile) {
  const { before, after } = step;
  const title = step.title(field.name);
  const rows: [number, number] = [before.rows, after.rows];
  const measures: Partial<Record<FieldMeasure, number>> = {};
  const drifts: Drift[] = [];
  const judge = (
    measure: FieldMeasure,
    value: number,
    told: { parts?: number; message: () => Text; chart?: () => Drift['chart'] },
  ) => {
    measures[measure] = value;
    const { threshold, basis } = fieldThreshold(step, field.name, { measure, rows, parts: told.parts ?? 2 });
    if (value <= threshold) return;
    drifts.push({
      field: field.name,
      measure,
      value,
      threshold,
      basis,
      message: told.message(),
      chart: told.chart?.() ?? null,
    });
  };

  const shares = [earlier.nulls / before.rows, field.nulls / after.rows] as const;
  judge('nulls', Math.abs(shares[1] - shares[0]), {
    message: () => ({
      zh: `${title.zh}的空值比例由 ${percent(shares[0])} 变为 ${percent(shares[1])}。`,
      en: `The share of empty values of ${title.en} went from ${percent(shares[0])} to ${percent(shares[1])}.`,
    }),
  });

  const counted = step.overEarlierBins.get(field.name);
  if (earlier.bins && counted) {
    const { edges, counts } = earlier.bins;
    judge('distribution', populationStability(counts, counted), {
      parts: counts.length,
      message: () => movedBins(title, earlier.bins!, counted),
      chart: () => ({
        labels: counts.map((_, bin) =>
          bin < edges.length ? `≤ ${figure(edges[bin]!)}` : `> ${figure(edges.at(-1)!)}`,
        ),
        before: sharesOf(counts),
        after: sharesOf(counted),
      }),
    });
  }
  if (
    earlier.bins &&
    field.bins &&
    earlier.min !== null &&
    earlier.max !== null &&
    field.min !== null &&
    field.max !== null
  ) {
    const span = Number(earlier.max) - Number(earlier.min);
    const beyond = Math.max(Number(field.max) - Number(earlier.max), Number(earlier.min) - Number(field.min), 0);
    if (span > 0) {
      judge('range', beyond / span, {
        message: () => ({
          zh: `${title.zh}的取值范围由 ${figure(Number(earlier.min))} 至 ${figure(Number(earlier.max))} 变为 ${figure(Number(field.min))} 至 ${figure(Number(field.max))}。`,
          en: `${title.en} now ranges from ${figure(Number(field.min))} to ${figure(Number(field.max))}, where it was ${figure(Number(earlier.min))} to ${figure(Number(earlier.max))}.`,
        }),
      });
    }
  }
  if (earlier.categories && field.categories) {
    compareCategories({ title, rows, judge }, earlier.categories, field.categories);
  }
  return { measures, drifts };
}

type Judge = (
  measure: FieldMeasure,
  value: number,
  told: { parts?: number; message: () => Text; chart?: () => Drift['chart'] },
) => void;

function compareCategories(
  { title, rows, judge }: { title: Text; rows: [number, number]; judge: Judge },
  earlier: { value: string; count: number }[],
  later: { value: string; count: number }[],
): void {
  const before = new Map(earlier.map(({ value, count }) => [value, count]));
  const after = new Map(later.map(({ value, count }) => [value, count]));
  const all = [...new Set([...before.keys(), ...after.keys()])];
  const share = (counts: Map<string, number>, value: string, whole: number) => (counts.get(value) ?? 0) / whole;
  const change = (value: string) => share(after, value, rows[1]) - share(before, value, rows[0]);
  const chart = (): Drift['chart'] => {
    const shown = all.toSorted((a, b) => Math.abs(change(b)) - Math.abs(change(a))).slice(0, mostBars);
    return {
      labels: shown,
      before: shown.map((value) => share(before, value, rows[0])),
      after: shown.map((value) => share(after, value, rows[1])),
    };
  };
  judge('categories', movedShare(before, after), {
    parts: all.length,
    message: () => {
      const most = all.toSorted((a, b) => Math.abs(change(b)) - Math.abs(change(a)))[0]!;
      const [was, is] = [percent(share(before, most, rows[0])), percent(share(after, most, rows[1]))];
      const moved = percent(movedShare(before, after));
      return {
        zh: `${title.zh}的构成变化了 ${moved}，变化最大的是“${most}”，由 ${was} 变为 ${is}。`,
        en: `${moved} of ${title.en} moved to other values, most of all “${most}”, from ${was} to ${is}.`,
      };
    },
    chart,
  });
  const added = all.filter((value) => !before.has(value));
  judge('new-categories', added.length, {
    message: () => ({
      zh: `${title.zh}出现了以前没有的取值：${quoted(added).zh}。`,
      en: `${title.en} has values that it had not before: ${quoted(added).en}.`,
    }),
    chart,
  });
  const lost = all.filter((value) => !after.has(value) && before.get(value)! >= leastLost);
  judge('lost-categories', lost.length, {
    message: () => ({
      zh: `${title.zh}不再出现原有的取值：${quoted(lost).zh}。`,
      en: `${title.en} no longer has values that it had: ${quoted(lost).en}.`,
    }),
    chart,
  });
}

function sharesOf(counts: number[]): number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.map((count) => (sum === 0 ? 0 : count / sum));
}

/** Names the bin that gained or lost most. */
function movedBins(title: Text, { edges, counts }: { edges: number[]; counts: number[] }, after: number[]): Text {
  const [was, is] = [sharesOf(counts), sharesOf(after)];
  const change = was.map((share, bin) => is[bin]! - share);
  const most = change.reduce((best, value, bin) => (Math.abs(value) > Math.abs(change[best]!) ? bin : best), 0);
  const low = most === 0 ? null : figure(edges[most - 1]!);
  const high = most === edges.length ? null : figure(edges[most]!);
  const range: Text =
    low === null
      ? { zh: `不超过 ${high}`, en: `up to ${high}` }
      : high === null
        ? { zh: `大于 ${low}`, en: `above ${low}` }
        : { zh: `大于 ${low}、不超过 ${high}`, en: `above ${low} and up to ${high}` };
  return {
    zh: `${title.zh}的分布变了：${range.zh}的比例由 ${percent(was[most]!)} 变为 ${percent(is[most]!)}。`,
    en: `The spread of ${title.en} changed: the share ${range.en} went from ${percent(was[most]!)} to ${percent(is[most]!)}.`,
  };
}
