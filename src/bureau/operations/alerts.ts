import { sql } from 'kysely';
import { AppError, kernelErrors, newId, type Principal, type Text } from '../../kernel/index.ts';
import type { Page } from '../../kernel/shape.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Deadline } from '../law/index.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { operationsErrors } from './errors.ts';
import { json, type OperationsDatabase, selectAlerts, toAlert } from './repository.ts';
import { type Alert, type AlertChange, alertTransitions } from './schema.ts';
import type { Tasks } from './tasks.ts';

export interface AlertParts {
  database: OperationsDatabase;
  access: Access;
  audit: Pick<Audit, 'record'>;
  tasks: Tasks;
  now(): Date;
}

/** What a sector raises; `task` makes a task of it for one organisation, due so long after the raising as the law says. */
export interface AlertCall extends Pick<Alert, 'title' | 'sector' | 'severity' | 'cause' | 'message' | 'provenance'> {
  organisation: string | null;
  task?: { title: Text; deadline?: ((raisedAt: Date) => Promise<Deadline>) | undefined };
}

const order: Alert['severity'][] = ['notice', 'warning', 'severe'];
const worse = (first: Alert['severity'], second: Alert['severity']) => order.indexOf(first) > order.indexOf(second);

/**
 * Alerts by episode of a cause. Raising a cause that runs already updates its alert; the episode ends when the cause
 * goes. An alert that a person closed stays closed while the cause runs on, unless it gets worse.
 */
