import type { Benchmark } from './benchmark.ts';
import { measure, median, requireThat } from './collect.ts';
import { registerFile, wrongRows } from './collect-data.ts';

/** What a department's table usually needs. */
const steps = [
  { step: 'trim' },
  { step: 'half-width', fields: ['id', 'phone', 'amount'] },
  { step: 'empty', fields: ['address'] },
  { step: 'date-form', fields: ['registered'], forms: ['%Y年%m月%d日', '%Y/%m/%d'] },
  { step: 'number-form', fields: ['amount'] },
];

/** 1 million rows under a recipe of five steps against the same rows without one, turn by turn. */
export const recipesBenchmark: Benchmark = {
  name: 'recipes',
  async run({ log }) {
    const rows = 1_000_000;
    const file = await registerFile(rows);
    const [plain, cleaned]: [number[], number[]] = [[], []];
    for (let round = 1; round <= 3; round++) {
      for (const [seconds, recipe] of [
        [plain, null],
        [cleaned, steps],
      ] as const) {
        const measured = await measure('ours', file, 'residents', ...(recipe ? [JSON.stringify(recipe)] : []));
        requireThat(measured.run.quarantined === wrongRows(rows), `${measured.run.quarantined} quarantined`);
        requireThat(measured.stored === rows - wrongRows(rows), `${measured.stored} stored`);
        seconds.push(measured.seconds);
      }
      log(`round ${round}: plain ${plain.at(-1)!.toFixed(2)} s, cleaned ${cleaned.at(-1)!.toFixed(2)} s`);
    }
    return [
      {
        measure: `collect 1 M rows × 6 under a recipe of ${steps.length} steps, against the same without`,
        unit: 's',
        ours: median(cleaned),
        limit: null,
        peer: median(plain),
        ratio: median(cleaned) / median(plain),
      },
    ];
  },
};
