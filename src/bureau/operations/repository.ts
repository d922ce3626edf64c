import { type Generated, type Kysely, sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import type { Text } from '../../kernel/index.ts';
import type { Alert, Indicator, Task } from './schema.ts';

export type OperationsTables = {
  operations_indicators: {
    id: string;
    sector: string;
    dataset: string;
    position: number;
    body: unknown;
    at: Date | null;
    updated_at: Date;
  };
  operations_indicator_history: { indicator: string; at: Date; value: number | null };
  operations_alerts: {
    id: string;
    cause: string;
    sector: string;
    organisation: string | null;
    title: unknown;
    message: unknown;
    severity: Alert['severity'];
    status: Alert['status'];
    raised_at: Date;
    updated_at: Date;
    closed_at: Date | null;
    closed_by: string | null;
    cause_ended_at: Date | null;
    provenance: unknown;
  };
  operations_tasks: {
    id: string;
    title: unknown;
    alert: string | null;
    organisation: string | null;
    assignee: string | null;
    status: Task['status'];
    due_at: Date | null;
    created_at: Date;
  };
  operations_task_log: {
    id: Generated<string>;
    task: string;
    at: Date;
    by: string;
    note: string;
    status: Task['status'];
  };
};

export type OperationsDatabase = Kysely<OperationsTables>;

/** The metadata database as this slice sees it. */
export function operationsDatabase(database: Database): OperationsDatabase {
  return database.kysely.withTables<OperationsTables>() as unknown as OperationsDatabase;
}

/** JSON as a jsonb parameter. */
export const json = (value: unknown) => sql<unknown>`${JSON.stringify(value)}::jsonb`;

/** Alerts with the id of their task, newest first. */
export function selectAlerts(database: OperationsDatabase) {
  return database
    .selectFrom('operations_alerts as alert')
    .leftJoin('operations_tasks as task', 'task.alert', 'alert.id')
    .selectAll('alert')
    .select('task.id as task');
}

export type AlertRow = Awaited<ReturnType<ReturnType<typeof selectAlerts>['execute']>>[number];

export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    title: row.title as Text,
    sector: row.sector,
    severity: row.severity,
    status: row.status,
    cause: row.cause,
    message: row.message as Text,
    raisedAt: row.raised_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    task: row.task,
    organisation: row.organisation,
    causeEnded: row.cause_ended_at !== null,
    provenance: row.provenance as Alert['provenance'],
  };
}

/** Tasks with their logs, in the order of the given rows. */
export async function withLogs(
  database: OperationsDatabase,
  rows: {
    id: string;
    title: unknown;
    alert: string | null;
    organisation: string | null;
    assignee: string | null;
    status: Task['status'];
    due_at: Date | null;
    created_at: Date;
  }[],
): Promise<Task[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const lines = await database
    .selectFrom('operations_task_log')
    .selectAll()
    .where('task', 'in', ids)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    title: row.title as Text,
    alert: row.alert,
    organisation: row.organisation,
    assignee: row.assignee,
    status: row.status,
    dueAt: row.due_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    log: lines
      .filter((line) => line.task === row.id)
      .map((line) => ({ at: line.at.toISOString(), by: line.by, note: line.note, status: line.status })),
  }));
}

/** Body of an indicator as it is kept: all but the trend, which has a table of its own. */
export type IndicatorBody = Omit<Indicator, 'trend'>;

/** The last `points` values of each indicator, oldest first. */
export async function selectTrends(
  database: OperationsDatabase,
  ids: string[],
  points: number,
): Promise<Map<string, Indicator['trend']>> {
  const trends = new Map<string, Indicator['trend']>();
  if (ids.length === 0) return trends;
  const rows = await database
    .selectFrom((query) =>
      query
        .selectFrom('operations_indicator_history')
        .select(['indicator', 'at', 'value'])
        .select(sql<string>`row_number() over (partition by indicator order by at desc)`.as('age'))
        .where('indicator', 'in', ids)
        .as('history'),
    )
    .select(['indicator', 'at', 'value'])
    .where('age', '<=', String(points))
    .orderBy('at')
    .execute();
  for (const row of rows) {
    const trend = trends.get(row.indicator) ?? [];
    trend.push({ at: row.at.toISOString(), value: row.value });
    trends.set(row.indicator, trend);
  }
  return trends;
}
