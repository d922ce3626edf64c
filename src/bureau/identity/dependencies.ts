import type { Database } from '../../database/index.ts';
import type { Clock, Config, Principal } from '../../kernel/index.ts';
import type { Audit } from '../audit/index.ts';

type IdentityAction = 'person:read' | 'person:manage' | 'organisation:manage' | 'token:create';
type Owned = { id: string; owner?: string | null };

/** What this slice asks of `access`, which stands above it and is handed in. */
export interface AccessGate {
  decide(principal: Principal, action: IdentityAction, resource?: Owned): { allowed: boolean };
  require(principal: Principal, action: IdentityAction, resource?: Owned): void;
}

export interface IdentityDependencies {
  database: Database;
  audit: Pick<Audit, 'record'>;
  access: AccessGate;
  clock: Clock;
  config: Pick<Config, 'publicUrl'>;
}
