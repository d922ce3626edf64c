import type { Route } from '../../kernel/index.ts';
import { organisationRoutes } from './organisation-routes.ts';
import { personRoutes } from './person-routes.ts';
import type { Identity } from './service.ts';
import { sessionRoutes } from './session-routes.ts';
import { tokenRoutes } from './token-routes.ts';

/** Routes of this slice: session, tokens, people, organisations. */
export function identityRoutes(identity: Identity): Route[] {
  return [
    ...sessionRoutes(identity),
    ...tokenRoutes(identity),
    ...personRoutes(identity),
    ...organisationRoutes(identity),
  ];
}
