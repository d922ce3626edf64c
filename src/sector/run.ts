import { createHash, randomUUID } from 'node:crypto';
import { Value } from 'typebox/value';
import type { Catalogue } from '../bureau/catalogue/index.ts';
import type { Standards } from '../bureau/standards/index.ts';
import { AppError } from '../kernel/index.ts';
import { type Lake, quoteName, type Snapshot } from '../lake/index.ts';
import type { Analysis, AnalysisRun } from './contract.ts';
import { sectorErrors } from './errors.ts';
import { datasetOf, type InputTable, renderSql } from './sql.ts';

export interface RunParts {
  lake: Lake;
  catalogue: Pick<Catalogue, 'find' | 'recordVersion'>;
  standards: Pick<Standards, 'compiled'>;
}

/** What is kept in the commit of a result version; from it a figure is traced back after any restart. */
interface RunInfo {
  analysis: string;
  fingerprint: string;
  inputs: string;
  parameters: string;
}

/** Fills defaults and checks the parameters against their schema. */
export function completeParameters(analysis: Analysis, given: Record<string, unknown>): Record<string, unknown> {
  const filled = Value.Default(analysis.parameters, structuredClone(given)) as Record<string, unknown>;
  const [problem] = Value.Errors(analysis.parameters, filled);
  if (problem) {
    throw new AppError(sectorErrors.invalidParameters, {
      analysis: analysis.id,
      problem: `${problem.instancePath || '/'} ${problem.message}`,
    });
  }
  return filled;
}

/** The run that made the newest version of an analysis' result; null before the first. */
export async function latestRun(
  lake: Lake,
  analysis: Analysis,
): Promise<(AnalysisRun & { fingerprint: string }) | null> {
  const table = lake.table(analysis.result.id);
  if (!(await table.exists())) return null;
  // A compaction leaves the content as it is, so look past it for the write.
  const entry = (await table.history(50)).find((line) => line.info['analysis'] === analysis.id);
  if (!entry) return null;
  const info = entry.info as unknown as RunInfo;
  return {
    analysis: analysis.id,
    dataset: analysis.result.id,
    version: entry.version,
    rows: (await table.snapshot({ version: entry.version })).rows,
    inputs: JSON.parse(info.inputs) as AnalysisRun['inputs'],
    parameters: JSON.parse(info.parameters) as AnalysisRun['parameters'],
    unchanged: true,
    fingerprint: info.fingerprint,
  };
}

/** Binds every input to the newest version of the dataset that follows its standard. */
async function bindInputs(lake: Lake, analysis: Analysis): Promise<Record<string, InputTable>> {
  const bound: Record<string, InputTable> = {};
  for (const [name, input] of Object.entries(analysis.inputs)) {
    const dataset = datasetOf(input);
    const table = lake.table(dataset);
    if (!(await table.exists())) throw new AppError(sectorErrors.inputMissing, { analysis: analysis.id, dataset });
    const snapshot = await table.snapshot();
    bound[name] = { dataset, version: snapshot.version, relation: snapshot.relation() };
  }
  return bound;
}

/**
 * Runs an analysis and writes its result as a new version in the order of its key, with lineage to the input versions.
 * The fingerprint covers the SQL, the input versions and the parameters: where the newest version carries the same one,
 * nothing is written.
 */
