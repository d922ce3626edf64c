import { defineConnector } from '../connector.ts';
import { probeDatabase } from '../databases/probe.ts';
import { pullDatabase } from '../databases/pull.ts';
import { databaseSecrets, databaseSettings } from '../databases/settings.ts';
import { openPostgresql } from './session.ts';

/** Tables and queries of a PostgreSQL server, by COPY. */
export const postgresqlConnector = defineConnector({
  type: 'postgresql',
  title: { zh: 'PostgreSQL 数据库', en: 'PostgreSQL database' },
  settings: databaseSettings(5432),
  secrets: databaseSecrets,
  probe: (settings, context) => probeDatabase(openPostgresql, settings, context),
  pull: (settings, context) => pullDatabase(openPostgresql, settings, context),
});
