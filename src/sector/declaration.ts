import { AppError } from '../kernel/index.ts';
import type { Analysis, Sector } from './contract.ts';
import { sectorErrors } from './errors.ts';
import { datasetOf } from './sql.ts';

/**
 * Checks all sectors together, before anything starts: ids are there once, carry the sector's name, and every object
 * that an analysis or a rule names was declared by some sector. Returns what is wrong; empty when all is well.
 */
export function checkSectors(sectors: Sector[]): string[] {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  const once = (kind: string, id: string) => {
    const before = seen.get(`${kind} ${id}`);
    if (before !== undefined) problems.push(`${kind} ${id} is declared twice`);
    seen.set(`${kind} ${id}`, id);
  };
  const declared = new Set<object>();
  for (const sector of sectors) {
    once('sector', sector.id);
    if (!/^[a-z][a-z-]*$/.test(sector.id)) problems.push(`sector id ${sector.id} is no lower-case word`);
    for (const standard of sector.standards) {
      once('standard', standard.id);
      declared.add(standard);
    }
    for (const analysis of sector.analyses) {
      once('analysis', analysis.id);
      once('standard', analysis.result.id);
      declared.add(analysis);
    }
    for (const rule of sector.alertRules ?? []) once('alert rule', rule.id);
    for (const { id } of [...sector.analyses, ...(sector.alertRules ?? [])]) {
      if (!id.startsWith(`${sector.id}.`)) problems.push(`${id} does not start with ${sector.id}.`);
    }
  }
  for (const sector of sectors) {
    for (const analysis of sector.analyses) {
      problems.push(...checkAnalysis(analysis, declared));
    }
    for (const rule of sector.alertRules ?? []) {
      if (!declared.has(rule.ownerOf))
        problems.push(`alert rule ${rule.id} names ${datasetOf(rule.ownerOf)}, which no sector declares`);
    }
  }
  return [...problems, ...findCycles(sectors.flatMap((sector) => sector.analyses))];
}

function checkAnalysis(analysis: Analysis, declared: Set<object>): string[] {
  const problems: string[] = [];
  const inputs = Object.entries(analysis.inputs);
  if (inputs.length === 0) problems.push(`${analysis.id} has no input`);
  for (const [name, input] of inputs) {
    if (!declared.has(input))
      problems.push(`${analysis.id} reads ${name} (${datasetOf(input)}), which no sector declares`);
  }
  if (!analysis.result.key?.length) problems.push(`the result of ${analysis.id} has no key`);
  if (!analysis.source.trim()) problems.push(`${analysis.id} names no source`);
  for (const text of [analysis.title, analysis.formula]) {
    if (!text.zh.trim() || !text.en.trim()) problems.push(`${analysis.id} lacks a text in one language`);
  }
  return problems;
}

function findCycles(analyses: Analysis[]): string[] {
  const open = new Set<Analysis>();
  const done = new Set<Analysis>();
  const problems: string[] = [];
  const visit = (analysis: Analysis) => {
    if (done.has(analysis)) return;
    if (open.has(analysis)) {
      problems.push(`${analysis.id} depends on itself`);
      return;
    }
    open.add(analysis);
    for (const input of Object.values(analysis.inputs)) if ('result' in input) visit(input);
    open.delete(analysis);
    done.add(analysis);
  };
  for (const analysis of analyses) visit(analysis);
  return problems;
}

/** Throws `sector.invalid-declaration` with everything that is wrong. */
export function requireSound(sectors: Sector[]): void {
  const problems = checkSectors(sectors);
  if (problems.length > 0) throw new AppError(sectorErrors.invalidDeclaration, { problem: problems.join('; ') });
}