export async function runAnalysis(
  parts: RunParts,
  analysis: Analysis,
  given: Record<string, unknown> = {},
): Promise<AnalysisRun> {
  const { lake, catalogue } = parts;
  const parameters = completeParameters(analysis, given);
  const inputs = await bindInputs(lake, analysis);
  const versions = Object.values(inputs).map(({ dataset, version }) => ({ dataset, version }));
  const key = analysis.result.key ?? [];
  const select = (tables: Record<string, InputTable>) =>
    renderSql(analysis.run({ inputs: tables, parameters }), quoteName);

  // The text with dataset names in place of file lists: the same on every machine.
  const named = Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, { ...input, relation: `${input.dataset}@${input.version}` }]),
  );
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([analysis.id, select(named), analysis.result, versions, parameters]))
    .digest('hex');
  const before = await latestRun(lake, analysis);
  if (before?.fingerprint === fingerprint) {
    // After a crash between the commit and the catalogue, the version is there and nobody knows of it.
    const entered = (await catalogue.find(analysis.result.id))?.version ?? -1;
    if (entered < before.version) {
      const snapshot = await lake.table(analysis.result.id).snapshot({ version: before.version });
      await enter(parts, analysis, { snapshot, versions });
    }
    return withoutFingerprint(before);
  }

  const compiled = await parts.standards.compiled(analysis.result.id);
  const columns = compiled.fields
    .map(({ field, engineType }) => `CAST(${quoteName(field.name)} AS ${engineType}) AS ${quoteName(field.name)}`)
    .join(', ');
  const order = key.map(quoteName).join(', ');
  const info: RunInfo = {
    analysis: analysis.id,
    fingerprint,
    inputs: JSON.stringify(versions),
    parameters: JSON.stringify(parameters),
  };
  // Computed once, then looked over and written.
  const computed = `memory.main.${quoteName(`analysis_${randomUUID()}`)}`;
  await lake.engine.run(`CREATE TABLE ${computed} AS SELECT ${columns} FROM (${select(inputs)}) AS result`);
  let snapshot: Snapshot;
  try {
    await requireKey(lake, analysis, computed);
    const table = lake.table(analysis.result.id);
    if (!(await table.exists())) {
      await table.create(
        compiled.fields.map(({ field, engineType }) => ({
          name: field.name,
          type: engineType,
          nullable: !field.required && !key.includes(field.name),
          comment: field.title.zh,
        })),
        { info: { analysis: analysis.id } },
      );
    }
    snapshot = await table.replace(`SELECT * FROM ${computed} ORDER BY ${order}`, { info: { ...info } });
  } finally {
    await lake.engine.run(`DROP TABLE ${computed}`);
  }
  await enter(parts, analysis, { snapshot, versions });
  return {
    analysis: analysis.id,
    dataset: analysis.result.id,
    version: snapshot.version,
    rows: snapshot.rows,
    inputs: versions,
    parameters,
    unchanged: false,
  };
}

/** Enters a version into the catalogue, with its lineage. */
async function enter(
  { catalogue }: RunParts,
  analysis: Analysis,
  { snapshot, versions }: { snapshot: Snapshot; versions: { dataset: string; version: number }[] },
): Promise<void> {
  await catalogue.recordVersion({
    dataset: analysis.result.id,
    snapshot,
    operation: 'analysis',
    inputs: versions.map((input) => ({ ...input, analysis: analysis.id, analysisTitle: analysis.title })),
    standard: analysis.result,
  });
}

/** A result without a true key could be written in more than one order, so it is refused. */
async function requireKey(lake: Lake, analysis: Analysis, computed: string): Promise<void> {
  const key = (analysis.result.key ?? []).map(quoteName).join(', ');
  const empty = (analysis.result.key ?? []).map((field) => `${quoteName(field)} IS NULL`).join(' OR ');
  const [found] = await lake.engine.rows<{ doubled: number; empty: number }>(
    `SELECT count(*) FILTER (WHERE n > 1) AS doubled, count(*) FILTER (WHERE ${empty}) AS empty
     FROM (SELECT ${key}, count(*) AS n FROM ${computed} GROUP BY ${key}) AS keys`,
  );
  if (found && (Number(found.doubled) > 0 || Number(found.empty) > 0)) {
    throw new AppError(sectorErrors.invalidResult, {
      analysis: analysis.id,
      problem: `key ${analysis.result.key?.join(', ')}: ${found.doubled} doubled, ${found.empty} empty`,
    });
  }
}

function withoutFingerprint({ fingerprint: _, ...run }: AnalysisRun & { fingerprint: string }): AnalysisRun {
  return run;
}
