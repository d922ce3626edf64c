import { AppError, type Principal } from '../../../kernel/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import { type FindingLegend, rowFindings, type StoredRow } from '../checking/finding-kinds.ts';
import type { CompiledRecipe } from '../cleaning/compile-recipe.ts';
import type { CollectionParts } from '../dependencies.ts';
import { collectionErrors } from '../errors.ts';
import type { RunRow } from '../repository.ts';
import type { Runs } from '../runs.ts';
import type { QuarantinedRow, QuarantineStatus } from '../schema.ts';
import type { RejectedRows } from './rejected-rows.ts';

export interface QuarantineFilter {
  cursor?: string;
  limit?: number;
  rule?: string;
  field?: string;
  status?: QuarantineStatus;
}

/** A rejected row with what people have done to it. */
export interface CurrentRow {
  stored: StoredRow;
  edits: Map<string, string | null>;
  status: QuarantineStatus;
}

export type QuarantineRows = ReturnType<typeof createQuarantineRows>;

/** Reading the quarantine: stored rows, their edits and what became of them. */
export function createQuarantineRows(parts: CollectionParts, runs: Runs, rejected: RejectedRows) {
  const { repository } = parts;

  async function open(principal: Principal, id: string, action: 'quarantine:read' | 'quarantine:mend') {
    const run = await runs.require(principal, id, action);
    if (!run.legend) throw new AppError(collectionErrors.nothingToResubmit, { run: id });
    return { run, legend: run.legend };
  }

  /** Current states of rows of one page. */
  async function current(run: string, stored: StoredRow[]): Promise<CurrentRow[]> {
    const rows = stored.map(({ row }) => Number(row));
    const [edits, states] = await Promise.all([repository.edits(run, rows), repository.states(run, rows)]);
    const editsOf = new Map<number, Map<string, string | null>>();
    for (const { row, field, text } of edits) {
      const known = editsOf.get(Number(row)) ?? new Map();
      known.set(field, text);
      editsOf.set(Number(row), known);
    }
    const stateOf = new Map(states.map(({ row, state }) => [Number(row), state]));
    return stored.map((one) => {
      const row = Number(one.row);
      const mended = editsOf.get(row) ?? new Map<string, string | null>();
      return {
        stored: { ...one, row },
        edits: mended,
        status: stateOf.get(row) ?? (mended.size > 0 ? 'mended' : 'open'),
      };
    });
  }

  /** All rows in the order of the source, in batches; `filter` as for a page. */
  async function* each(
    run: RunRow,
    legend: FindingLegend,
    filter: Omit<QuarantineFilter, 'cursor' | 'limit'> & { after?: number; batch?: number } = {},
  ): AsyncGenerator<CurrentRow[]> {
    const batch = filter.batch ?? 5000;
    let after = filter.after ?? -1;
    while (true) {
      const stored = await rejected.page(run.id, legend, {
        after,
        limit: batch,
        ...(filter.rule !== undefined ? { rule: filter.rule } : {}),
        ...(filter.field !== undefined ? { field: filter.field } : {}),
      });
      const rows = await current(run.id, stored);
      const wanted = filter.status ? rows.filter(({ status }) => status === filter.status) : rows;
      if (wanted.length > 0) yield wanted;
      if (stored.length < batch) return;
      after = Number(stored.at(-1)!.row);
    }
  }

  return {
    open,
    current,
    each,

    async list(
      principal: Principal,
      id: string,
      filter: QuarantineFilter = {},
    ): Promise<{ items: QuarantinedRow[]; next: string | null; total: number }> {
      const run = await runs.require(principal, id, 'quarantine:read');
      if (!run.legend) return { items: [], next: null, total: 0 };
      const { legend } = run;
      const limit = filter.limit ?? 100;
      const compiled = await parts.standards
        .compiled(run.standard_id ?? '', run.standard_version ?? undefined)
        .catch(() => null);
      const recipe =
        compiled && run.recipe ? await parts.recipes.compiled(run.recipe, compiled.standard).catch(() => null) : null;
      const items: QuarantinedRow[] = [];
      const { cursor, limit: _limit, ...rest } = filter;
      const after = cursor === undefined ? undefined : Number(cursor);
      for await (const rows of each(run, legend, {
        ...rest,
        batch: Math.max(limit + 1, 200),
        ...(after !== undefined ? { after } : {}),
      })) {
        for (const row of rows) {
          if (items.length > limit) break;
          items.push(toQuarantinedRow(row, legend, { compiled, recipe }));
        }
        if (items.length > limit) break;
      }
      const page = items.slice(0, limit);
      const total = await rejected.count(id, legend, {
        ...(filter.rule !== undefined ? { rule: filter.rule } : {}),
        ...(filter.field !== undefined ? { field: filter.field } : {}),
      });
      return { items: page, next: items.length > limit ? String(page.at(-1)!.row) : null, total };
    },
  };
}

/** The text of a field as it now stands: mended, else raw. */
export function textOf({ stored, edits }: CurrentRow, legend: FindingLegend, field: string): string | null {
  const mended = edits.get(field);
  return mended !== undefined ? mended : (stored.raw[legend.fields.indexOf(field)] ?? null);
}

function toQuarantinedRow(
  row: CurrentRow,
  legend: FindingLegend,
  { compiled, recipe }: { compiled: CompiledStandard | null; recipe: CompiledRecipe | null },
): QuarantinedRow {
  const { stored, edits, status } = row;
  const texts = Object.fromEntries(legend.fields.map((name) => [name, textOf(row, legend, name)]));
  const after = recipe?.apply(texts) ?? texts;
  const cleaned = Object.fromEntries(
    legend.fields.flatMap((name) => (after[name] === texts[name] ? [] : [[name, after[name] ?? null]])),
  );
  const findings = rowFindings(stored, legend);
  const suggested: Record<string, string> = {};
  for (const { field } of findings) {
    if (field === null || field in suggested || edits.has(field)) continue;
    // What is typed anew passes the recipe again, so that a mend is one of the raw text.
    const raw = texts[field] ?? null;
    const offer = raw === null ? null : compiled?.fields.find((one) => one.field.name === field)?.mend(raw);
    if (offer) suggested[field] = offer;
  }
  return {
    row: stored.row,
    raw: Object.fromEntries(legend.fields.map((name, index) => [name, stored.raw[index] ?? null])),
    text: stored.text,
    cleaned,
    mended: Object.fromEntries(edits),
    suggested,
    status,
    findings,
  };
}
