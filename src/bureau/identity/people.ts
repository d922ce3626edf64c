import { AppError, kernelErrors, newId, type Principal, type Role } from '../../kernel/index.ts';
import type { Static } from '../../kernel/shape.ts';
import { createAttempts } from './attempts.ts';
import type { Authenticator } from './authentication.ts';
import type { IdentityDependencies } from './dependencies.ts';
import { identityErrors } from './errors.ts';
import { checkPassword, hashPassword, makePassword } from './password.ts';
import {
  type IdentityDatabase,
  inTransaction,
  type PersonWithOrganisationRow,
  selectPeople,
  toPerson,
} from './repository.ts';
import type { Person, PersonChangeShape, PersonInputShape } from './schema.ts';
import { normaliseEmail } from './sessions.ts';

export type PersonInput = Static<typeof PersonInputShape>;
export type PersonChange = Static<typeof PersonChangeShape>;

export interface People {
  /**
   * Adds a person. Without a password one is made and returned. It has to be changed at the first sign-in, unless the
   * platform itself or its operator chose it.
   */
  create(
    principal: Principal,
    input: PersonInput,
    requestId?: string,
  ): Promise<{ person: Person; password: string | null }>;
  update(principal: Principal, id: string, change: PersonChange, requestId?: string): Promise<Person>;
  /** Sets a password (made when absent) that has to be changed; ends the person's sessions and lockout. */
  resetPassword(
    principal: Principal,
    id: string,
    password?: string,
    requestId?: string,
  ): Promise<{ person: Person; password: string | null }>;
  /** All that this reader may see, by name; the email only with the right to manage or oversee people. */
  list(principal: Principal, query?: { organisation?: string; search?: string }): Promise<Person[]>;
  get(principal: Principal, id: string): Promise<Person>;
  /** Ungoverned, for the platform's own code and the command line. */
  findByEmail(email: string): Promise<Person | null>;
  count(): Promise<number>;
  /** The person as one who asks, for telling what that person may; null when there is none or the account is disabled. */
  principalOf(id: string): Promise<Principal | null>;
}

