import Type, { type Static } from 'typebox';
import { Nullable, TextShape } from '../../kernel/shape.ts';

export const RoleShape = Type.Enum(['citizen', 'steward', 'analyst', 'officer', 'auditor', 'administrator']);

export const organisationIdPattern = '^[a-z][a-z0-9_-]{1,63}$';

export const OrganisationShape = Type.Object({
  id: Type.String(),
  name: TextShape,
  /** GB/T 2260, 6 digits. */
  region: Nullable(Type.String()),
  /** GB 32100, 18 characters. */
  creditCode: Nullable(Type.String()),
  parent: Nullable(Type.String()),
});
export type Organisation = Static<typeof OrganisationShape>;

/** Ids of this slice as they may stand in a path or a query; all others are nobody's. */
export const IdentifierShape = Type.String({ pattern: '^[A-Za-z0-9_-]{1,100}$' });

/** A name on one line: no control characters, and something beside blanks. */
const NameShape = (maxLength: number) => Type.String({ maxLength, pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]+$' });

const NameTextShape = Type.Object({ zh: NameShape(200), en: NameShape(200) }, { additionalProperties: false });

export const OrganisationInputShape = Type.Object(
  {
    /** Made when absent. */
    id: Type.Optional(Type.String({ pattern: organisationIdPattern })),
    name: NameTextShape,
    region: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
    creditCode: Type.Optional(Nullable(Type.String({ maxLength: 40 }))),
    parent: Type.Optional(Nullable(IdentifierShape)),
  },
  { additionalProperties: false },
);
export type OrganisationInput = Static<typeof OrganisationInputShape>;

export const OrganisationChangeShape = Type.Object(
  {
    name: Type.Optional(NameTextShape),
    region: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
    creditCode: Type.Optional(Nullable(Type.String({ maxLength: 40 }))),
    parent: Type.Optional(Nullable(IdentifierShape)),
  },
  { additionalProperties: false },
);
export type OrganisationChange = Static<typeof OrganisationChangeShape>;

export const PersonShape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Null for a reader who may see the name only. */
  email: Nullable(Type.String()),
  organisation: Nullable(OrganisationShape),
  roles: Type.Array(RoleShape),
  disabled: Type.Boolean(),
});
export type Person = Static<typeof PersonShape>;

const PersonNameShape = NameShape(100);
const RolesShape = Type.Array(RoleShape, { maxItems: 6, uniqueItems: true });

export const PersonInputShape = Type.Object(
  {
    name: PersonNameShape,
    email: Type.String({ maxLength: 254 }),
    organisation: Type.Optional(Nullable(IdentifierShape)),
    roles: RolesShape,
    /** Made when absent, told once, and to be changed at the first sign-in. */
    password: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);

export const PersonChangeShape = Type.Object(
  {
    name: Type.Optional(PersonNameShape),
    organisation: Type.Optional(Nullable(IdentifierShape)),
    roles: Type.Optional(RolesShape),
    disabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** A new person or a reset: the password is told once, and only when the platform made it. */
export const PersonWithPasswordShape = Type.Object({ person: PersonShape, password: Nullable(Type.String()) });

/** `GET /session`: who I am; `person` is null for a citizen without an account. */
export const SessionShape = Type.Object({
  person: Nullable(PersonShape),
  /** To be sent as `X-CSRF-Token` with every change made under the session cookie. */
  csrfToken: Nullable(Type.String()),
  expiresAt: Nullable(Type.String({ format: 'date-time' })),
  /** The password was set by an administrator: until it is changed, nothing else may be done than a citizen may. */
  mustChangePassword: Type.Boolean(),
});
export type Session = Static<typeof SessionShape>;

export const TokenShape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.String()),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Type.String({ format: 'date-time' }),
  lastUsedAt: Nullable(Type.String({ format: 'date-time' })),
});
export type Token = Static<typeof TokenShape>;

/** `datasets:read`, `runs:write`, `datasets:*`, or `*` for all that the person may. */
export const ScopeShape = Type.String({ pattern: '^(\\*|[a-z][a-z-]{0,39}:(read|write|\\*))$' });

export const TokenInputShape = Type.Object(
  {
    name: NameShape(100),
    scopes: Type.Array(ScopeShape, { minItems: 1, maxItems: 30, uniqueItems: true }),
    /** 1 to 366. */
    days: Type.Integer({ minimum: 1, maximum: 366, default: 90 }),
  },
  { additionalProperties: false },
);

/** The secret is told once, here. */
export const NewTokenShape = Type.Object({ token: TokenShape, secret: Type.String() });
