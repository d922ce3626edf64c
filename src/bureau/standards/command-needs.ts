import type { Standards } from './service.ts';

/** What the commands of standards are handed. */
export interface StandardsCommandNeeds {
  standards: Standards;
}
