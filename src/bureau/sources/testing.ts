import { silentLog, systemClock } from '../../kernel/index.ts';
import { openTestCollection, operator, residents } from '../collection/testing.ts';
import { createIdentity } from '../identity/index.ts';
import { createLaw } from '../law/index.ts';
import { createOperations } from '../operations/index.ts';
import type { Connector } from './connectors/connector.ts';
import { connectors as allConnectors } from './connectors/index.ts';
import { sourcesJobs } from './jobs.ts';
import { createSources } from './service.ts';

export { operator, readStandardText, residents, steward, stranger } from '../collection/testing.ts';

export interface TestSourcesOptions {
  /** Beside those of the product. */
  connectors?: Connector[];
  log?: typeof silentLog;
}

/**
 * Sources on collection, a database, a lake and folders of their own: `declare` a source with its secrets, then
 * `sources.rounds.run({ principal: operator, source })` runs its connector end to end, and `rows(dataset)` is what came.
 */
export async function openTestSources(options: TestSourcesOptions = {}) {
  const parts = await openTestCollection();
  const { database, collection, catalogue, access, audit, queue } = parts;
  const clock = systemClock;
  const identity = createIdentity({ database, audit, access, clock, config: { publicUrl: 'http://127.0.0.1' } });
  const operations = createOperations({ database, access, audit, catalogue, identity, clock });
  const law = createLaw({ database, access, audit, config: { region: '440300' }, clock });
  const sources = createSources({
    database,
    collection,
    catalogue,
    access,
    audit,
    law,
    operations,
    queue,
    config: { dataFolder: parts.dataFolder, secretKey: null },
    clock,
    log: options.log ?? silentLog,
    connectors: [...allConnectors, ...(options.connectors ?? [])],
  });
  for (const job of sourcesJobs(sources)) queue.register(job);

  return {
    ...parts,
    sources,
    law,
    operations,

    /** Declares a source of the dataset (that of the residents, entered when it is not there); settings as in its YAML. */
    async declare(
      connector: { type: string } & Record<string, unknown>,
      more: Record<string, unknown> & { dataset?: string; secrets?: Record<string, string> } = {},
    ): Promise<string> {
      const { secrets = {}, ...declaration } = more;
      const dataset = declaration.dataset ?? residents.id;
      if (!(await catalogue.find(dataset))) await parts.dataset(residents, dataset);
      const written = { id: 'test.source', ...declaration, dataset, connector };
      // JSON is YAML too.
      const { id } = await sources.save(operator, JSON.stringify(written));
      for (const [name, value] of Object.entries(secrets)) await sources.secrets.set(operator, id, name, value);
      return id;
    },

    /** Allows a test server on this machine, as an officer would. */
    allow: (host: string) => sources.hosts.allow(operator, host, 'test'),

    run: (source = 'test.source', range?: { from: Date; to: Date }) =>
      sources.rounds.run({ principal: operator, source, ...(range ? { range } : {}) }),
  };
}

export type TestSources = Awaited<ReturnType<typeof openTestSources>>;
