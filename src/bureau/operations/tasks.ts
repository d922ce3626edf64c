import { sql } from 'kysely';
import { AppError, kernelErrors, newId, type Principal, systemPrincipal, type Text } from '../../kernel/index.ts';
import type { Page } from '../../kernel/shape.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Identity } from '../identity/index.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { operationsErrors } from './errors.ts';
import { json, type OperationsDatabase, withLogs } from './repository.ts';
import { type Task, type TaskChange, type TaskDraft, taskTransitions } from './schema.ts';

/** What the tasks ask of `identity`. */
export interface WhoIsThere {
  organisations: Pick<Identity['organisations'], 'get'>;
  people: Pick<Identity['people'], 'get'>;
}

export interface TaskParts {
  database: OperationsDatabase;
  access: Access;
  audit: Pick<Audit, 'record'>;
  identity: WhoIsThere;
  now(): Date;
}

export type Tasks = ReturnType<typeof createTasks>;

/** Tasks of an organisation: given from an alert or by a person, worked by its people, each step in the log. */
export function createTasks({ database, access, audit, identity, now }: TaskParts) {
  /** An assignee has to be there, and of the organisation whose task it is. */
  const requireAssignee = async (assignee: string | null | undefined, organisation: string | null) => {
    if (!assignee) return;
    const person = await identity.people.get(systemPrincipal('operations'), assignee);
    if (organisation !== null && person.organisation?.id !== organisation) {
      throw new AppError(operationsErrors.assigneeElsewhere, { organisation });
    }
  };

  const find = async (id: string): Promise<Task | null> => {
    const rows = await database.selectFrom('operations_tasks').selectAll().where('id', '=', id).execute();
    return (await withLogs(database, rows))[0] ?? null;
  };

  const get = async (principal: Principal, id: string): Promise<Task> => {
    const task = await find(id);
    access.require(principal, 'task:read', { id, owner: task?.organisation ?? principal.organisation });
    if (!task) throw new AppError(kernelErrors.notFound, { what: id });
    return task;
  };

  const insert = async (
    principal: Principal,
    task: {
      title: Text;
      alert: string | null;
      organisation: string | null;
      assignee?: string | null;
      dueAt: Date | null;
    },
    options: { id?: string; note?: string } = {},
  ): Promise<string | null> => {
    const at = now();
    const id = options.id ?? newId('task', at);
    const inserted = await database.transaction().execute(async (transaction) => {
      const row = await transaction
        .insertInto('operations_tasks')
        .values({
          id,
          title: json(task.title),
          alert: task.alert,
          organisation: task.organisation,
          assignee: task.assignee ?? null,
          status: 'open',
          due_at: task.dueAt,
          created_at: at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!row) return false;
      await transaction
        .insertInto('operations_task_log')
        .values({ task: id, at, by: principal.id, note: options.note ?? '', status: 'open' })
        .execute();
      return true;
    });
    if (!inserted) return null;
    await audit.record({
      principal,
      action: 'operations.task-given',
      target: `task:${id}`,
      outcome: 'done',
      details: { alert: task.alert, organisation: task.organisation, dueAt: task.dueAt?.toISOString() ?? null },
    });
    return id;
  };

  return {
    /** The task of an alert; given once however often the alert is raised. */
    async giveFor(
      principal: Principal,
      task: { alert: string; title: Text; organisation: string | null; dueAt: Date | null },
      note = '',
    ): Promise<void> {
      await insert(principal, task, { note });
    },

    /** What becomes of an alert's task when the cause is gone: done when no one took it up, else a line in its log. */
    async causeEnded(principal: Principal, alert: string, note: Text): Promise<void> {
      const at = now();
      await database.transaction().execute(async (transaction) => {
        const task = await transaction
          .selectFrom('operations_tasks')
          .select(['id', 'status'])
          .where('alert', '=', alert)
          .where('status', 'in', ['open', 'in-hand'])
          .forUpdate()
          .executeTakeFirst();
        if (!task) return;
        const status = task.status === 'open' ? 'done' : task.status;
        await transaction.updateTable('operations_tasks').set({ status }).where('id', '=', task.id).execute();
        await transaction
          .insertInto('operations_task_log')
          .values({ task: task.id, at, by: principal.id, note: `${note.zh} ${note.en}`, status })
          .execute();
      });
    },

    /** A task is given to an organisation; with an id chosen before, giving it again gives nothing twice. */
    async give(principal: Principal, draft: TaskDraft, options: { id?: string; note?: string } = {}): Promise<Task> {
      access.require(principal, 'task:work', { id: 'tasks', owner: draft.organisation });
      await identity.organisations.get(draft.organisation);
      await requireAssignee(draft.assignee, draft.organisation);
      const id = await insert(
        principal,
        {
          title: draft.title,
          alert: draft.alert ?? null,
          organisation: draft.organisation,
          assignee: draft.assignee ?? null,
          dueAt: draft.dueAt ? new Date(draft.dueAt) : null,
        },
        options,
      );
      if (id === null) {
        const row = await database
          .selectFrom('operations_tasks')
          .selectAll()
          .where((where) => where.or([where('alert', '=', draft.alert ?? ''), where('id', '=', options.id ?? '')]))
          .execute();
        return (await withLogs(database, row))[0]!;
      }
      return (await find(id))!;
    },

    /** A page of tasks, newest first. */
    async list(
      principal: Principal,
      options: {
        status?: Task['status'][];
        organisation?: string;
        assignee?: string;
        limit?: number;
        cursor?: string;
      } = {},
    ): Promise<Page<Task>> {
      // Whoever may see only the own organisation's tasks gets those without asking for them.
      const all = access.decide(principal, 'task:read', { id: 'tasks' }).allowed;
      const organisation = options.organisation ?? (all ? null : principal.organisation);
      access.require(principal, 'task:read', { id: 'tasks', owner: organisation });
      const limit = options.limit ?? 50;
      let query = database.selectFrom('operations_tasks').selectAll();
      if (options.status?.length) query = query.where('status', 'in', options.status);
      if (organisation) query = query.where('organisation', '=', organisation);
      if (options.assignee) query = query.where('assignee', '=', options.assignee);
      if (options.cursor) {
        const { at, id } = readCursor(options.cursor);
        query = query.where(sql<boolean>`(date_trunc('milliseconds', created_at), id) < (${at}, ${id})`);
      }
      const rows = await query
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const last = rows.length > limit ? rows[limit - 1]! : null;
      return {
        items: await withLogs(database, rows.slice(0, limit)),
        next: last ? writeCursor({ at: last.created_at, id: last.id }) : null,
      };
    },

    get,

    /** One step of the work; refused when the state does not allow it. */
    async change(principal: Principal, id: string, change: TaskChange, requestId?: string): Promise<Task> {
      const before = await get(principal, id);
      access.require(principal, 'task:work', { id, owner: before.organisation });
      const { status, assignee, dueAt, note } = change;
      if (status === undefined && assignee === undefined && dueAt === undefined && !note) {
        throw new AppError(operationsErrors.nothingToChange);
      }
      await requireAssignee(assignee, before.organisation);
      if (status === 'declined' && !note?.trim()) throw new AppError(operationsErrors.noteNeeded);
      await database.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('operations_tasks')
          .select('status')
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirstOrThrow();
        const allowed = taskTransitions[row.status] ?? [];
        if (status !== undefined && status !== row.status && !allowed.includes(status)) {
          throw new AppError(operationsErrors.illegalTransition, {
            from: row.status,
            to: status,
            allowed: allowed.join(', '),
          });
        }
        // Whoever takes a task in hand without naming anyone takes it themselves.
        const takesIt = status === 'in-hand' && assignee === undefined && before.assignee === null;
        await transaction
          .updateTable('operations_tasks')
          .set({
            status: status ?? row.status,
            assignee: takesIt ? principal.id : assignee === undefined ? before.assignee : assignee,
            ...(dueAt === undefined ? {} : { due_at: dueAt === null ? null : new Date(dueAt) }),
          })
          .where('id', '=', id)
          .execute();
        await transaction
          .insertInto('operations_task_log')
          .values({ task: id, at: now(), by: principal.id, note: note ?? '', status: status ?? row.status })
          .execute();
      });
      await audit.record({
        principal,
        action: 'operations.task-changed',
        target: `task:${id}`,
        outcome: 'done',
        requestId,
        details: { from: before.status, ...change },
      });
      return (await find(id))!;
    },
  };
}
