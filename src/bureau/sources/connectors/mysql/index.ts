import { defineConnector } from '../connector.ts';
import { probeDatabase } from '../databases/probe.ts';
import { pullDatabase } from '../databases/pull.ts';
import { databaseSecrets, databaseSettings } from '../databases/settings.ts';
import { openMysql } from './session.ts';

/** Tables and queries of a MySQL or MariaDB server. */
export const mysqlConnector = defineConnector({
  type: 'mysql',
  title: { zh: 'MySQL / MariaDB 数据库', en: 'MySQL or MariaDB database' },
  about: {
    zh: '填主机、库、只读账号和表；可全量、增量或比对变化。',
    en: 'Host, database, a reading account and a table; all rows, new ones, or those that changed.',
  },
  settings: databaseSettings(3306),
  secrets: databaseSecrets,
  probe: (settings, context) => probeDatabase(openMysql, settings, context),
  pull: (settings, context) => pullDatabase(openMysql, settings, context),
});
