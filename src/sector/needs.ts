import type { Access } from '../bureau/access/index.ts';
import type { Audit } from '../bureau/audit/index.ts';
import type { Catalogue } from '../bureau/catalogue/index.ts';
import type { Law } from '../bureau/law/index.ts';
import type { Operations } from '../bureau/operations/index.ts';
import type { Standards } from '../bureau/standards/index.ts';
import type { Clock, Logger } from '../kernel/index.ts';
import type { Lake } from '../lake/index.ts';

/** What the sector host stands on. */
export interface SectorNeeds {
  catalogue: Catalogue;
  lake: Lake;
  standards: Standards;
  law: Pick<Law, 'deadline'>;
  operations: Operations;
  /** Takes the durable job `sector.refresh`; null where the caller refreshes by itself. */
  queue: { send(job: string, input: { dataset: string }, options: { key: string }): Promise<unknown> } | null;
  access: Access;
  audit: Audit;
  log: Logger;
  clock: Clock;
}
