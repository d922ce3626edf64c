import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { CompiledStandard } from '../standards/index.ts';
import type { CompiledRecipe } from './cleaning/compile-recipe.ts';
import type { RunRow } from './repository.ts';

/** What judges the rows of a run. */
export interface Judges {
  compiled: Pick<CompiledStandard, 'standard' | 'codes'>;
  recipe: Pick<CompiledRecipe, 'lists'> | null;
}

/** What makes two runs the same: bytes, dataset, standard with its codes, what was said of the reading, mode, and recipe. */
export function fingerprintOf(run: RunRow, sha256: string, { compiled, recipe }: Judges): string {
  const { standard, codes } = compiled;
  const parts: unknown[] = [sha256, run.dataset, standard.id, standard.version ?? 1, run.asked, run.mode];
  // Runs of before there were recipes keep their fingerprints.
  if (run.recipe) parts.push(run.recipe.hash);
  // Rows appended again would stand twice: what new codes let in is sent again from quarantine.
  const lists = [codes, recipe?.lists ?? null];
  if (run.mode !== 'append' && lists.some((hash) => hash !== null)) parts.push({ lists });
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** SHA-256 of a file. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
