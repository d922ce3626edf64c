import { createQueue } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { type Principal, silentLog, systemPrincipal } from '../../kernel/index.ts';
import { openTestLake } from '../../lake/testing.ts';
import { createAccess } from '../access/index.ts';
import { createAudit } from '../audit/index.ts';
import { createCatalogue } from '../catalogue/index.ts';
import { createCollection } from '../collection/index.ts';
import { createIdentity } from '../identity/index.ts';
import { createOperations } from '../operations/index.ts';
import { createStandards, type Field, type Standard } from '../standards/index.ts';
import { qualityJobs } from './jobs.ts';
import { createQuality } from './service.ts';

export const operator: Principal = systemPrincipal('test');
export const personOf = (organisation: string, role: Principal['roles'][number]): Principal => ({
  kind: 'person',
  id: `person_${organisation}_${role}`,
  organisation,
  roles: [role],
  scopes: null,
});

/** A field by its name and type, for short standards. */
export const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  name,
  title: { zh: name, en: name },
  type,
  ...more,
});

/** Quality on the real parts below it, in a place of its own, with a clock that the test moves. */
export async function openTestQuality() {
  const database = await openTestDatabase();
  const lake = await openTestLake();
  let now = Date.parse('2026-11-24T01:00:00Z');
  const clock = { now: () => new Date(now) };
  const access = createAccess({ clock });
  const config = { dataFolder: lake.dataFolder, uploadLimitBytes: 1024 ** 3, publicUrl: 'http://127.0.0.1' };
  const audit = createAudit({ database, clock, config, log: silentLog });
  const identity = createIdentity({ database, audit, access, clock, config });
  const standards = createStandards({ database, access, audit, clock });
  const catalogue = createCatalogue({ database, lake, access, audit, standards, clock });
  const queue = createQueue(database, { log: silentLog, clock });
  const log = silentLog;
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
  const operations = createOperations({ database, access, audit, catalogue, identity, clock });
  const quality = createQuality({
    database,
    lake,
    access,
    audit,
    catalogue,
    collection,
    operations,
    identity,
    queue,
    clock,
    log,
  });
  for (const job of qualityJobs(quality)) queue.register(job);
  catalogue.onVersion(quality.versionMade);
  for (const [id, zh] of [
    ['health', '卫生健康委'],
    ['water', '水务局'],
  ] as const) {
    await identity.organisations.create(operator, { id, name: { zh, en: id }, region: '440300' });
  }
  const entered = new Set<string>();
  return {
    quality,
    queue,
    catalogue,
    operations,
    lake,
    pass(hours: number) {
      now += hours * 3_600_000;
    },

    /** Puts the rows of a SELECT in place of those of a dataset, as a new version; enters and publishes it at first. */
    async put(standard: Standard, select: string, owner = 'health'): Promise<number> {
      const table = lake.table(standard.id);
      const first = !entered.has(standard.id);
      if (first) {
        await catalogue.create(operator, { id: standard.id, owner, standard, sharing: 'unconditional' });
        const columns = await lake.engine.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${select}`);
        await table.create(
          columns.map((column) => ({ name: column.column_name, type: column.column_type, nullable: true })),
        );
        entered.add(standard.id);
      }
      const snapshot = await table.replace(select);
      await catalogue.recordVersion({ dataset: standard.id, snapshot, operation: 'replace' });
      if (first) await catalogue.publish(operator, standard.id);
      return snapshot.version;
    },

    async close() {
      await queue.stop();
      await catalogue.close();
      await audit.close();
      await lake.close();
      await database.close();
    },
  };
}

export type TestQuality = Awaited<ReturnType<typeof openTestQuality>>;
