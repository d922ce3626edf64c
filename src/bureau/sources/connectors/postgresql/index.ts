import { defineConnector } from '../connector.ts';
import { probeDatabase } from '../databases/probe.ts';
import { pullDatabase } from '../databases/pull.ts';
import { databaseSecrets, databaseSettings } from '../databases/settings.ts';
import { openPostgresql } from './session.ts';

/** Tables and queries of a PostgreSQL server, by COPY. */
export const postgresqlConnector = defineConnector({
  type: 'postgresql',
  title: { zh: 'PostgreSQL 数据库', en: 'PostgreSQL database' },
  about: {
    zh: '填主机、库、只读账号和表；可全量、增量或比对变化。',
    en: 'Host, database, a reading account and a table; all rows, new ones, or those that changed.',
  },
  settings: databaseSettings(5432),
  secrets: databaseSecrets,
  probe: (settings, context) => probeDatabase(openPostgresql, settings, context),
  pull: (settings, context) => pullDatabase(openPostgresql, settings, context),
});
