import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseStandard, type Standard } from '../src/bureau/standards/index.ts';
import { government } from '../src/sectors/government/index.ts';

/** The folder of the demo's own standards: beside this file, or in the source tree when this runs from the bundle. */
function standardsFolder(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = [path.join(here, 'standards'), path.join(here, '../../demo/standards')];
  const found = candidates.find((folder) => existsSync(path.join(folder, 'transit.stops.yaml')));
  if (!found) throw new Error(`the standards of the demo city are not in ${candidates.join(' or ')}`);
  return found;
}

/** Standards of the demo's datasets: its YAML files, and those that the sectors declare. */
export function demoStandards(folder = standardsFolder()): Map<string, Standard> {
  const standards = new Map(government.standards.map((standard) => [standard.id, standard]));
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.yaml')) continue;
    const { standard, findings } = parseStandard(readFileSync(path.join(folder, file), 'utf8'));
    if (!standard) throw new Error(`${file}: ${findings.map(({ message }) => message.en).join('; ')}`);
    standards.set(standard.id, standard);
  }
  return standards;
}
