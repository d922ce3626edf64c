import { AppError, type Finding, kernelErrors } from '../../kernel/index.ts';
import type { CompiledStandard } from '../standards/index.ts';
import type { CheckResult } from './checking/check-table.ts';
import { collectionErrors } from './errors.ts';
import type { RunRow } from './repository.ts';
import type { FindingCount } from './schema.ts';

/** The refusal of a file that lacks columns that must be there. */
export function missingColumns(compiled: CompiledStandard, missing: string[], found: string[]): AppError {
  const titles = missing.map((name) => compiled.fields.find(({ field }) => field.name === name)!.field.title);
  return new AppError(collectionErrors.columnsMissing, {
    columns: titles,
    found: found.slice(0, 30),
  });
}

/** The share of bad rows that is refused where nobody says another, and the rows from which a share says anything. */
const defaultRefusal = { above: 0.5, fromRows: 100 };

/** Throws when the result is too bad to become a version. */
export function refuseBad(
  run: RunRow,
  { standard }: CompiledStandard,
  result: CheckResult,
  { summary, repeats }: { summary: FindingCount[]; repeats: number },
): void {
  const worst = summary
    .slice(0, 3)
    .map(({ field, rule, count }) => `${field ?? '–'} ${rule} × ${count}`)
    .join('; ');
  if (result.rows === 0) throw new AppError(collectionErrors.noRows, { file: run.source_name });
  if (result.accepted === 0) throw new AppError(collectionErrors.nothingAccepted, { rows: result.rows, worst });
  const chosen = run.refuse_above ?? standard.refuseAbove;
  if (chosen === undefined && result.rows < defaultRefusal.fromRows) return;
  const limit = chosen ?? defaultRefusal.above;
  // What a recipe takes out is no fault of the rows.
  const share = (result.quarantined - repeats) / (result.rows - repeats);
  if (share <= limit || run.resubmits) return;
  const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
  throw new AppError(collectionErrors.tooManyBad, {
    rows: result.rows,
    quarantined: result.quarantined - repeats,
    share: percent(share),
    limit: percent(limit),
    worst,
  });
}

/** Tells that nothing new was made, and which run had made it. */
export function unchangedFinding(same: RunRow): Finding {
  return {
    row: null,
    field: null,
    rule: 'unchanged',
    value: same.id,
    message: {
      zh: `与批次 ${same.id} 的文件、标准和读取方式完全相同，没有生成新版本`,
      en: `the same file, standard and reading as run ${same.id}: no new version was made`,
    },
  };
}

/** Whether a job's signal says that its server stops, not that someone cancelled it. */
export function isStopping(reason: unknown): boolean {
  return /job (stopping|lost)/.test(String((reason as Error)?.message ?? ''));
}

/** Any failure as one that a person can act on. */
export function toAppError(cause: unknown, signal: AbortSignal | undefined): AppError {
  if (signal?.aborted) return new AppError(collectionErrors.cancelled, {}, { cause });
  const full = (error: unknown): boolean => {
    if (!(error instanceof Error)) return false;
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC' || (error as { code?: string }).code === 'lake.disk-full')
      return true;
    return /no space left on device|ENOSPC|disk full/i.test(error.message) || full(error.cause);
  };
  if (full(cause)) return new AppError(collectionErrors.diskFull, {}, { cause });
  if (cause instanceof AppError) return cause;
  return new AppError(kernelErrors.unexpected, {}, { cause });
}
