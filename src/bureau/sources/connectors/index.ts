import type { Connector } from './connector.ts';
import { dataPackageConnector } from './data-package/index.ts';
import { deltaSharingConnector } from './delta-sharing/index.ts';
import { httpFileConnector, httpJsonConnector } from './http/index.ts';
import { mysqlConnector } from './mysql/index.ts';
import { postgresqlConnector } from './postgresql/index.ts';
import { s3Connector } from './s3/index.ts';
import { sftpConnector } from './sftp/index.ts';

/** Every way to fetch data from elsewhere; a source names one by its type. */
export const connectors: readonly Connector[] = [
  httpFileConnector,
  httpJsonConnector,
  mysqlConnector,
  postgresqlConnector,
  sftpConnector,
  s3Connector,
  dataPackageConnector,
  deltaSharingConnector,
];
