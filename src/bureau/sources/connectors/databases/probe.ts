import type { Probe, PullContext } from '../connector.ts';
import { chooseColumns } from './columns.ts';
import type { OpenSession } from './pull.ts';
import { type DatabaseSettings, requireFitting } from './settings.ts';

/** Columns and ten rows of what is declared; the tables that can be read where nothing is declared yet. */
export async function probeDatabase(
  open: OpenSession,
  settings: DatabaseSettings,
  context: PullContext,
): Promise<Probe> {
  const browsing = settings.table === undefined && settings.query === undefined;
  if (!browsing) requireFitting(settings);
  const session = await open(settings, context);
  try {
    if (browsing) {
      const tables = await session.tables();
      const shown = tables.slice(0, 100);
      return {
        found: {
          zh: `连接成功，可读 ${tables.length} 个表或视图：${shown.join('、')}`,
          en: `Signed in; ${tables.length} tables or views can be read: ${shown.join(', ')}`,
        },
        columns: [],
        sample: [],
      };
    }
    const { taken } = await chooseColumns(session, settings, context.tell);
    const texts = taken.map((column) => column.text(session.name(column.name)));
    const sample = await session.rows(`SELECT ${texts.join(', ')} FROM ${session.relation} LIMIT 10`);
    return {
      found: {
        zh: `“${session.title}”可读，${taken.length} 列`,
        en: `“${session.title}” can be read: ${taken.length} columns`,
      },
      columns: taken.map(({ name, type }) => ({ name, type })),
      sample,
    };
  } finally {
    await session.close();
  }
}
