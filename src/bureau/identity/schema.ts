import Type, { type Static } from 'typebox';
import { Nullable, TextShape } from '../../kernel/shape.ts';

export const RoleShape = Type.Union(
  ['citizen', 'steward', 'analyst', 'officer', 'auditor', 'administrator'].map((role) => Type.Literal(role)),
);

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

export const PersonShape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  organisation: Nullable(OrganisationShape),
  roles: Type.Array(RoleShape),
  disabled: Type.Boolean(),
});
export type Person = Static<typeof PersonShape>;

/** `GET /session`: who I am; `person` is null for a citizen without an account. */
export const SessionShape = Type.Object({
  person: Nullable(PersonShape),
  /** To be sent as `X-CSRF-Token` with every change made under the session cookie. */
  csrfToken: Nullable(Type.String()),
  expiresAt: Nullable(Type.String({ format: 'date-time' })),
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
