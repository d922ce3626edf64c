/** What a person may be. A citizen without an account is `anonymous` with the role `citizen`. */
export type Role = 'citizen' | 'steward' | 'analyst' | 'officer' | 'auditor' | 'administrator';

/** Who asks. Every service call that reads or changes anything takes one. */
export interface Principal {
  kind: 'anonymous' | 'person' | 'token' | 'system';
  /** Person id; `anonymous` or `system:<part>` otherwise. Never a name or an address. */
  id: string;
  organisation: string | null;
  roles: readonly Role[];
  /** Scopes of an API token; null means all that the roles allow. */
  scopes: readonly string[] | null;
}

export const anonymous: Principal = {
  kind: 'anonymous',
  id: 'anonymous',
  organisation: null,
  roles: ['citizen'],
  scopes: null,
};

/** The platform acting for itself (jobs, seeding) or the operator at the command line, who owns the data folder. */
export function systemPrincipal(part: string): Principal {
  return { kind: 'system', id: `system:${part}`, organisation: null, roles: ['administrator'], scopes: null };
}
