import type { Database } from '../../database/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';

/** What the standards stand on. */
export interface StandardsNeeds {
  database: Database;
  access: Access;
  audit: Audit;
  clock: Clock;
}
