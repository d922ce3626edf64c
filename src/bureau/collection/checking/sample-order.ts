import type { CompiledStandard } from '../../standards/index.ts';
import type { TextTable } from '../reading/text-table.ts';

/** Share of a sample's values that must stand above the one before them. */
const inOrder = 0.75;

/** Unique fields whose values seem to come in ascending order, by the first rows of the table. */
export function ascendingFields(compiled: CompiledStandard, { sample, match }: TextTable): string[] {
  return compiled.uniques.flatMap((fields) => {
    const [name] = fields;
    const index = compiled.fields.findIndex(({ field }) => field.name === name);
    const source = match?.sources[index];
    if (fields.length !== 1 || source === null || source === undefined) return [];
    const values = sample.flatMap((row) => compiled.fields[index]!.read(row[source] ?? null) ?? []);
    const rising = values.filter((value, at) => at === 0 || value > values[at - 1]!).length;
    return rising >= values.length * inOrder ? [name!] : [];
  });
}
