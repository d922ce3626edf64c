import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseStandard, type Standard } from '../src/bureau/standards/index.ts';
import { government } from '../src/sectors/government/index.ts';

/** A folder of the demo: beside this file, or in the source tree when this runs from the bundle. */
function demoFolder(name: string): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = [path.join(here, name), path.join(here, '../../demo', name)];
  const found = candidates.find((folder) => existsSync(folder));
  if (!found) throw new Error(`the folder ${name} of the demo city is not in ${candidates.join(' or ')}`);
  return found;
}

/** Path of the sample's standard, to be copied beside the sample. */
export const sampleStandardFile = () => path.join(demoFolder('samples'), 'government.market-stalls.yaml');

/** Standards of the demo's datasets: its YAML files, and those that the sectors declare. */
export function demoStandards(): Map<string, Standard> {
  return new Map([
    ...government.standards.map((standard) => [standard.id, standard] as const),
    ...readStandards('standards'),
  ]);
}

/** The standard of the sample. */
export const sampleStandards = () => readStandards('samples');

function readStandards(name: string): Map<string, Standard> {
  const folder = demoFolder(name);
  const standards = new Map<string, Standard>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.yaml')) continue;
    const { standard, findings } = parseStandard(readFileSync(path.join(folder, file), 'utf8'));
    if (!standard) throw new Error(`${file}: ${findings.map(({ message }) => message.en).join('; ')}`);
    standards.set(standard.id, standard);
  }
  return standards;
}
