import { accessPages } from '../bureau/access/web/pages.tsx';
import { auditPages } from '../bureau/audit/web/pages.tsx';
import { cataloguePages } from '../bureau/catalogue/web/pages.tsx';
import { collectionPages } from '../bureau/collection/web/pages.tsx';
import { contributionPages } from '../bureau/contribution/web/pages.tsx';
import { identityPages } from '../bureau/identity/web/pages.tsx';
import { lawPages } from '../bureau/law/web/pages.tsx';
import { operationsPages } from '../bureau/operations/web/pages.tsx';
import { qualityPages } from '../bureau/quality/web/pages.tsx';
import { calendarPages } from '../bureau/sources/web/calendar/pages.tsx';
import { sourcesPages } from '../bureau/sources/web/pages.tsx';
import { standardsPages } from '../bureau/standards/web/pages.tsx';
import { streamsPages } from '../bureau/streams/web/pages.tsx';
import { upkeepPages } from '../bureau/upkeep/web/pages.tsx';
import { governmentPages } from '../sectors/government/web/pages.tsx';
import { consolePages } from './console/pages.tsx';
import type { Page } from './page.ts';
import { portalPages } from './portal/pages.tsx';

/** Every page of the product, from the slices that own them. */
export const pages: Page[] = [
  ...portalPages,
  ...consolePages,
  ...cataloguePages,
  ...governmentPages,
  ...collectionPages,
  ...streamsPages,
  ...sourcesPages,
  ...standardsPages,
  ...contributionPages,
  ...calendarPages,
  ...operationsPages,
  ...qualityPages,
  ...lawPages,
  ...upkeepPages,
  ...auditPages,
  ...accessPages,
  ...identityPages,
];
