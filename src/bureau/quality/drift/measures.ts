/** Rows stand for at least half a row in a bin, or one empty bin would make the index infinite. */
const leastCount = 0.5;

/**
 * Population stability index of two counts over the same bins: Σ (aᵢ − eᵢ) · ln(aᵢ ÷ eᵢ) over shares, e before and a after.
 * Below 0.1 a little change, above 0.25 a great one: a rule of thumb of E. M. Lewis, An Introduction to Credit Scoring (1994),
 * handed on by N. Siddiqi, Credit Risk Scorecards (2006), and quoted as such by Yurdakul and Naranjo (below).
 */
export function populationStability(before: number[], after: number[]): number {
  const shares = (counts: number[]) => {
    const raised = counts.map((count) => Math.max(count, leastCount));
    const sum = raised.reduce((total, count) => total + count, 0);
    return raised.map((count) => count / sum);
  };
  const expected = shares(before);
  const actual = shares(after);
  return expected.reduce((sum, e, bin) => sum + (actual[bin]! - e) * Math.log(actual[bin]! / e), 0);
}

/** Share of rows that moved from a category to another: half the sum of the absolute differences of the shares. */
export function movedShare(before: Map<string, number>, after: Map<string, number>): number {
  const sum = (counts: Map<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
  const [n, m] = [sum(before), sum(after)];
  if (n === 0 || m === 0) return 0;
  let moved = 0;
  for (const value of new Set([...before.keys(), ...after.keys()])) {
    moved += Math.abs((after.get(value) ?? 0) / m - (before.get(value) ?? 0) / n);
  }
  return moved / 2;
}

/** Quantile 0.999 of χ² with 1 to 9 degrees of freedom. */
export const chiSquare = [10.828, 13.816, 16.266, 18.467, 20.515, 22.458, 24.322, 26.124, 27.877];

/**
 * What chance alone makes of each measure between samples of n and m rows from one population, at most.
 * Distribution: of B bins, the index is near χ²(B − 1) · (1/n + 1/m) where nothing changed: B. Yurdakul and J. Naranjo,
 * Statistical properties of the population stability index, Journal of Risk Model Validation 14(4), 89–100, 2020 (doi
 * 10.21314/JRMV.2020.227); its quantile 0.999 is our choice. Share of empty values: three standard errors at one half, where
 * they are largest. Categories: twice ½ · √(k · (1/n + 1/m)), which bounds the mean of the moved share of k.
 */
export function chanceOf(measure: 'distribution' | 'nulls' | 'categories', rows: [number, number], parts = 2): number {
  const spread = 1 / Math.max(rows[0], 1) + 1 / Math.max(rows[1], 1);
  if (measure === 'distribution') return chiSquare[Math.min(Math.max(parts - 1, 1), 9) - 1]! * spread;
  if (measure === 'nulls') return 1.5 * Math.sqrt(spread);
  return Math.sqrt(parts * spread);
}

/** So many earlier steps make a habit. */
const leastHistory = 3;

/** What is usual after the steps before: mean and three standard deviations; null while there are too few. */
export function learntThreshold(history: number[]): number | null {
  if (history.length < leastHistory) return null;
  const mean = history.reduce((sum, value) => sum + value, 0) / history.length;
  const variance = history.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (history.length - 1);
  return mean + 3 * Math.sqrt(variance);
}
