import type { Database, Queue } from '../../database/index.ts';
import type { Clock, Config, Logger, Principal } from '../../kernel/index.ts';
import type { Access, Action } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Collection } from '../collection/index.ts';
import type { Law } from '../law/index.ts';
import type { Operations } from '../operations/index.ts';
import type { Connector, GuardedNetwork } from './connectors/connector.ts';
import type { SourceRow, SourcesRepository } from './repository.ts';
import type { SecretKey } from './secrets/key.ts';

/** What sources stand on. */
export interface SourcesNeeds {
  database: Database;
  collection: Collection;
  catalogue: Catalogue;
  access: Access;
  audit: Audit;
  law: Pick<Law, 'deadline'>;
  /** Told of refused files, for the desks of those who keep the source. */
  operations: Pick<Operations, 'alerts'>;
  queue: Queue;
  config: Pick<Config, 'dataFolder' | 'secretKey'>;
  clock: Clock;
  log: Logger;
  /** All that there are, when absent. */
  connectors?: readonly Connector[];
}

/** What the parts of sources share. */
export interface SourcesParts extends SourcesNeeds {
  connectors: readonly Connector[];
  repository: SourcesRepository;
  key: SecretKey;
  network: GuardedNetwork;
  connector(type: string): Connector;
  /** The source, when this principal may do this to it. */
  require(principal: Principal, id: string, action: Extract<Action, `source:${string}`>): Promise<SourceRow>;
}

/** Name of the job that runs a round. */
export const roundJob = 'sources.round';
