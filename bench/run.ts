import { parseArgs } from 'node:util';
import { benchmarks } from './index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(`unknown benchmark: ${unknown.join(', ')}; known: ${benchmarks.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const format = (value: number | null) =>
  value === null ? '—' : value.toLocaleString('en', { maximumFractionDigits: 2 });
for (const benchmark of benchmarks) {
  if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
  const measures = await benchmark.run({ log: (line) => console.error(`  ${line}`) });
  for (const measure of measures) {
    if (values.json) console.log(JSON.stringify(measure));
    else {
      console.log(
        `${benchmark.name}: ${measure.measure}: ours ${format(measure.ours)} ${measure.unit}, limit ${format(measure.limit)}, peer ${format(measure.peer)}, ratio ${format(measure.ratio)}`,
      );
    }
  }
}
process.exit(0);
