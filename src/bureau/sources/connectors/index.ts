import type { Connector } from './connector.ts';
import { postgresqlConnector } from './postgresql/index.ts';
import { sftpConnector } from './sftp/index.ts';

/** Every way to fetch data from elsewhere; a source names one by its type. */
export const connectors: readonly Connector[] = [postgresqlConnector, sftpConnector];
