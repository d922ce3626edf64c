import { type Command, systemPrincipal } from '../../kernel/index.ts';
import type { Alert, Task } from './schema.ts';
import type { Operations } from './service.ts';

const split = <State>(text: string | boolean | undefined) =>
  typeof text === 'string' && text !== '' ? (text.split(',') as State[]) : undefined;

/** `lingnan alerts list` and `lingnan tasks list`. */
export const operationsCommands: Command<{ operations: Operations }>[] = [
  {
    path: ['alerts', 'list'],
    summary: { zh: '列出预警', en: 'List alerts, newest first' },
    options: [
      {
        flags: '--status <states>',
        summary: 'open, acknowledged, closed; several by comma',
        default: 'open,acknowledged',
      },
      { flags: '--sector <id>', summary: 'only of this sector' },
    ],
    async run({ operations }, { options }, output) {
      const { items } = await operations.alerts.list(systemPrincipal('command'), {
        status: split<Alert['status']>(options['status']),
        sector: typeof options['sector'] === 'string' ? options['sector'] : undefined,
        limit: 200,
      });
      output.result({ items });
      output.table(
        ['id', 'raised', 'severity', 'status', 'title'],
        items.map((alert) => [alert.id, alert.raisedAt, alert.severity, alert.status, alert.title.zh]),
      );
      return 0;
    },
  },
  {
    path: ['tasks', 'list'],
    summary: { zh: '列出处置任务', en: 'List tasks, newest first' },
    options: [
      {
        flags: '--status <states>',
        summary: 'open, in-hand, done, declined; several by comma',
        default: 'open,in-hand',
      },
      { flags: '--organisation <id>', summary: 'only of this organisation' },
    ],
    async run({ operations }, { options }, output) {
      const { items } = await operations.tasks.list(systemPrincipal('command'), {
        status: split<Task['status']>(options['status']),
        organisation: typeof options['organisation'] === 'string' ? options['organisation'] : undefined,
        limit: 200,
      });
      output.result({ items });
      output.table(
        ['id', 'status', 'due', 'organisation', 'title'],
        items.map((task) => [task.id, task.status, task.dueAt, task.organisation, task.title.zh]),
      );
      return 0;
    },
  },
];
