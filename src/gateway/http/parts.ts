import type { Credentials } from '../../bureau/identity/index.ts';
import type { Config, Logger, Principal, Route } from '../../kernel/index.ts';
import type { Gauges } from './metrics.ts';

/** What the HTTP host stands on. */
export interface HttpParts {
  config: Config;
  version: string;
  log: Logger;
  routes: readonly Route[];
  authenticate(credentials: Credentials): Promise<{ principal: Principal }>;
  /** The one gate: throws when the principal may not. */
  require(principal: Principal, action: 'metrics:read'): void;
  /** What is not ready, by name; empty when all is well. */
  readiness(): Promise<string[]>;
  gauges: Gauges;
  /** Folder of the built pages; null when another middleware serves them (development). */
  webFolder: string | null;
  /** Checks each JSON reply against its declared shape: for tests and development. */
  checkReplies: boolean;
}
