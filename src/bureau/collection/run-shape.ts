import { foldFindings } from './fold-findings.ts';
import type { RunRow } from './repository.ts';
import type { Run } from './schema.ts';

/**
 * A run as it is told; `settled` are its quarantined rows that were resubmitted or discarded. Samples of what was wrong
 * are raw cells: without `values` they stay out.
 */
export function toRun(row: RunRow, { settled = 0, values }: { settled?: number; values: boolean }): Run {
  const summary = values ? row.summary : row.summary.map((entry) => ({ ...entry, sample: null }));
  return {
    id: row.id,
    dataset: row.dataset,
    status: row.status,
    mode: row.mode,
    source: { name: row.source_name, bytes: Number(row.source_bytes), sha256: row.source_sha256 },
    reading: row.reading,
    recipe: row.recipe,
    rows: Number(row.rows),
    accepted: Number(row.accepted),
    quarantined: Number(row.quarantined),
    open: row.legend ? Math.max(0, Number(row.quarantined) - settled) : 0,
    version: row.version === null ? null : Number(row.version),
    resubmits: row.resubmits,
    progress: row.progress,
    summary,
    groups: foldFindings(summary),
    findings: row.file_findings,
    problem: row.problem,
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    seconds: row.seconds,
  };
}

/** Name of a sent file without folders, control characters or great length; it is shown, never opened. */
export function sourceName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const clean = [...last]
    .filter((character) => character >= ' ' && character !== '\u007f')
    .join('')
    .trim()
    .slice(0, 200);
  return clean === '' || clean === '.' || clean === '..' ? 'data' : clean;
}
