import { sql } from 'kysely';
import { AppError, kernelErrors, newId, type Principal } from '../../kernel/index.ts';
import { parseCreditCode, parseRegion } from './codes.ts';
import type { IdentityDependencies } from './dependencies.ts';
import { identityErrors } from './errors.ts';
import { type IdentityDatabase, inTransaction, toOrganisation } from './repository.ts';
import type { Organisation, OrganisationChange, OrganisationInput } from './schema.ts';

export interface Organisations {
  create(principal: Principal, input: OrganisationInput, requestId?: string): Promise<Organisation>;
  update(principal: Principal, id: string, change: OrganisationChange, requestId?: string): Promise<Organisation>;
  /** All, by Chinese name. The list is public. */
  list(): Promise<Organisation[]>;
  /** Throws `kernel.not-found`. */
  get(id: string): Promise<Organisation>;
}

export function createOrganisations(dependencies: IdentityDependencies, kysely: IdentityDatabase): Organisations {
  const { access, audit, clock, database } = dependencies;

  async function get(id: string): Promise<Organisation> {
    const row = await kysely.selectFrom('identity_organisations').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) throw new AppError(kernelErrors.notFound, { what: id });
    return toOrganisation(row);
  }

  return {
    get,
    async create(principal, input, requestId) {
      access.require(principal, 'organisation:manage');
      const id = input.id ?? newId('org', clock.now());
      const creditCode = parseCreditCode(input.creditCode);
      const region = parseRegion(input.region);
      if (input.parent) await get(input.parent);
      await inTransaction(database, async (tables, transaction) => {
        const inserted = await tables
          .insertInto('identity_organisations')
          .values({
            id,
            name_zh: input.name.zh.trim(),
            name_en: input.name.en.trim(),
            region,
            credit_code: creditCode,
            parent: input.parent ?? null,
            created_at: clock.now(),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst();
        if (!inserted) throw new AppError(identityErrors.organisationTaken, { id });
        await audit.record(
          {
            principal,
            action: 'identity.organisation-added',
            target: `organisation:${id}`,
            outcome: 'done',
            requestId,
            details: { parent: input.parent ?? null },
          },
          transaction,
        );
      });
      return get(id);
    },

    async update(principal, id, change, requestId) {
      access.require(principal, 'organisation:manage');
      const creditCode = change.creditCode === undefined ? undefined : parseCreditCode(change.creditCode);
      const region = change.region === undefined ? undefined : parseRegion(change.region);
      await get(id);
      if (change.parent) await get(change.parent);
      await inTransaction(database, async (tables, transaction) => {
        if (change.parent) {
          // One move at a time: two at once could each be right and together make a circle.
          await sql`lock table identity_organisations in share row exclusive mode`.execute(tables);
          const above = await sql<{ id: string }>`
            with recursive above (id) as (
              select ${change.parent}::text
              union
              select o.parent from identity_organisations o join above on o.id = above.id where o.parent is not null
            )
            select id from above where id = ${id}`.execute(tables);
          if (above.rows.length > 0) {
            throw new AppError(identityErrors.organisationCycle, { id, parent: change.parent });
          }
        }
        const values = {
          ...(change.name === undefined ? {} : { name_zh: change.name.zh.trim(), name_en: change.name.en.trim() }),
          ...(region === undefined ? {} : { region }),
          ...(creditCode === undefined ? {} : { credit_code: creditCode }),
          ...(change.parent === undefined ? {} : { parent: change.parent }),
        };
        if (Object.keys(values).length === 0) return;
        await tables
          .updateTable('identity_organisations')
          .set(values)
          .where('id', '=', id)
          .execute()
          .catch((error: unknown) => {
            if ((error as { code?: string }).code !== '23505') throw error;
            throw new AppError(identityErrors.organisationTaken, { id: creditCode ?? id }, { cause: error });
          });
        await audit.record(
          {
            principal,
            action: 'identity.organisation-changed',
            target: `organisation:${id}`,
            outcome: 'done',
            requestId,
            details: { ...change },
          },
          transaction,
        );
      });
      return get(id);
    },

    async list() {
      const rows = await kysely
        .selectFrom('identity_organisations')
        .selectAll()
        .orderBy('name_zh')
        .orderBy('id')
        .execute();
      return rows.map(toOrganisation);
    },
  };
}
