import { type Principal, silentLog } from '../../kernel/index.ts';
import { openTestCollection, operator } from '../collection/testing.ts';
import { createIdentity } from '../identity/index.ts';
import { createLaw } from '../law/index.ts';
import { createOperations } from '../operations/index.ts';
import { createDuty, createSources } from '../sources/index.ts';
import type { Field, Standard } from '../standards/index.ts';
import { qualityJobs } from './jobs.ts';
import { createQuality } from './service.ts';

export { operator };

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
  let now = Date.parse('2026-11-24T01:00:00Z');
  const clock = { now: () => new Date(now) };
  const parts = await openTestCollection({ clock });
  const { database, lake, access, audit, catalogue, queue } = parts;
  const config = { dataFolder: parts.dataFolder, publicUrl: 'http://127.0.0.1' };
  const identity = createIdentity({ database, audit, access, clock, config });
  const operations = createOperations({ database, access, audit, catalogue, identity, clock });
  const law = createLaw({ database, access, audit, config: { region: '440300' }, clock });
  const { ask } = createSources({
    ...parts,
    law,
    operations,
    config: { dataFolder: parts.dataFolder, secretKey: null },
    clock,
    log: silentLog,
  });
  const duty = createDuty({ ...parts, law, operations, ask, clock, log: silentLog });
  const quality = createQuality({ ...parts, law, operations, duty, identity, clock, log: silentLog });
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
    law,
    operations,
    duty,
    lake,
    /** Enters a dataset and collects texts of it as a steward does. */
    dataset: parts.dataset,
    collect: parts.collect,
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

    close: parts.close,
  };
}

export type TestQuality = Awaited<ReturnType<typeof openTestQuality>>;
