import type { Database } from '../../../database/index.ts';
import { type Clock, type Logger, systemPrincipal, type Text } from '../../../kernel/index.ts';
import type { Access } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Catalogue } from '../../catalogue/index.ts';
import type { Collection } from '../../collection/index.ts';
import type { Law } from '../../law/index.ts';
import type { Operations } from '../../operations/index.ts';
import type { SourcesRepository } from '../repository.ts';
import type { Ask } from '../rounds/ask.ts';
import type { DutyRepository } from './repository.ts';

/** What duty stands on. */
export interface DutyNeeds {
  database: Database;
  catalogue: Pick<Catalogue, 'find' | 'resource' | 'versions' | 'onVersion'>;
  collection: Pick<Collection, 'runs'>;
  law: Pick<Law, 'deadline'>;
  operations: Pick<Operations, 'alerts' | 'tasks'>;
  access: Access;
  audit: Pick<Audit, 'record'>;
  /** The streams as they are now; none where there are no streams. */
  streams?: () => Promise<StreamDuty[]>;
  /** Asks a source for a round. */
  ask: Ask;
  clock: Clock;
  log: Logger;
}

/** What is expected of a stream and when it last delivered, as the slice of streams tells it. */
export interface StreamDuty {
  id: string;
  title: Text;
  dataset: string;
  owner: string;
  paused: boolean;
  /** It may be silent for so long; null where nothing is said of that. */
  silenceMinutes: number | null;
  /** Nothing is expected of it, whatever the cadence of its dataset. */
  nothing: boolean;
  /** When its newest message came, and when its newest batch was stored, by which run. */
  heardAt: Date | null;
  storedAt: Date | null;
  run: string | null;
}

/** What the parts of duty share. */
export interface DutyParts extends DutyNeeds {
  streams: () => Promise<StreamDuty[]>;
  duty: DutyRepository;
  sources: SourcesRepository;
}

/** The planner, who asks for rounds and reports what is missing. */
export const planner = systemPrincipal('planner');
