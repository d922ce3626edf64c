import type { Database, Queue } from '../../database/index.ts';
import type { Clock, Logger } from '../../kernel/index.ts';
import type { Lake } from '../../lake/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Collection } from '../collection/index.ts';
import type { Identity } from '../identity/index.ts';
import type { Law } from '../law/index.ts';
import type { Operations } from '../operations/index.ts';
import type { Duty } from '../sources/index.ts';

/** What quality stands on. */
export interface QualityNeeds {
  database: Database;
  lake: Lake;
  access: Access;
  audit: Pick<Audit, 'record'>;
  catalogue: Catalogue;
  collection: Pick<Collection, 'runs'>;
  law: Pick<Law, 'deadline'>;
  operations: Pick<Operations, 'tasks'>;
  duty: Pick<Duty, 'tally'>;
  identity: { organisations: Pick<Identity['organisations'], 'list'> };
  queue: Queue;
  clock: Clock;
  log: Logger;
}
