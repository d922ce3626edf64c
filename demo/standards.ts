import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseStandard, type Standard } from '../src/bureau/standards/index.ts';
import { government } from '../src/sectors/government/index.ts';

/** The folder of the demo's own standards; the bundle keeps it beside itself as the source does. */
function standardsFolder(): string {
  return path.join(path.dirname(fileURLToPath(import.meta.url)), 'standards');
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
