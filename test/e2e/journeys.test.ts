import { afterAll, beforeAll, describe } from 'vitest';
import { hasBrowser } from './browser.ts';
import { accounts } from './flows/accounts.ts';
import { auditLog } from './flows/audit-log.ts';
import { codes } from './flows/codes.ts';
import { contribution } from './flows/contribution.ts';
import { datasetLife } from './flows/dataset-life.ts';
import { law } from './flows/law.ts';
import { operations } from './flows/operations.ts';
import { pages } from './flows/pages.ts';
import { quality } from './flows/quality.ts';
import { quarantineFile } from './flows/quarantine-file.ts';
import { reading } from './flows/reading.ts';
import { recipes } from './flows/recipes.ts';
import { runs } from './flows/runs.ts';
import { sources } from './flows/sources.ts';
import { standardEditing } from './flows/standard-editing.ts';
import { standardLife } from './flows/standard-life.ts';
import { streams } from './flows/streams.ts';
import { wholeWay } from './flows/whole-way.ts';
import { openSite, type Site } from './site.ts';

/** One demo city and one browser for all flows, for the seeding is what takes long. */
describe.skipIf(!hasBrowser)('the product in a browser', () => {
  let opened: Site;
  beforeAll(async () => {
    opened = await openSite();
  });
  afterAll(() => opened?.close());
  const site = () => opened;

  wholeWay(site);
  quarantineFile(site);
  reading(site);
  runs(site);
  standardEditing(site);
  standardLife(site);
  contribution(site);
  recipes(site);
  codes(site);
  datasetLife(site);
  law(site);
  operations(site);
  accounts(site);
  auditLog(site);
  quality(site);
  streams(site);
  sources(site);
  pages(site);
});