export function createAlerts({ database, access, audit, tasks, now }: AlertParts) {
  const find = async (id: string): Promise<Alert | null> => {
    const row = await selectAlerts(database).where('alert.id', '=', id).executeTakeFirst();
    return row ? toAlert(row) : null;
  };

  const get = async (principal: Principal, id: string): Promise<Alert> => {
    access.require(principal, 'alert:read', { id });
    const alert = await find(id);
    if (!alert) throw new AppError(kernelErrors.notFound, { what: id });
    return alert;
  };

  const update = async (
    principal: Principal,
    running: { id: string; status: string; severity: string },
    call: AlertCall,
  ) => {
    const reopens = running.status === 'closed' && worse(call.severity, running.severity as Alert['severity']);
    await database
      .updateTable('operations_alerts')
      .set({
        title: json(call.title),
        message: json(call.message),
        severity: call.severity,
        provenance: json(call.provenance),
        updated_at: now(),
        ...(reopens ? { status: 'open' as const, closed_at: null, closed_by: null } : {}),
      })
      .where('id', '=', running.id)
      .execute();
    if (reopens || running.severity !== call.severity) {
      await audit.record({
        principal,
        action: 'operations.alert-changed',
        target: `alert:${running.id}`,
        outcome: 'done',
        details: { cause: call.cause, severity: call.severity, reopened: reopens },
      });
    }
  };

  return {
    /** Raises an alert, once for a running cause; returns it. Gives the task when there is none yet. */
    async raise(principal: Principal, call: AlertCall): Promise<Alert> {
      const at = now();
      const inserted = await database
        .insertInto('operations_alerts')
        .values({
          id: newId('alert', at),
          cause: call.cause,
          sector: call.sector,
          organisation: call.organisation,
          title: json(call.title),
          message: json(call.message),
          severity: call.severity,
          status: 'open',
          raised_at: at,
          updated_at: at,
          closed_at: null,
          closed_by: null,
          cause_ended_at: null,
          provenance: json(call.provenance),
        })
        .onConflict((conflict) => conflict.column('cause').where('cause_ended_at', 'is', null).doNothing())
        .returning('id')
        .executeTakeFirst();
      const running = await database
        .selectFrom('operations_alerts')
        .select(['id', 'status', 'severity', 'raised_at'])
        .where('cause', '=', call.cause)
        .where('cause_ended_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (inserted) {
        await audit.record({
          principal,
          action: 'operations.alert-raised',
          target: `alert:${running.id}`,
          outcome: 'done',
          details: { cause: call.cause, severity: call.severity },
        });
      } else {
        await update(principal, running, call);
      }
      if (call.task) {
        const { title, deadline } = call.task;
        const due = await deadline?.(running.raised_at);
        await tasks.giveFor(
          principal,
          { alert: running.id, title, organisation: call.organisation, dueAt: due?.dueAt ?? null },
          due?.note,
        );
      }
      return (await find(running.id))!;
    },

    /** Ends the episode of a cause: its alert closes, and a task that no one has taken up is done with it. */
    async end(principal: Principal, cause: string, note: Text): Promise<void> {
      const at = now();
      const ended = await database
        .updateTable('operations_alerts')
        .set({
          cause_ended_at: at,
          updated_at: at,
          status: 'closed',
          closed_at: sql`coalesce(closed_at, ${at})`,
          closed_by: sql`coalesce(closed_by, ${principal.id})`,
        })
        .where('cause', '=', cause)
        .where('cause_ended_at', 'is', null)
        .returning('id')
        .execute();
      for (const { id } of ended) {
        await tasks.causeEnded(principal, id, note);
        await audit.record({
          principal,
          action: 'operations.alert-ended',
          target: `alert:${id}`,
          outcome: 'done',
          details: { cause },
        });
      }
    },

    /** A page of alerts, newest first. */
    async list(
      principal: Principal,
      options: { status?: Alert['status'][]; sector?: string; cause?: string; limit?: number; cursor?: string } = {},
    ): Promise<Page<Alert>> {
      access.require(principal, 'alert:read', { id: 'alerts' });
      const limit = options.limit ?? 50;
      let query = selectAlerts(database);
      if (options.status?.length) query = query.where('alert.status', 'in', options.status);
      if (options.sector) query = query.where('alert.sector', '=', options.sector);
      if (options.cause) query = query.where('alert.cause', '=', options.cause);
      if (options.cursor) {
        const { at, id } = readCursor(options.cursor);
        query = query.where(sql<boolean>`(date_trunc('milliseconds', alert.raised_at), alert.id) < (${at}, ${id})`);
      }
      const rows = await query
        .orderBy('alert.raised_at', 'desc')
        .orderBy('alert.id', 'desc')
        .limit(limit + 1)
        .execute();
      const last = rows.length > limit ? rows[limit - 1]! : null;
      return {
        items: rows.slice(0, limit).map(toAlert),
        next: last ? writeCursor({ at: last.raised_at, id: last.id }) : null,
      };
    },

    get,

    /** A person acknowledges, closes or reopens it; the note stands in the audit trail and in its task's log. */
    async change(principal: Principal, id: string, change: AlertChange, requestId?: string): Promise<Alert> {
      const before = await get(principal, id);
      access.require(principal, 'alert:close', { id, owner: before.organisation });
      if (before.status === change.status) return before;
      const allowed = alertTransitions[before.status] ?? [];
      const at = now();
      const closed = change.status === 'closed';
      const changed = allowed.includes(change.status)
        ? await database
            .updateTable('operations_alerts')
            .set({
              status: change.status,
              updated_at: at,
              closed_at: closed ? at : null,
              closed_by: closed ? principal.id : null,
            })
            .where('id', '=', id)
            // Another person may have been quicker; then this one must look first.
            .where('status', '=', before.status)
            .returning('id')
            .executeTakeFirst()
        : undefined;
      if (!changed) {
        throw new AppError(operationsErrors.illegalTransition, {
          from: before.status,
          to: change.status,
          allowed: allowed.join(', '),
        });
      }
      await audit.record({
        principal,
        action: `operations.alert-${closed ? 'closed' : change.status === 'open' ? 'reopened' : 'acknowledged'}`,
        target: `alert:${id}`,
        outcome: 'done',
        requestId,
        details: { from: before.status, note: change.note ?? null },
      });
      return (await find(id))!;
    },
  };
}
