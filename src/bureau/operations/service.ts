import type { Database } from '../../database/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import { createAlerts } from './alerts.ts';
import { createIndicators } from './indicators.ts';
import { operationsDatabase } from './repository.ts';
import { createTasks, type WhoIsThere } from './tasks.ts';

export interface OperationsParts {
  database: Database;
  access: Access;
  audit: Pick<Audit, 'record'>;
  /** Asked for the datasets behind the indicators. */
  catalogue: Pick<Catalogue, 'find'>;
  /** Asked whether organisations and assignees are there. */
  identity: WhoIsThere;
  clock: Clock;
}

export type Operations = ReturnType<typeof createOperations>;

/** The command desk: indicators, alerts and tasks. */
export function createOperations(parts: OperationsParts) {
  const database = operationsDatabase(parts.database);
  const now = () => parts.clock.now();
  const { access, audit, catalogue, identity } = parts;
  const tasks = createTasks({ database, access, audit, identity, now });
  return {
    indicators: createIndicators({ database, access, catalogue, now }),
    alerts: createAlerts({ database, access, audit, tasks, now }),
    tasks,
  };
}
