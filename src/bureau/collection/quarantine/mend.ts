import { AppError, kernelErrors, type Principal } from '../../../kernel/index.ts';
import type { CollectionParts } from '../dependencies.ts';
import type { Mend } from '../schema.ts';
import type { RejectedRows } from './rejected-rows.ts';
import { type CurrentRow, type QuarantineRows, textOf } from './rows.ts';

export interface MendResult {
  /** Cells that now hold another text than before. */
  cells: number;
  discarded: number;
}

export interface CellMend {
  row: number;
  mended: Record<string, string | null>;
}

/** Mending: single cells, one change for all rows that have a finding, giving rows up. Raw texts stay as they came. */
export function createMend(parts: CollectionParts, rows: QuarantineRows, rejected: RejectedRows) {
  const { repository, clock, audit } = parts;

  /** Saves texts of cells; those that are again as they came are forgotten. Returns how many cells changed. */
  async function saveCells(principal: Principal, id: string, cells: CellMend[]): Promise<number> {
    const { legend } = await rows.open(principal, id, 'quarantine:mend');
    let changed = 0;
    for (let from = 0; from < cells.length; from += 5000) {
      const batch = cells.slice(from, from + 5000);
      const stored = await rejected.page(id, legend, { limit: batch.length, rows: batch.map(({ row }) => row) });
      const known = new Map((await rows.current(id, stored)).map((row) => [row.stored.row, row]));
      const edits: { row: number; field: string; text: string | null }[] = [];
      const dropped: { row: number; field: string }[] = [];
      for (const { row, mended } of batch) {
        const current = known.get(row);
        if (!current) throw new AppError(kernelErrors.notFound, { what: `__row ${row}` });
        if (current.status === 'resubmitted' || current.status === 'discarded') continue;
        for (const [field, text] of Object.entries(mended)) {
          const place = legend.fields.indexOf(field);
          if (place < 0) throw new AppError(kernelErrors.invalidInput, { problem: `field ${field}` });
          const before = textOf(current, legend, field);
          if (before === (text || null)) continue;
          // PostgreSQL holds no NUL and no standard takes one: a text that is touched leaves it behind.
          const value = text?.replaceAll('\0', '') || null;
          if (before === value) continue;
          changed++;
          if ((current.stored.raw[place] ?? null) === value) dropped.push({ row, field });
          else edits.push({ row, field, text: value });
        }
      }
      const stamp = { run: id, edited_by: principal.id, edited_at: clock.now() };
      await repository.saveEdits(edits.map((edit) => ({ ...stamp, ...edit })));
      await repository.dropEdits(id, dropped);
    }
    return changed;
  }

  async function bulk(
    principal: Principal,
    id: string,
    { field, rule, action }: NonNullable<Mend['bulk']>,
  ): Promise<number> {
    const { run, legend } = await rows.open(principal, id, 'quarantine:mend');
    const compiled =
      action.kind === 'suggestion' && run.standard_id
        ? await parts.standards.compiled(run.standard_id, run.standard_version ?? undefined)
        : null;
    const offer = compiled?.fields.find((one) => one.field.name === field);
    const change = (row: CurrentRow): string | null | undefined => {
      const text = textOf(row, legend, field);
      if (action.kind === 'set') return action.value;
      if (action.kind === 'replace') return text?.replaceAll(action.find, action.with);
      return text === null ? undefined : (offer?.mend(text) ?? undefined);
    };
    let changed = 0;
    for await (const batch of rows.each(run, legend, { rule, field })) {
      const cells = batch.flatMap((row): CellMend[] => {
        if (row.status === 'resubmitted' || row.status === 'discarded') return [];
        const text = change(row);
        return text === undefined ? [] : [{ row: row.stored.row, mended: { [field]: text } }];
      });
      changed += await saveCells(principal, id, cells);
    }
    return changed;
  }

  return {
    saveCells,

    async mend(principal: Principal, id: string, mend: Mend): Promise<MendResult> {
      const { run, legend } = await rows.open(principal, id, 'quarantine:mend');
      let cells = mend.rows ? await saveCells(principal, id, mend.rows) : 0;
      if (mend.bulk) cells += await bulk(principal, id, mend.bulk);
      let discarded = 0;
      if (mend.discard && mend.discard.length > 0) {
        const stored = await rejected.page(id, legend, { limit: mend.discard.length, rows: mend.discard });
        discarded = await repository.saveStates(
          id,
          stored.map(({ row }) => Number(row)),
          'discarded',
          null,
        );
      }
      await audit.record({
        principal,
        action: 'collection.quarantine-mended',
        target: `run:${id}`,
        outcome: 'done',
        details: {
          dataset: run.dataset,
          cells,
          discarded,
          bulk: mend.bulk ? `${mend.bulk.field}:${mend.bulk.rule}` : null,
        },
      });
      return { cells, discarded };
    },
  };
}
