import { type SqlBool, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { anonymous, type Principal, type Role, systemClock, systemPrincipal } from '../../kernel/index.ts';
import { createAuthorizer } from './authorizer.ts';
import { residualCondition } from './residual.ts';
import { createAccess } from './service.ts';
import { everyDataset, personWith, tokenOf } from './testing.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const access = createAccess({ clock: systemClock });
const datasets = everyDataset();
const values = sql.join(
  datasets.map(
    ({ id, status, openness, sharing, owner }) => sql`(${sql.join([id, status, openness, sharing, owner])})`,
  ),
);

async function listed(principal: Principal): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from (values ${values}) as d (id, status, openness, sharing, owner)
    where ${access.datasetFilter(principal, 'd')}`.execute(database.kysely);
  return rows.map(({ id }) => id).sort();
}

const roleSets: Role[][] = [
  [],
  ['steward'],
  ['analyst'],
  ['officer'],
  ['auditor'],
  ['administrator'],
  ['steward', 'analyst'],
  ['steward', 'analyst', 'officer', 'auditor', 'administrator'],
];
const people = roleSets.flatMap((roles) => [personWith(roles), personWith(roles, null)]);
const principals: Principal[] = [
  anonymous,
  systemPrincipal('search'),
  ...people,
  ...people
    .filter(({ organisation }) => organisation)
    .slice(0, 4)
    .flatMap((person) => [tokenOf(person, ['datasets:read']), tokenOf(person, ['standards:read'])]),
];

test(`list and decision agree on ${principals.length} readers × ${datasets.length} datasets`, async () => {
  const sizes = new Set<number>();
  for (const principal of principals) {
    const decided = datasets.filter((dataset) => access.decide(principal, 'dataset:discover', dataset).allowed);
    sizes.add(decided.length);
    expect(await listed(principal), JSON.stringify(principal)).toEqual(decided.map(({ id }) => id).sort());
  }
  // Readers differ, so the agreement is not one of all or nothing.
  expect(sizes.size).toBeGreaterThan(4);
}, 180_000);

test('the condition fits the table of the catalogue', async () => {
  const { rows } =
    await sql`select 1 from catalogue_datasets where ${access.datasetFilter(personWith(['steward']))}`.execute(
      database.kysely,
    );
  expect(rows).toEqual([]);
});

test('an organisation with a hostile name is a value and no SQL', async () => {
  expect(await listed(personWith(['steward'], "own' or true --"))).toEqual(
    await listed(personWith(['steward'], 'third')),
  );
});

test('a policy that a list can’t follow fails aloud, and an unknown value opens nothing', async () => {
  const policy = (when: string) =>
    createAuthorizer({ 'x.cedar': `@id("x") @zh("x") @en("x") permit(principal, action, resource) when { ${when} };` });
  const residual = (when: string) =>
    residualCondition(
      policy(when).residuals({
        principal: { uid: { type: 'Principal', id: 'p' }, attrs: {}, parents: [] },
        action: 'dataset:discover',
        context: { token: false, scopes: ['*'], accepts: ['*'] },
      }),
      (attribute) => sql.ref(`d.${attribute}`),
    );
  for (const when of [
    'resource.owner like "o*"',
    'resource in Role::"x"',
    'resource.size > 3',
    'resource.a.b == "x"',
  ]) {
    expect(() => residual(when), when).toThrow(/can't follow/);
  }
  const holds = async (condition: ReturnType<typeof residual>) =>
    (
      await sql<{
        n: number;
      }>`select count(*)::int n from (values ('draft', null::text), ('published', 'own')) as d (status, owner)
      where ${condition as unknown as ReturnType<typeof sql<SqlBool>>}`.execute(database.kysely)
    ).rows[0]!.n;
  expect(await holds(residual('resource.owner == "own"'))).toBe(1);
  expect(await holds(residual('!(resource.owner == "own")'))).toBe(0);
  expect(await holds(residual('if resource.status == "draft" then true else resource.owner != "own"'))).toBe(1);
  expect(await holds(residual('resource.status == "draft" || ["own", "x"].contains(resource.owner)'))).toBe(2);
});
