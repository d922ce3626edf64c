import type { Database } from '../../database/index.ts';
import { type Clock, type Logger, systemPrincipal } from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Collection } from '../collection/index.ts';
import type { Operations } from '../operations/index.ts';
import type { Ask } from './ask.ts';
import type { DutyRepository } from './duty-repository.ts';
import type { SourcesRepository } from './repository.ts';

/** What duty stands on. */
export interface DutyNeeds {
  database: Database;
  catalogue: Pick<Catalogue, 'find' | 'resource' | 'versions' | 'onVersion'>;
  collection: Pick<Collection, 'runs'>;
  operations: Pick<Operations, 'alerts' | 'tasks'>;
  access: Access;
  audit: Pick<Audit, 'record'>;
  /** Asks a source for a round. */
  ask: Ask;
  clock: Clock;
  log: Logger;
}

/** What the parts of duty share. */
export interface DutyParts extends DutyNeeds {
  duty: DutyRepository;
  sources: SourcesRepository;
}

/** The planner, who asks for rounds and reports what is missing. */
export const planner = systemPrincipal('planner');
