import type { Snapshot, Table } from '../../src/lake/index.ts';

/** What one step of the writer does; a pure function of its number, so that a reader can tell what must be there. */
type Step =
  | { kind: 'append'; from: number; rows: number }
  | { kind: 'merge'; from: number; rows: number }
  | { kind: 'remove'; divisor: number; rest: number }
  | { kind: 'upkeep' };

export function stepOf(step: number): Step {
  const turn = step % 7;
  if (turn === 2 || turn === 5) return { kind: 'merge', from: Math.max(0, step * 100 - 150), rows: 120 };
  if (turn === 3) return { kind: 'remove', divisor: 11, rest: step % 11 };
  if (turn === 6) return { kind: 'upkeep' };
  return { kind: 'append', from: step * 100 + 50_000_000, rows: 100 };
}

/** Does a step to a table of `(id, step, writer)`; upkeep keeps versions for so many hours. */
export async function writeStep(
  table: Table,
  step: number,
  { writer, retainHours }: { writer: string; retainHours: number },
): Promise<Snapshot> {
  const what = stepOf(step);
  const options = { info: { step }, transaction: { application: writer, version: step } };
  if (what.kind === 'upkeep') {
    await table.upkeep({ retainHours, retainLogHours: retainHours });
    return table.snapshot();
  }
  if (what.kind === 'remove') return table.remove(`id % ${what.divisor} = ${what.rest}`, options);
  const rows = `SELECT ${what.from} + i AS id, ${step} AS step, '${writer}' AS writer FROM range(${what.rows}) t(i)`;
  return what.kind === 'append' ? table.append(rows, options) : table.merge(rows, ['id'], options);
}

/** Does the same step to a plain map from id to the step that wrote it. */
export function modelStep(rows: Map<number, number>, step: number): void {
  const what = stepOf(step);
  if (what.kind === 'remove') {
    for (const id of [...rows.keys()]) if (id % what.divisor === what.rest) rows.delete(id);
  } else if (what.kind !== 'upkeep') {
    for (let i = 0; i < what.rows; i++) rows.set(what.from + i, step);
  }
}
