import { createAccess } from '../bureau/access/index.ts';
import { createAudit } from '../bureau/audit/index.ts';
import { createCatalogue } from '../bureau/catalogue/index.ts';
import { createIdentity } from '../bureau/identity/index.ts';
import { createLaw } from '../bureau/law/index.ts';
import { createOperations } from '../bureau/operations/index.ts';
import { createStandards, type Standard } from '../bureau/standards/index.ts';
import { openTestDatabase } from '../database/testing.ts';
import { silentLog, systemClock, systemPrincipal } from '../kernel/index.ts';
import { openTestLake } from '../lake/testing.ts';
import type { SectorNeeds } from './needs.ts';

export { openTestLake };

/** The real parts that a sector host stands on, on a database and a lake of their own; `close` ends and deletes them. */
export async function openTestNeeds() {
  const database = await openTestDatabase();
  const lake = await openTestLake();
  const clock = systemClock;
  const access = createAccess({ clock });
  const audit = createAudit({ database, clock, log: silentLog, config: { dataFolder: lake.dataFolder } });
  const identity = createIdentity({ database, audit, access, clock, config: { publicUrl: 'http://localhost' } });
  const standards = createStandards({ database, access, audit, clock });
  const catalogue = createCatalogue({ database, lake, access, audit, standards, clock });
  const operations = createOperations({ database, access, audit, clock, catalogue, identity });
  const needs: SectorNeeds = {
    catalogue,
    lake,
    standards,
    law: createLaw({ database, access, audit, config: { region: '440300' }, clock }),
    operations,
    queue: null,
    access,
    audit,
    log: silentLog,
    clock,
  };
  const self = systemPrincipal('test');

  return {
    ...needs,
    database,
    /** Enters a dataset under a standard and gives it the rows of a SELECT as its next version. */
    async fill(
      standard: Standard,
      select: string,
      options: { openness?: 'unconditional' | 'not-open' } = {},
    ): Promise<number> {
      const { openness = 'unconditional' } = options;
      await standards.ensure(self, standard);
      const { fields } = await standards.compiled(standard.id);
      const columns = fields.map(({ field, engineType }) => ({ name: field.name, type: engineType, nullable: true }));
      if (!(await catalogue.find(standard.id))) {
        await catalogue.create(self, {
          id: standard.id,
          owner: 'ecology',
          sector: 'government',
          openness,
          sharing: 'unconditional',
          standard,
        });
      }
      const table = lake.table(standard.id);
      if (!(await table.exists())) await table.create(columns);
      const typed = columns.map(({ name, type }) => `CAST("${name}" AS ${type}) AS "${name}"`).join(', ');
      const snapshot = await table.replace(`SELECT ${typed} FROM (${select}) AS given`);
      await catalogue.recordVersion({ dataset: standard.id, snapshot, operation: 'replace' });
      if ((await catalogue.find(standard.id))?.status === 'draft') await catalogue.publish(self, standard.id);
      return snapshot.version;
    },
    async close() {
      await audit.close();
      await lake.close();
      await database.close();
    },
  };
}