/** An address that could be delivered to: one `@`, no blanks, a name on each side. */
const emailPattern = /^[^\s@<>"'(),;:\\]{1,64}@[^\s@<>"'(),;:\\]{1,189}$/;

export function createPeople(
  dependencies: IdentityDependencies,
  kysely: IdentityDatabase,
  authenticator: Authenticator,
): People {
  const { access, audit, clock, database } = dependencies;
  const attempts = createAttempts(kysely, clock);

  async function read(id: string): Promise<PersonWithOrganisationRow> {
    const row = await selectPeople(kysely).where('p.id', '=', id).executeTakeFirst();
    if (!row) throw new AppError(kernelErrors.notFound, { what: id });
    return row;
  }

  function asSeenBy(principal: Principal, row: PersonWithOrganisationRow): Person | null {
    const account = { id: row.id, owner: row.organisation };
    const own = principal.id === row.id;
    if (!own && !access.decide(principal, 'person:read', account).allowed) return null;
    const whole = own || isOverseer(principal);
    return { ...toPerson(row), ...(whole ? {} : { email: null }) };
  }

  async function requireOrganisation(id: string | null | undefined): Promise<void> {
    if (!id) return;
    const row = await kysely.selectFrom('identity_organisations').select('id').where('id', '=', id).executeTakeFirst();
    if (!row) throw new AppError(kernelErrors.notFound, { what: id });
  }

  return {
    async create(principal, input, requestId) {
      access.require(principal, 'person:manage');
      const email = normaliseEmail(input.email);
      if (!emailPattern.test(email)) throw new AppError(identityErrors.badEmail, { email: input.email.slice(0, 100) });
      await requireOrganisation(input.organisation);
      const password = input.password ?? makePassword();
      checkPassword(password, { email, name: input.name });
      const id = newId('person', clock.now());
      const hash = await hashPassword(password);
      await inTransaction(database, async (tables, transaction) => {
        const inserted = await tables
          .insertInto('identity_people')
          .values({
            id,
            name: input.name.trim(),
            email,
            organisation: input.organisation ?? null,
            roles: checkRoles(input.roles),
            password_hash: hash,
            must_change_password: input.password === undefined || principal.kind !== 'system',
            disabled_at: null,
            created_at: clock.now(),
          })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (!inserted) throw new AppError(identityErrors.emailTaken);
        await audit.record(
          {
            principal,
            action: 'identity.person-added',
            target: `person:${id}`,
            outcome: 'done',
            requestId,
            details: { roles: input.roles, organisation: input.organisation ?? null },
          },
          transaction,
        );
      });
      return { person: toPerson(await read(id)), password: input.password === undefined ? password : null };
    },

    async update(principal, id, change, requestId) {
      access.require(principal, 'person:manage');
      await requireOrganisation(change.organisation);
      const roles = change.roles === undefined ? undefined : checkRoles(change.roles);
      await inTransaction(database, async (tables, transaction) => {
        // All administrators' rows are held, so that two at once can't remove each other.
        const administrators = await tables
          .selectFrom('identity_people')
          .select('id')
          .where('disabled_at', 'is', null)
          .where((eb) => eb('roles', '@>', eb.val(['administrator'])))
          .orderBy('id')
          .forUpdate()
          .execute();
        const loses = change.disabled === true || (roles !== undefined && !roles.includes('administrator'));
        if (loses && administrators.length === 1 && administrators[0]!.id === id) {
          throw new AppError(identityErrors.lastAdministrator);
        }
        const row = await tables
          .selectFrom('identity_people')
          .select('disabled_at')
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        if (!row) throw new AppError(kernelErrors.notFound, { what: id });
        const values = {
          ...(change.name === undefined ? {} : { name: change.name.trim() }),
          ...(change.organisation === undefined ? {} : { organisation: change.organisation }),
          ...(roles === undefined ? {} : { roles }),
          ...(change.disabled === undefined
            ? {}
            : { disabled_at: change.disabled ? (row.disabled_at ?? clock.now()) : null }),
        };
        if (Object.keys(values).length > 0) {
          await tables.updateTable('identity_people').set(values).where('id', '=', id).execute();
        }
        if (change.disabled) await tables.deleteFrom('identity_sessions').where('person', '=', id).execute();
        const { name, ...told } = change;
        await audit.record(
          {
            principal,
            action: 'identity.person-changed',
            target: `person:${id}`,
            outcome: 'done',
            requestId,
            details: { ...told, ...(name === undefined ? {} : { nameChanged: true }) },
          },
          transaction,
        );
      });
      authenticator.forget(id);
      return toPerson(await read(id));
    },

    async resetPassword(principal, id, given, requestId) {
      access.require(principal, 'person:manage');
      const row = await read(id);
      const password = given ?? makePassword();
      checkPassword(password, row);
      const hash = await hashPassword(password);
      await inTransaction(database, async (tables, transaction) => {
        await tables
          .updateTable('identity_people')
          .set({ password_hash: hash, must_change_password: given === undefined || principal.kind !== 'system' })
          .where('id', '=', id)
          .execute();
        await tables.deleteFrom('identity_sessions').where('person', '=', id).execute();
        await audit.record(
          { principal, action: 'identity.password-reset', target: `person:${id}`, outcome: 'done', requestId },
          transaction,
        );
      });
      await attempts.forgive(row.email);
      authenticator.forget(id);
      return { person: toPerson(row), password: given === undefined ? password : null };
    },

    async list(principal, { organisation, search } = {}) {
      let query = selectPeople(kysely);
      if (organisation !== undefined) query = query.where('p.organisation', '=', organisation);
      if (search) query = query.where('p.name', 'ilike', `%${search.replace(/[\\%_]/g, '\\$&')}%`);
      const rows = await query.orderBy('p.name').orderBy('p.id').limit(5000).execute();
      return rows.map((row) => asSeenBy(principal, row)).filter((person) => person !== null);
    },

    async get(principal, id) {
      const person = asSeenBy(principal, await read(id));
      if (!person) throw new AppError(kernelErrors.notFound, { what: id });
      return person;
    },

    async findByEmail(email) {
      const row = await selectPeople(kysely).where('p.email', '=', normaliseEmail(email)).executeTakeFirst();
      return row ? toPerson(row) : null;
    },

    async principalOf(id) {
      const row = await kysely
        .selectFrom('identity_people')
        .select(['id', 'organisation', 'roles'])
        .where('id', '=', id)
        .where('disabled_at', 'is', null)
        .executeTakeFirst();
      if (!row) return null;
      return { kind: 'person', id: row.id, organisation: row.organisation, roles: row.roles as Role[], scopes: null };
    },

    async count() {
      const row = await kysely
        .selectFrom('identity_people')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
  };
}

/** Whether this reader sees people whole, and not by name alone. */
function isOverseer({ kind, roles }: Principal): boolean {
  return kind === 'system' || roles.includes('administrator') || roles.includes('officer');
}

const givenRoles: readonly Role[] = ['steward', 'analyst', 'officer', 'auditor', 'administrator'];

function checkRoles(roles: readonly string[]): Role[] {
  const wrong = roles.find((role) => role !== 'citizen' && !givenRoles.includes(role as Role));
  if (wrong !== undefined) throw new AppError(identityErrors.invalidRole, { role: wrong });
  return givenRoles.filter((role) => roles.includes(role));
}
