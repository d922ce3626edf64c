import type { Migration } from '../migration.ts';
import { identityTables } from './0001-identity.ts';
import { auditTables } from './0002-audit.ts';
import { standardsTables } from './0003-standards.ts';
import { catalogueTables } from './0004-catalogue.ts';
import { collectionTables } from './0005-collection.ts';
import { operationsTables } from './0006-operations.ts';
import { jobsTables } from './0007-jobs.ts';
import { accessTables } from './0008-access.ts';
import { sourcesTables } from './0010-sources.ts';
import { streamsTables } from './0011-streams.ts';
import { qualityTables } from './0012-quality.ts';
import { contributionTables } from './0013-contribution.ts';
import { standardsLifeTables } from './0014-standards-life.ts';
import { cleaningTables } from './0015-cleaning.ts';
import { dutyTables } from './0016-duty.ts';
import { streamsCare } from './0017-streams-care.ts';
import { refusedFiles } from './0018-refused-files.ts';
import { lawTables } from './0019-law.ts';
import { streamSecrets } from './0020-stream-secrets.ts';

/** All steps, in the order in which they are applied. Never reorder or edit one that was released. */
export const migrations: Migration[] = [
  identityTables,
  auditTables,
  standardsTables,
  catalogueTables,
  collectionTables,
  operationsTables,
  jobsTables,
  accessTables,
  sourcesTables,
  streamsTables,
  qualityTables,
  contributionTables,
  standardsLifeTables,
  cleaningTables,
  dutyTables,
  streamsCare,
  refusedFiles,
  lawTables,
  streamSecrets,
];
