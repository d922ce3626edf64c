import type { Database } from '../../database/index.ts';
import type { Clock, Logger, Text } from '../../kernel/index.ts';
import type { Lake } from '../../lake/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Standards } from '../standards/index.ts';

/** What the catalogue stands on. */
export interface CatalogueNeeds {
  database: Database;
  lake: Lake;
  access: Access;
  audit: Audit;
  standards: Standards;
  clock: Clock;
  log?: Logger;
  /** From how many rows on a version is copied for quick look-ups, and how many copies are kept. */
  recordIndex?: { minimumRows?: number; keep?: number };
  /** Name of an organisation, for entries and the owner facet; the id stands for it where nothing is known. */
  organisationName?: (id: string) => Promise<Text | null>;
}
