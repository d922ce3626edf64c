/** One line of a benchmark: ours beside the physical limit and a peer, all measured in the same run. */
export interface Measure {
  measure: string;
  unit: string;
  ours: number;
  limit: number | null;
  peer: number | null;
  /** Ours to the peer's (or to the limit's where there is no peer). */
  ratio: number | null;
}

/** A benchmark that `npm run bench -- NAME` runs. */
export interface Benchmark {
  name: string;
  run(options: { log(line: string): void }): Promise<Measure[]>;
}
