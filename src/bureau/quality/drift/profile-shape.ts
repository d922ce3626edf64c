/** What one field of one version looks like. Values stand here only of fields that are not personal nor above the general level. */
export interface FieldProfile {
  name: string;
  nulls: number;
  /** Different values; by HyperLogLog, about 2 % off where there are many. */
  distinct: number;
  /** Of numbers and times, as text. */
  min: string | null;
  max: string | null;
  /** Of a number: its deciles as edges of bins, and the values up to each edge (bin by bin, the last bin open). */
  bins: { edges: number[]; counts: number[] } | null;
  /** Of a field of few values: each with its rows, the most frequent first. */
  categories: { value: string; count: number }[] | null;
}

/** How far each measure moved in one step from version to version; what thresholds are learnt from. */
export interface StepMeasures {
  rows?: number;
  fields: Record<string, Partial<Record<FieldMeasure, number>>>;
}

export type FieldMeasure = 'nulls' | 'distribution' | 'categories' | 'new-categories' | 'lost-categories' | 'range';
