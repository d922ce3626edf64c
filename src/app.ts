import { type Access, accessRoutes, createAccess, loadPseudonymKey } from './bureau/access/index.ts';
import { type Audit, auditRoutes, createAudit } from './bureau/audit/index.ts';
import { type Catalogue, catalogueRoutes, createCatalogue } from './bureau/catalogue/index.ts';
import { type Collection, collectionJobs, collectionRoutes, createCollection } from './bureau/collection/index.ts';
import { type Contribution, contributionRoutes, createContribution } from './bureau/contribution/index.ts';
import { createIdentity, type Identity, identityRoutes } from './bureau/identity/index.ts';
import { createLaw, type Law, lawRoutes } from './bureau/law/index.ts';
import { createOperations, type Operations, operationsRoutes } from './bureau/operations/index.ts';
import { createQuality, type Quality, qualityJobs, qualityRoutes } from './bureau/quality/index.ts';
import {
  createDuty,
  createSources,
  type Duty,
  dutyRoutes,
  type Sources,
  sourcesJobs,
  sourcesRoutes,
} from './bureau/sources/index.ts';
import { createStandards, type Standards, standardsRoutes } from './bureau/standards/index.ts';
import { createStreams, type Streams, streamsRoutes } from './bureau/streams/index.ts';
import { createUpkeep, type Upkeep, upkeepRoutes } from './bureau/upkeep/index.ts';
import { createQueue, type Database, openDatabase, type Queue } from './database/index.ts';
import type { Gauges } from './gateway/http/index.ts';
import { type Clock, type Config, type Logger, type Route, systemClock } from './kernel/index.ts';
import { type Lake, openLake } from './lake/index.ts';
import { analysisRoutes, createSectorHost, type SectorHost } from './sector/index.ts';
import { sectors as declared } from './sectors/index.ts';

/** Every part of the running product, by name. */
export interface App {
  config: Config;
  log: Logger;
  clock: Clock;
  database: Database;
  lake: Lake;
  queue: Queue;
  audit: Audit;
  access: Access;
  identity: Identity;
  law: Law;
  standards: Standards;
  catalogue: Catalogue;
  collection: Collection;
  streams: Streams;
  operations: Operations;
  contribution: Contribution;
  sources: Sources;
  duty: Duty;
  quality: Quality;
  upkeep: Upkeep;
  sectors: SectorHost;
  routes: Route[];
  gauges: Gauges;
  close(): Promise<void>;
}

/** The composition root: opens the stores and makes each part from those below it. What a failed start opened is closed. */
export async function openApp(config: Config, log: Logger, clock: Clock = systemClock): Promise<App> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const database = await openDatabase(config, log);
    closers.push(database.close);
    const lake = await openLake({ config, log, clock });
    closers.push(lake.close);
    const parts = await makeParts({ config, log, clock, database, lake }, closers);
    return { ...parts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeParts(
  stores: Pick<App, 'config' | 'log' | 'clock' | 'database' | 'lake'>,
  closers: (() => Promise<void>)[],
): Promise<Omit<App, 'close'>> {
  const { config, log, clock, database, lake } = stores;
  const queue = createQueue(database, { log, clock });
  const audit = createAudit({ database, clock, config, log });
  closers.push(audit.close, () => queue.stop());
  const access = createAccess({
    clock,
    pseudonymKey: await loadPseudonymKey(database),
    refused: (refusal) => {
      audit.record(refusal).catch((error: unknown) => log.error({ err: error }, 'a refusal was not recorded'));
    },
  });
  const identity = createIdentity({ database, audit, access, clock, config });
  const law = createLaw({ database, access, audit, config, clock });
  const standards = createStandards({ database, access, audit, clock });
  const catalogue = createCatalogue({
    database,
    lake,
    access,
    audit,
    standards,
    clock,
    log,
    organisationName: (id) =>
      identity.organisations.get(id).then(
        ({ name }) => name,
        () => null,
      ),
  });
  closers.push(catalogue.close);
  const collection = createCollection({
    database,
    lake,
    catalogue,
    standards,
    access,
    audit,
    queue,
    config,
    clock,
    log,
  });
  const streams = createStreams({ database, collection, catalogue, standards, access, audit, config, clock, log });
  closers.push(streams.stop);
  const operations = createOperations({ database, access, audit, catalogue, identity, clock });
  const sources = createSources({
    database,
    collection,
    catalogue,
    access,
    audit,
    law,
    operations,
    queue,
    config,
    clock,
    log,
  });
  const { ask } = sources;
  const duty = createDuty({
    database,
    catalogue,
    collection,
    law,
    operations,
    streams: streams.duties,
    access,
    audit,
    ask,
    clock,
    log,
  });
  closers.push(duty.stop);
  const contribution = createContribution({
    database,
    access,
    audit,
    standards,
    catalogue,
    collection,
    sources,
    duty,
    identity,
    clock,
  });
  const sectors = createSectorHost(declared, {
    catalogue,
    lake,
    standards,
    law,
    operations,
    queue,
    access,
    audit,
    log,
    clock,
  });
  const quality = createQuality({
    database,
    lake,
    access,
    audit,
    catalogue,
    collection,
    law,
    operations,
    duty,
    identity,
    queue,
    clock,
    log,
  });
  const upkeep = createUpkeep({ lake, collection, access, audit, queue, config, clock, log });
  const jobs = [
    ...collectionJobs(collection),
    ...sourcesJobs(sources),
    ...qualityJobs(quality),
    upkeep.job,
    ...sectors.jobs,
  ];
  for (const job of jobs) queue.register(job);
  catalogue.onVersion(quality.versionMade);
  await sectors.start();

  return {
    ...stores,
    queue,
    audit,
    access,
    identity,
    law,
    standards,
    catalogue,
    collection,
    streams,
    operations,
    contribution,
    sources,
    duty,
    quality,
    upkeep,
    sectors,
    routes: [
      ...identityRoutes(identity),
      ...accessRoutes({ access, principalOf: identity.people.principalOf, resourceOf: catalogue.resource }),
      ...lawRoutes(law),
      ...standardsRoutes(standards),
      ...catalogueRoutes(catalogue),
      ...collectionRoutes(collection),
      ...streamsRoutes(streams),
      ...operationsRoutes(operations),
      ...contributionRoutes(contribution),
      ...sourcesRoutes(sources),
      ...dutyRoutes(duty),
      ...qualityRoutes(quality),
      ...upkeepRoutes(upkeep),
      ...analysisRoutes(sectors),
      ...sectors.routes,
      ...auditRoutes({ audit, require: access.require }),
    ],
    gauges: {
      audit_inbox_events: { help: 'Events recorded but not chained yet', read: () => audit.inboxDepth() },
      streams_messages: { help: 'Messages taken since the start', read: () => streams.totals().messages },
      streams_lag_bytes: { help: 'Bytes acknowledged that are no version yet', read: () => streams.totals().lagBytes },
      streams_clients: { help: 'Publishers that are connected', read: () => streams.totals().clients },
      jobs_waiting: { help: 'Jobs that wait for a worker', read: async () => countJobs(queue, 'waiting') },
      jobs_running: { help: 'Jobs that run', read: async () => countJobs(queue, 'running') },
    },
  };
}

async function countJobs(queue: Queue, status: 'waiting' | 'running'): Promise<number> {
  return (await queue.depth()).filter((entry) => entry.status === status).reduce((sum, { count }) => sum + count, 0);
}
