import type { Connector } from './connector.ts';

/** Every way to fetch data from elsewhere; a source names one by its type. */
export const connectors: readonly Connector[] = [];
