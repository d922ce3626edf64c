export type { Gauges } from './metrics.ts';
export { createHttpServer } from './server.ts';
