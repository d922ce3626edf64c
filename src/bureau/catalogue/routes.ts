import type { Route } from '../../kernel/index.ts';
import { dataRoutes } from './routes-data.ts';
import { entryRoutes } from './routes-entries.ts';
import type { Catalogue } from './service.ts';

/** HTTP routes of the catalogue. */
export function catalogueRoutes(catalogue: Catalogue): Route[] {
  return [...entryRoutes(catalogue), ...dataRoutes(catalogue)];
}
