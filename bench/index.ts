import type { Benchmark } from './benchmark.ts';
import { badValueBenchmark, collectBenchmark, collectFrictionlessBenchmark } from './collect.ts';
import { dueBenchmark } from './due.ts';
import { pullBenchmark } from './pull.ts';
import { recipesBenchmark } from './recipes.ts';
import { recordsBenchmark } from './records.ts';
import { restartBenchmark } from './restart.ts';
import { searchBenchmark } from './search.ts';
import { streamsBenchmark } from './streams.ts';
import { streamsClientsBenchmark } from './streams-clients.ts';

/** Every benchmark, by the name that `npm run bench -- NAME` takes. */
export const benchmarks: Benchmark[] = [
  collectBenchmark,
  collectFrictionlessBenchmark,
  badValueBenchmark,
  searchBenchmark,
  dueBenchmark,
  pullBenchmark,
  recipesBenchmark,
  recordsBenchmark,
  restartBenchmark,
  streamsBenchmark,
  streamsClientsBenchmark,
];
