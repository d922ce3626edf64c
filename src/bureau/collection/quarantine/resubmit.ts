import { Readable } from 'node:stream';
import { AppError, type Principal, type Progress } from '../../../kernel/index.ts';
import { quoteLiteral, quoteName } from '../../../lake/index.ts';
import type { FindingLegend } from '../checking/finding-kinds.ts';
import type { CollectionParts } from '../dependencies.ts';
import { collectionErrors } from '../errors.ts';
import type { Runs } from '../runs.ts';
import type { Run } from '../schema.ts';
import { rowColumn } from './resubmission.ts';
import { type CurrentRow, type QuarantineRows, textOf } from './rows.ts';

export interface ResubmitOptions {
  /** `mended` rows only, or also the `open` ones that were not touched (after the standard has changed). */
  take?: 'mended' | 'open';
  background?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  requestId?: string;
}

export interface Resubmission {
  run: Run;
  rows: number;
  /** Rows that stay, for their key is that of a row that is in the dataset, or a recipe keeps another of their like. */
  heldBack: number;
}

/** Resubmits quarantined rows as a run of their own, which merges what is good now and quarantines what is not. */
export function createResubmit(parts: CollectionParts, runs: Runs, rows: QuarantineRows) {
  const { repository, lake } = parts;

  /** Rows whose key was typed anew and stands in the table: to merge them would overwrite another row. */
  async function keysThatExist(
    run: { dataset: string; standard: string; version?: number },
    candidates: CurrentRow[],
    legend: FindingLegend,
  ) {
    const found = new Set<number>();
    const table = lake.table(run.dataset);
    if (candidates.length === 0 || !(await table.exists())) return found;
    const compiled = await parts.standards.compiled(run.standard, run.version);
    const key = compiled.standard.key ?? [];
    const fields = key.map((name) => compiled.fields.find(({ field }) => field.name === name)!);
    const relation = (await table.snapshot()).relation();
    for (let from = 0; from < candidates.length; from += 1000) {
      const tuples = candidates.slice(from, from + 1000).map((row) => {
        const texts = key.map((name) => {
          const text = textOf(row, legend, name);
          return text === null ? 'NULL' : quoteLiteral(text);
        });
        return `(${[row.stored.row, ...texts].join(', ')})`;
      });
      const names = key.map((_, index) => `r${index}`);
      const values = fields.map(({ value }, index) => `${value(`r${index}`)} AS v${index}`);
      const joined = key.map((name, index) => `t.${quoteName(name)} = c.v${index}`).join(' AND ');
      const matches = await lake.engine.rows<{ row: number }>(
        `SELECT DISTINCT c.row FROM (SELECT row, ${values.join(', ')} FROM ` +
          `(SELECT row, ${names.map((name) => `${name}::VARCHAR AS ${name}`).join(', ')} FROM (VALUES ${tuples.join(', ')}) x(row, ${names.join(', ')}))) c ` +
          `JOIN ${relation} t ON ${joined}`,
      );
      for (const { row } of matches) found.add(Number(row));
    }
    return found;
  }

  return async function resubmit(
    principal: Principal,
    id: string,
    options: ResubmitOptions = {},
  ): Promise<Resubmission> {
    const { run, legend } = await rows.open(principal, id, 'quarantine:mend');
    if (run.status !== 'done' && run.status !== 'refused') {
      throw new AppError(collectionErrors.runNotOpen, {
        run: id,
        status: run.status,
        action: '重新提交',
        actionEn: 'resubmit',
      });
    }
    const resource = await parts.catalogue.resource(run.dataset);
    const uniqueKey = legend.kinds.findIndex(
      (kind) => kind.from === 'unique' && kind.fields.join(' ') === resource.key.join(' '),
    );
    const duplicateKinds = legend.kinds.flatMap((kind, index) => (kind.from === 'duplicate' ? [index] : []));
    const lines: string[] = [];
    const taken: number[] = [];
    let heldBack = 0;
    const fields = legend.fields;
    const mode = resource.key.length > 0 ? 'merge' : 'append';
    const line = (cells: (string | null)[]) =>
      `${cells.map((cell) => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`)).join(',')}\n`;
    lines.push(line([rowColumn, ...fields]));
    for await (const batch of rows.each(run, legend)) {
      const wanted = batch.filter(
        ({ status }) => status === 'mended' || (options.take === 'open' && status === 'open'),
      );
      const retyped =
        mode === 'merge' ? wanted.filter(({ edits }) => resource.key.some((name) => edits.has(name))) : [];
      const existing = await keysThatExist(
        { dataset: run.dataset, standard: resource.standard!.id, version: resource.standard!.version },
        retyped,
        legend,
      );
      for (const row of wanted) {
        const repeats =
          mode === 'merge' && row.stored.kinds.includes(uniqueKey) && !resource.key.some((name) => row.edits.has(name));
        const takenOut = duplicateKinds.some(
          (index) =>
            row.stored.kinds.includes(index) && !legend.kinds[index]!.fields.some((name) => row.edits.has(name)),
        );
        if (repeats || takenOut || existing.has(row.stored.row)) {
          heldBack++;
          continue;
        }
        lines.push(line([String(row.stored.row), ...fields.map((field) => textOf(row, legend, field))]));
        taken.push(row.stored.row);
      }
    }
    if (taken.length === 0) throw new AppError(collectionErrors.nothingToResubmit, { run: id });
    const made = await runs.collect({
      principal,
      dataset: run.dataset,
      upload: { name: `${run.source_name} (${id})`, stream: Readable.from(lines.map((text) => Buffer.from(text))) },
      mode,
      reading: {
        format: 'csv',
        encoding: 'utf-8',
        delimiter: ',',
        quote: '"',
        headerRow: 1,
        columns: Object.fromEntries(fields.map((field) => [field, field])),
      },
      resubmits: id,
      before: async (resubmission) => {
        await repository.saveStates(id, taken, 'resubmitted', resubmission);
      },
      ...options,
    });
    return { run: made, rows: taken.length, heldBack };
  };
}
