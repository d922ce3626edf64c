import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createQueue } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { type Clock, type Principal, silentLog, systemClock, systemPrincipal } from '../../kernel/index.ts';
import { openTestLake } from '../../lake/testing.ts';
import { createAccess } from '../access/index.ts';
import { createAudit } from '../audit/index.ts';
import { createCatalogue } from '../catalogue/index.ts';
import { createStandards, parseStandard, type Standard } from '../standards/index.ts';
import { collectionJobs } from './jobs.ts';
import type { CollectOptions } from './runs.ts';
import { createCollection } from './service.ts';

export const operator: Principal = systemPrincipal('test');
export const steward: Principal = person('person_steward', 'org_a', 'steward');
export const stranger: Principal = person('person_stranger', 'org_b', 'steward');
export const administrator: Principal = person('person_administrator', 'org_a', 'administrator');

function person(id: string, organisation: string, role: Principal['roles'][number]): Principal {
  return { kind: 'person', id, organisation, roles: [role], scopes: null };
}

/** The standard of the example. */
export const residents = readStandardText(`
id: demo.residents
title: { zh: 居民登记, en: Resident register }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true, unique: true }
  - { name: phone, title: { zh: 手机号, en: Phone }, type: phone, sensitivity: personal }
  - { name: district, title: { zh: 区, en: District }, type: string, enum: [南山区, 福田区, 罗湖区] }
  - { name: registered, title: { zh: 登记日期, en: Registered on }, type: date, min: 1980-01-01 }
  - { name: amount, title: { zh: 金额, en: Amount }, type: decimal, min: 0, unit: CNY }
`);

export function readStandardText(yaml: string): Standard {
  const { standard, findings } = parseStandard(yaml);
  if (!standard) throw new Error(JSON.stringify(findings));
  return standard;
}

/** Collection on a database, a lake and folders of its own. */
export async function openTestCollection({ clock = systemClock }: { clock?: Clock } = {}) {
  const database = await openTestDatabase();
  const lake = await openTestLake();
  const access = createAccess({ clock });
  const config = { dataFolder: lake.dataFolder, uploadLimitBytes: 1024 ** 3 };
  const audit = createAudit({ database, clock, config, log: silentLog } as Parameters<typeof createAudit>[0]);
  const standards = createStandards({ database, access, audit, clock });
  const catalogue = createCatalogue({ database, lake, access, audit, standards, clock });
  const queue = createQueue(database, { log: silentLog, clock });
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
    log: silentLog,
  });
  for (const job of collectionJobs(collection)) queue.register(job);
  const inputs = path.join(lake.dataFolder, 'inputs');
  await mkdir(inputs, { recursive: true });

  return {
    access,
    collection,
    catalogue,
    standards,
    lake,
    queue,
    database,
    audit,
    dataFolder: lake.dataFolder,

    /** Enters a dataset under a standard, owned by the steward's organisation. */
    async dataset(standard: Standard, id = standard.id): Promise<string> {
      const published = await standards.ensure(operator, standard);
      await catalogue.create(operator, { id, owner: 'org_a', standard: published });
      return id;
    },

    /** Writes a file and collects it. */
    async collect(
      dataset: string,
      content: string | Buffer,
      options: Partial<CollectOptions> & { name?: string } = {},
    ) {
      const { name = 'input.csv', ...rest } = options;
      const file = path.join(inputs, name);
      await writeFile(file, content);
      return collection.collect({ principal: operator, dataset, file, ...rest });
    },

    async rows<Row = Record<string, unknown>>(dataset: string): Promise<Row[]> {
      const snapshot = await lake.table(dataset).snapshot();
      return lake.engine.rows<Row>(`SELECT * FROM ${snapshot.relation()} ORDER BY ALL`);
    },

    async findings(run: string) {
      return (await collection.runs.findings(operator, run, { limit: 10_000 })).items;
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

export type TestCollection = Awaited<ReturnType<typeof openTestCollection>>;
