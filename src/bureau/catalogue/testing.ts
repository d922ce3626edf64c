import { openTestDatabase } from '../../database/testing.ts';
import { type Principal, silentLog, systemPrincipal } from '../../kernel/index.ts';
import type { Lake } from '../../lake/index.ts';
import { openTestLake } from '../../lake/testing.ts';
import { createAccess } from '../access/index.ts';
import { createAudit } from '../audit/index.ts';
import { createStandards, type Standard } from '../standards/index.ts';
import { createCatalogue } from './service.ts';

export const operator: Principal = systemPrincipal('test');
export const steward: Principal = person('person_steward', 'org_a', 'steward');
export const officer: Principal = person('person_officer', 'org_a', 'officer');
export const stranger: Principal = person('person_stranger', 'org_b', 'steward');

function person(id: string, organisation: string, role: Principal['roles'][number]): Principal {
  return { kind: 'person', id, organisation, roles: [role], scopes: null };
}

export const residents: Standard = {
  id: 'demo.residents',
  title: { zh: '居民登记', en: 'Resident register' },
  description: { zh: '常住居民登记信息。', en: 'Register of residents.' },
  key: ['id'],
  cadence: 'daily',
  fields: [
    { name: 'id', title: { zh: '编号', en: 'Id' }, type: 'integer', required: true, unique: true },
    { name: 'phone', title: { zh: '手机号', en: 'Phone' }, type: 'phone', sensitivity: 'personal' },
    { name: 'district', title: { zh: '区', en: 'District' }, type: 'string', enum: ['南山区', '福田区', '罗湖区'] },
    { name: 'registered', title: { zh: '登记日期', en: 'Registered on' }, type: 'date', min: '1980-01-01' },
    { name: 'amount', title: { zh: '金额', en: 'Amount' }, type: 'decimal', min: 0, unit: 'CNY' },
  ],
};

/** Columns of `residents` as the lake stores them. */
export const residentColumns = [
  { name: 'id', type: 'BIGINT', nullable: false },
  { name: 'phone', type: 'VARCHAR', nullable: true },
  { name: 'district', type: 'VARCHAR', nullable: true },
  { name: 'registered', type: 'DATE', nullable: true },
  { name: 'amount', type: 'DECIMAL(18,2)', nullable: true },
];

/** A SELECT of so many residents, the same each time; some values are null. */
export const residentRows = (count: number, from = 1) => `SELECT i::BIGINT AS id,
  CASE WHEN i % 10 = 0 THEN NULL ELSE '1' || (3000000000 + (i * 7919) % 999999937)::VARCHAR END AS phone,
  ['南山区', '福田区', '罗湖区'][1 + (i * 7 % 3)::INTEGER] AS district,
  DATE '1990-01-01' + (i * 31 % 9000)::INTEGER AS registered,
  CASE WHEN i % 7 = 0 THEN NULL ELSE ((i * 37 % 1000) / 4)::DECIMAL(18,2) END AS amount
  FROM range(${from}, ${from + count}) t(i)`;

/** A catalogue on a database, a lake and an audit trail of its own. */
export async function openTestCatalogue(options: { minimumRows?: number } = {}) {
  const database = await openTestDatabase();
  const lake = await openTestLake();
  const clock = { now: () => new Date('2026-11-24T01:00:00Z') };
  const access = createAccess({ clock });
  const audit = createAudit({ database, clock, config: { dataFolder: lake.dataFolder }, log: silentLog } as Parameters<
    typeof createAudit
  >[0]);
  const standards = createStandards({ database, access, audit, clock });
  const catalogue = createCatalogue({
    database,
    lake,
    access,
    audit,
    standards,
    clock,
    recordIndex: { minimumRows: options.minimumRows },
    organisationName: async (id) => (id === 'org_a' ? { zh: '市卫生健康委', en: 'Health Commission' } : null),
  });
  return {
    catalogue,
    lake,
    database,
    audit,
    access,
    standards,
    async close() {
      await catalogue.close();
      await audit.close();
      await lake.close();
      await database.close();
    },
  };
}

export type TestCatalogue = Awaited<ReturnType<typeof openTestCatalogue>>;

/** Enters a dataset with one version of so many residents, published. */
export async function enterResidents(
  { catalogue, lake }: { catalogue: TestCatalogue['catalogue']; lake: Lake },
  options: {
    id?: string;
    count?: number;
    openness?: 'unconditional' | 'not-open';
    owner?: string;
    publish?: boolean;
  } = {},
) {
  const id = options.id ?? residents.id;
  await catalogue.create(operator, {
    id,
    owner: options.owner ?? 'org_a',
    standard: { ...residents, id },
    openness: options.openness ?? 'unconditional',
    sharing: 'unconditional',
  });
  const table = lake.table(id);
  await table.create(residentColumns);
  const snapshot = await table.append(residentRows(options.count ?? 100));
  await catalogue.recordVersion({
    dataset: id,
    snapshot,
    operation: 'append',
    run: 'run_1',
    quality: { rows: options.count ?? 100, broken: {} },
    inputs: [{ source: 'a'.repeat(64), title: { zh: '居民.csv', en: 'residents.csv' } }],
  });
  if (options.publish ?? true) await catalogue.publish(operator, id);
  return { table, snapshot };
}
