import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../kernel/index.ts';
import { lakeErrors } from '../errors.ts';
import type { WriteOptions } from '../table.ts';
import type { Action, AddFile } from './actions.ts';
import { requireState, type TableContext } from './context.ts';
import type { LogEntry } from './log.ts';
import { decodeLogPath } from './paths.ts';
import { requireWritable } from './protocol.ts';
import { isCompaction, type TableState } from './state.ts';

/** What a write wants to do to one state of the table. */
export interface Plan {
  operation: string;
  parameters?: Record<string, string>;
  actions: Action[];
  rowsAdded: number;
  rowsRemoved: number;
  /**
   * What it looked at before it decided, since rows that another write adds there meanwhile make it wrong: an append
   * looks at nothing, a replacement at everything, a merge or a removal at rows that it can find in some files.
   */
  reads: 'nothing' | 'everything' | ((state: TableState, added: AddFile[]) => Promise<boolean>);
}

interface Write {
  options: WriteOptions;
  /** The state that the caller prepared its files for; the newest when it prepared nothing. */
  from?: TableState;
  /** Called again when another write changed what a plan is made for (schema, files' places) but no data it read. */
  plan(state: TableState): Promise<Plan | null>;
}

export const engineInfo = 'lingnan/0.1.0';

/**
 * Brings a write into the log with optimistic concurrency: plan on the newest state, try to make the next entry, and when
 * another writer was first, look whether its changes touch what the plan relied on. If not, the same plan is tried on
 * the next version; if they do, it is a `lake.conflict`, and the caller knows whether starting over makes sense.
 */
export async function transact(context: TableContext, write: Write): Promise<TableState> {
  const { log, table } = context;
  let state = write.from ?? (await requireState(context));
  while (true) {
    requireWritable(state, table);
    if (isDone(state, write.options)) return state;
    const plan = await write.plan(state);
    if (!plan) return state;
    for (let base = state, tries = 0; ; tries++) {
      const made = await log.commit(base, (at) => entryActions(plan, write.options, at, base));
      if (made) return made;
      if (tries > 0) await sleep(Math.random() * Math.min(2 ** tries, 50));
      const next = await requireState(context);
      const verdict = await judge(context, plan, write.options, base, next);
      if (verdict === 'harmless') {
        base = next;
        continue;
      }
      if (verdict === 'conflict') throw new AppError(lakeErrors.conflict, { table, version: next.version });
      state = next;
      break;
    }
  }
}

/** True when the write's transaction is in the table already. */
export function isDone(state: TableState, { transaction }: WriteOptions): boolean {
  return transaction !== undefined && (state.transactions.get(transaction.application) ?? -1) >= transaction.version;
}

function entryActions(plan: Plan, options: WriteOptions, at: number, base: TableState): Action[] {
  const { transaction, info } = options;
  const content = isCompaction(plan.actions) ? { content: base.content } : {};
  return [
    {
      commitInfo: {
        timestamp: at,
        operation: plan.operation,
        operationParameters: plan.parameters ?? {},
        operationMetrics: { numOutputRows: String(plan.rowsAdded), numRemovedRows: String(plan.rowsRemoved) },
        isBlindAppend: plan.reads === 'nothing' && plan.actions.every((action) => action.add?.dataChange),
        engineInfo,
        lingnan: { rowsAdded: plan.rowsAdded, rowsRemoved: plan.rowsRemoved, info: info ?? {}, ...content },
      },
    },
    ...(transaction
      ? [{ txn: { appId: transaction.application, version: transaction.version, lastUpdated: at } }]
      : []),
    ...plan.actions.map((action): Action => {
      if (action.remove) return { remove: { ...action.remove, deletionTimestamp: at } };
      // Commits have times that grow, so the rows of a table keep the order in which they came.
      return action.add ? { add: { ...action.add, modificationTime: at } } : action;
    }),
  ];
}

type Verdict = 'harmless' | 'changed' | 'conflict';

/** What the commits after `base` mean for a plan made on it. */
async function judge(
  { log, table }: TableContext,
  plan: Plan,
  options: WriteOptions,
  base: TableState,
  next: TableState,
): Promise<Verdict> {
  // Dropped and made anew: another table of the same name.
  if (next.metadata.id !== base.metadata.id) return 'conflict';
  const removes = new Set(plan.actions.flatMap((a) => (a.remove ? [decodeLogPath(a.remove.path)] : [])));
  const added: AddFile[] = [];
  let verdict: Verdict = 'harmless';
  for (let version = base.version + 1; version <= next.version; version++) {
    const entry: LogEntry | null = await log.entry(version);
    if (!entry) throw new AppError(lakeErrors.logDamaged, { table, problem: version });
    for (const { add, remove, metaData, protocol, txn } of entry.actions) {
      if (remove && removes.has(decodeLogPath(remove.path))) {
        if (remove.dataChange) return 'conflict';
        // Only compacted: the rows are the same, in other files.
        verdict = 'changed';
      }
      if (add?.dataChange) added.push(add);
      if (metaData || protocol || (txn && txn.appId === options.transaction?.application)) verdict = 'changed';
    }
  }
  if (added.length > 0 && plan.reads === 'everything') return 'conflict';
  if (added.length > 0 && typeof plan.reads === 'function' && (await plan.reads(next, added))) return 'conflict';
  return verdict;
}
