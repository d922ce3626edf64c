import type { CompiledStandard } from '../../standards/index.ts';
import type { CompiledRecipe } from '../cleaning/compile-recipe.ts';
import type { TextTable } from '../reading/text-table.ts';

/** Share of a sample's values that must stand above the one before them. */
const inOrder = 0.75;

/** Unique fields whose values seem to come in ascending order, by the first rows of the table. */
export function ascendingFields(
  compiled: CompiledStandard,
  { sample, match }: TextTable,
  recipe: CompiledRecipe | null = null,
): string[] {
  const cleaned = recipe
    ? sample.map((row) =>
        recipe.apply(
          Object.fromEntries(
            compiled.fields.map(({ field }, index) => [field.name, row[match?.sources[index] ?? -1] ?? null]),
          ),
        ),
      )
    : null;
  return compiled.uniques.flatMap((fields) => {
    const [name] = fields;
    const index = compiled.fields.findIndex(({ field }) => field.name === name);
    const source = match?.sources[index];
    if (fields.length !== 1 || source === null || source === undefined) return [];
    const texts = cleaned ? cleaned.map((row) => row[name!] ?? null) : sample.map((row) => row[source] ?? null);
    const values = texts.flatMap((text) => compiled.fields[index]!.read(text) ?? []);
    const rising = values.filter((value, at) => at === 0 || value > values[at - 1]!).length;
    return rising >= values.length * inOrder ? [name!] : [];
  });
}
