import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Principal, Role } from '../../kernel/index.ts';
import { entityReference } from './authorizer.ts';
import { type Action, actions, type Resource } from './schema.ts';

const accountRoles: readonly Role[] = ['administrator', 'analyst', 'auditor', 'officer', 'steward'];
const isOneOf = (roles: readonly Role[]) => (role: Role) => roles.includes(role);

// Organisation ids never hold a colon, so these two belong to nobody and are not equal to each other.
const noOrganisation = 'none:principal';
const noOwner = 'none:resource';

/** Who asks, as an entity of the policies. Everyone but the platform itself is a citizen too. */
export function principalEntity(principal: Principal): EntityJson {
  // Only the kind makes a system principal: no list of roles, wherever it came from, names that role.
  const roles =
    principal.kind === 'system' ? ['system'] : ['citizen', ...accountRoles.filter(isOneOf(principal.roles))];
  return {
    uid: { type: 'Principal', id: principal.id },
    attrs: { organisation: entityReference('Organisation', principal.organisation ?? noOrganisation) },
    parents: roles.map((id) => ({ type: 'Role', id })),
  };
}

/** What is asked about, as an entity of the type that the action applies to; what is unknown counts as closed. */
export function resourceEntity(action: Action, resource: Resource): EntityJson {
  const type = resourceType(action);
  const owner = entityReference('Organisation', resource.owner ?? noOwner);
  const attributes: Record<string, EntityJson['attrs']> = {
    Dataset: {
      owner,
      status: resource.status ?? 'draft',
      openness: resource.openness ?? 'not-open',
      sharing: resource.sharing ?? 'not-shared',
      level: resource.level ?? 'core',
    },
    Field: { owner, sensitivity: resource.sensitivity ?? 'none', level: resource.level ?? 'general-1' },
    Platform: {},
  };
  return { uid: { type, id: resource.id }, attrs: attributes[type] ?? { owner }, parents: [] };
}

/** The circumstances of the call. */
export function contextEntity(principal: Principal, action: Action) {
  return {
    token: principal.kind === 'token',
    scopes: principal.scopes === null ? ['*'] : [...principal.scopes],
    accepts: accepted[action],
  };
}

/** Scopes of which one is enough, by action: the named ones and those that include them. */
const accepted = Object.fromEntries(
  Object.entries(actions).map(([action, { scopes }]) => [
    action,
    [...new Set(['*', ...scopes.flatMap((scope: string) => includingScopes(scope))])],
  ]),
) as Record<Action, string[]>;

function includingScopes(scope: string): string[] {
  const [word] = scope.split(':');
  return scope.endsWith(':read') ? [scope, `${word}:write`, `${word}:*`] : [scope, `${word}:*`];
}

function resourceType(action: Action): string {
  switch (action.split(':')[0]) {
    case 'dataset':
      return 'Dataset';
    case 'field':
      return 'Field';
    case 'standard':
      return 'Standard';
    case 'run':
    case 'quarantine':
      return 'Run';
    case 'quality':
      return 'Quality';
    case 'source':
      return 'Source';
    case 'alert':
      return 'Alert';
    case 'task':
      return 'Task';
    case 'stream':
      return 'Stream';
    case 'contribution':
      return 'Offer';
    case 'person':
      return 'Account';
    default:
      return 'Platform';
  }
}
