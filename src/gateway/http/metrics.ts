import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Named numbers that are asked for at each scrape. */
export type Gauges = Record<string, { help: string; read(): Promise<number> | number }>;

export interface Metrics {
  contentType: string;
  observe(method: string, route: string, status: number, seconds: number): void;
  text(): Promise<string>;
}

/** Prometheus metrics: process, request durations by route, and the gauges of the parts. */
export function createMetrics(gauges: Gauges): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'lingnan_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  for (const [name, gauge] of Object.entries(gauges)) {
    new Gauge({
      name: `lingnan_${name}`,
      help: gauge.help,
      registers: [registry],
      async collect() {
        this.set(await gauge.read());
      },
    });
  }
  return {
    contentType: registry.contentType,
    observe: (method, route, status, seconds) => requests.observe({ method, route, status: String(status) }, seconds),
    text: () => registry.metrics(),
  };
}
