import process from 'node:process';
import { silentLog } from '../../src/kernel/index.ts';
import { openLake } from '../../src/lake/index.ts';
import { writeStep } from './lake-steps.ts';

/**
 * Writes to a table without end, or for a number of steps, until it is done or killed: one line on standard output
 * before and after each step. Arguments: data folder, first step, number of steps, name of the writer,
 * hours that its upkeep keeps old versions.
 */
const [dataFolder, first, count, writer, retainHours] = process.argv.slice(2);
const lake = await openLake({
  config: { dataFolder: dataFolder!, engineMemoryMegabytes: 256, engineThreads: 1 },
  log: silentLog,
});
const table = lake.table('crash.table');
await table.snapshot();
process.stdout.write('ready\n');
const last = Number(first) + Number(count);
for (let step = Number(first); step < last; step++) {
  const snapshot = await writeStep(table, step, { writer: writer!, retainHours: Number(retainHours) });
  process.stdout.write(`done ${step} ${snapshot.version}\n`);
}
await lake.close();
