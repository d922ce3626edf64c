import {
  type EntityJson,
  isAuthorizedPartial,
  policySetTextToParts,
  policyToJson,
  preparsePolicySet,
  type ResidualResponse,
  type Response,
  statefulIsAuthorized,
  type TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import type { Policy } from './schema.ts';

/** A question in Cedar's terms. */
export interface AuthorizationRequest {
  principal: EntityJson;
  action: string;
  resource: EntityJson;
  context: { token: boolean; scopes: string[]; accepts: string[] };
}

/** Decides by a set of Cedar policies that were parsed once. */
export interface Authorizer {
  policies: Policy[];
  authorize(request: AuthorizationRequest): Response;
  /** What remains of the policies when the resource is not known: conditions on its attributes alone. */
  residuals(request: Omit<AuthorizationRequest, 'resource'>): ResidualResponse;
}

let policySets = 0;

/** Parses policy files (name to text); throws on a policy that can't be parsed or lacks `@id`, `@zh` or `@en`. */
export function createAuthorizer(files: Record<string, string>): Authorizer {
  const policies = Object.entries(files).flatMap(([file, text]) => readPolicies(file, text));
  const policySet = { staticPolicies: Object.fromEntries(policies.map((policy) => [policy.id, policy.text])) };
  if (Object.keys(policySet.staticPolicies).length !== policies.length) throw new Error('a policy id stands twice');
  policySets += 1;
  const preparsedPolicySetId = `lingnan-${policySets}`;
  succeed(preparsePolicySet(preparsedPolicySetId, policySet));
  return {
    policies,
    authorize({ principal, action, resource, context }) {
      const answer = statefulIsAuthorized({
        principal: principal.uid,
        action: { type: 'Action', id: action },
        resource: resource.uid,
        context,
        entities: [principal, resource],
        preparsedPolicySetId,
      });
      return succeed(answer).response;
    },
    residuals({ principal, action, context }) {
      const answer = isAuthorizedPartial({
        principal: principal.uid,
        action: { type: 'Action', id: action },
        resource: null,
        context,
        entities: [principal],
        policies: policySet,
      });
      return succeed(answer).response;
    },
  };
}

/** A reference to an entity, as an attribute's value. */
export function entityReference(type: string, id: string): { __entity: TypeAndId } {
  return { __entity: { type, id } };
}

function readPolicies(file: string, text: string): Policy[] {
  return succeed(policySetTextToParts(text)).policies.map((policyText) => {
    const { effect, annotations = {} } = succeed(policyToJson(policyText)).json;
    const { id, zh, en } = annotations;
    if (!id || !zh || !en) throw new Error(`a policy in ${file} lacks @id, @zh or @en: ${policyText.slice(0, 80)}`);
    return { id, file, effect, reason: { zh, en }, text: policyText };
  });
}

function succeed<Answer extends { type: string }>(answer: Answer): Exclude<Answer, { type: 'failure' }> {
  if (answer.type === 'failure') {
    const { errors } = answer as unknown as { errors: { message: string }[] };
    throw new Error(`Cedar: ${errors.map((error) => error.message).join('; ')}`);
  }
  return answer as Exclude<Answer, { type: 'failure' }>;
}
