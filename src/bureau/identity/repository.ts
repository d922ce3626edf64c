import type { Kysely, Selectable } from 'kysely';
import type { Database, DatabaseTransaction } from '../../database/index.ts';
import type { Role } from '../../kernel/index.ts';
import type { Organisation, Person, Token } from './schema.ts';

/** Tables of this slice as Kysely sees them. */
export type IdentityTables = {
  identity_organisations: {
    id: string;
    name_zh: string;
    name_en: string;
    region: string | null;
    credit_code: string | null;
    parent: string | null;
    created_at: Date;
  };
  identity_people: {
    id: string;
    name: string;
    email: string;
    organisation: string | null;
    roles: string[];
    password_hash: string;
    must_change_password: boolean;
    disabled_at: Date | null;
    created_at: Date;
  };
  identity_sessions: { hash: string; person: string; created_at: Date; seen_at: Date; expires_at: Date };
  identity_tokens: {
    id: string;
    hash: string;
    person: string;
    name: string;
    scopes: string[];
    created_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
    revoked_at: Date | null;
  };
  identity_attempts: { key: string; failures: number; last_at: Date; locked_until: Date | null };
};

export type IdentityDatabase = Kysely<IdentityTables>;
export type OrganisationRow = Selectable<IdentityTables['identity_organisations']>;
export type PersonRow = Selectable<IdentityTables['identity_people']>;

/** The slice's own tables of the metadata database. */
export function identityTablesOf(database: Database): IdentityDatabase {
  return database.kysely.withTables<IdentityTables>();
}

/** Changes and the audit events that tell of them as one: both are kept, or neither. */
export function inTransaction<Result>(
  database: Database,
  work: (kysely: IdentityDatabase, transaction: DatabaseTransaction) => Promise<Result>,
): Promise<Result> {
  return database.kysely
    .transaction()
    .execute((transaction) => work(transaction.withTables<IdentityTables>(), transaction));
}

/** A person's row with the organisation's, whose columns start with `o_`. */
export function selectPeople(kysely: IdentityDatabase) {
  return kysely
    .selectFrom('identity_people as p')
    .leftJoin('identity_organisations as o', 'o.id', 'p.organisation')
    .select([
      'p.id',
      'p.name',
      'p.email',
      'p.organisation',
      'p.roles',
      'p.password_hash',
      'p.must_change_password',
      'p.disabled_at',
      'p.created_at',
      'o.name_zh as o_name_zh',
      'o.name_en as o_name_en',
      'o.region as o_region',
      'o.credit_code as o_credit_code',
      'o.parent as o_parent',
    ]);
}

export type PersonWithOrganisationRow = PersonRow & {
  o_name_zh: string | null;
  o_name_en: string | null;
  o_region: string | null;
  o_credit_code: string | null;
  o_parent: string | null;
};

export function toPerson(row: PersonWithOrganisationRow): Person {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    organisation:
      row.organisation === null
        ? null
        : {
            id: row.organisation,
            name: { zh: row.o_name_zh ?? '', en: row.o_name_en ?? '' },
            region: row.o_region,
            creditCode: row.o_credit_code,
            parent: row.o_parent,
          },
    roles: row.roles as Role[],
    disabled: row.disabled_at !== null,
  };
}

export function toOrganisation(row: OrganisationRow): Organisation {
  return {
    id: row.id,
    name: { zh: row.name_zh, en: row.name_en },
    region: row.region,
    creditCode: row.credit_code,
    parent: row.parent,
  };
}

export function toToken(row: Selectable<IdentityTables['identity_tokens']>): Token {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}
