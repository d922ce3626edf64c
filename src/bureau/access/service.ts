import { createHmac, randomBytes } from 'node:crypto';
import { type Expression, type SqlBool, sql } from 'kysely';
import { AppError, type Clock, kernelErrors, type Principal } from '../../kernel/index.ts';
import { createAuthorizer } from './authorizer.ts';
import { accessErrors } from './errors.ts';
import { type Mask, maskFor } from './masks.ts';
import { policyFiles } from './policies.ts';
import { contextEntity, principalEntity, resourceEntity } from './request.ts';
import { residualCondition } from './residual.ts';
import {
  type Action,
  actions,
  type DatasetResource,
  type Decision,
  type FieldAccess,
  type Policy,
  type Resource,
} from './schema.ts';
import { type GovernedField, type GovernedView, governedSelect, type Obligation } from './view.ts';

/** The one gate: every read and change asks here. */
export interface Access {
  /** Who may do what, with the policies that decided; refuses what no policy permits. */
  decide(principal: Principal, action: Action, resource?: Resource): Decision;
  /** Throws `access.denied`, or `kernel.notFound` for a dataset of which the reader may not even know that it exists. */
  require(principal: Principal, action: Action, resource?: Resource): void;
  /** The dataset as this reader may see it; throws as `require(principal, 'dataset:read', dataset)` does. */
  view(principal: Principal, dataset: DatasetResource, options?: { purpose?: string }): GovernedView;
  /** How each field is shown to a reader of the dataset, also before any data is read. */
  fields(principal: Principal, dataset: DatasetResource): GovernedField[];
  /**
   * `dataset:discover` as a condition over the columns `status`, `openness`, `sharing` and `owner` of
   * `catalogue_datasets` (or of its alias): derived from the same policies by partial evaluation.
   */
  datasetFilter(principal: Principal, table?: string): Expression<SqlBool>;
  /** A decision with the text of the policies that made it, for auditors. */
  explain(principal: Principal, action: Action, resource?: Resource): Decision & { texts: Policy[] };
  policies: Policy[];
}

/** A refusal, as the audit records it. */
export interface Refusal {
  principal: Principal;
  action: 'access.refused';
  target: string;
  outcome: 'refused';
  details: { action: Action; policies: string[] };
}

export interface AccessOptions {
  /** No rule depends on the time yet; grants will end at an instant. */
  clock: Clock;
  /** Told of each refusal of somebody with an account: a person or program that reaches too far is worth knowing. */
  refused?(refusal: Refusal): void;
  /** Secret behind pseudonyms, from `loadPseudonymKey`; without it pseudonyms change at each start. */
  pseudonymKey?: Buffer;
}

const nothing: Resource = { id: '' };
const memoLimit = 20_000;

/** Creates the gate from the policies that ship with the platform. */
export function createAccess({ pseudonymKey = randomBytes(32), refused }: AccessOptions): Access {
  const authorizer = createAuthorizer(policyFiles);
  const policyById = new Map(authorizer.policies.map((policy) => [policy.id, policy]));
  // Decisions are a function of the question alone, so equal questions share one answer.
  const decisions = new Map<string, Decision>();
  const filters = new Map<string, ReturnType<typeof authorizer.residuals>>();

  function decide(principal: Principal, action: Action, resource: Resource = nothing): Decision {
    const request = {
      principal: principalEntity(principal),
      action,
      resource: resourceEntity(action, resource),
      context: contextEntity(principal, action),
    };
    const { uid: _principal, ...asker } = request.principal;
    const { uid: _resource, ...target } = request.resource;
    return remember(decisions, JSON.stringify([asker, action, target, request.context]), () => {
      const { decision, diagnostics } = authorizer.authorize(request);
      const policies = diagnostics.reason.toSorted();
      const reasons = policies.map((id) => policyById.get(id)!.reason);
      const allowed = decision === 'allow';
      const reason =
        reasons.length === 0
          ? { zh: '没有规则允许此操作。', en: 'No policy permits this.' }
          : { zh: reasons.map(({ zh }) => zh).join(''), en: reasons.map(({ en }) => en).join(' ') };
      return { allowed, reason, policies };
    });
  }

  function requireAccess(principal: Principal, action: Action, resource: Resource = nothing): void {
    const decision = decide(principal, action, resource);
    if (decision.allowed) return;
    if (refused && principal.kind !== 'anonymous') {
      const target = `${action.split(':')[0]}:${resource.id}`;
      const details = { action, policies: decision.policies };
      refused({ principal, action: 'access.refused', target, outcome: 'refused', details });
    }
    if (action.startsWith('dataset:') && !decide(principal, 'dataset:discover', resource).allowed) {
      throw new AppError(kernelErrors.notFound, { what: resource.id });
    }
    const { title } = actions[action];
    throw new AppError(accessErrors.denied, {
      action,
      resource: resource.id,
      policies: decision.policies,
      actionZh: title.zh,
      actionEn: title.en,
      reasonZh: decision.reason.zh,
      reasonEn: decision.reason.en,
    });
  }

  function governedFields(principal: Principal, dataset: DatasetResource) {
    const key = createHmac('sha256', pseudonymKey).update(dataset.id).digest('hex');
    // Fields differ by sensitivity and level alone, so a wide table asks as rarely as a narrow one.
    const known = new Map<string, FieldAccess>();
    return dataset.fields.map((declared): { field: GovernedField; mask: Mask | null } => {
      const { name, sensitivity, level } = declared;
      const accessOfField = remember(known, JSON.stringify([sensitivity, level]), () => {
        const resource = { id: name, owner: dataset.owner, sensitivity, level };
        if (decide(principal, 'field:open', resource).allowed) return 'open';
        return decide(principal, 'field:masked', resource).allowed ? 'masked' : 'withheld';
      });
      const mask = accessOfField === 'masked' ? maskFor(declared, key) : null;
      if (accessOfField === 'open') return { field: { name, access: 'open' }, mask };
      return { field: mask ? { name, access: 'masked', mask: mask.name } : { name, access: 'withheld' }, mask };
    });
  }

  return {
    policies: authorizer.policies,
    decide,
    require: requireAccess,
    fields: (principal, dataset) => governedFields(principal, dataset).map(({ field }) => field),
    view(principal, dataset, { purpose } = {}) {
      requireAccess(principal, 'dataset:read', dataset);
      const governed = governedFields(principal, dataset);
      if (governed.every(({ field }) => field.access === 'withheld')) {
        throw new AppError(accessErrors.nothingVisible, { dataset: dataset.id });
      }
      const fields = governed.map(({ field }) => field);
      const rowFilter = null;
      return {
        dataset: dataset.id,
        fields,
        rowFilter,
        reason: decide(principal, 'dataset:read', dataset).reason,
        purpose: purpose ?? null,
        obligations: obligationsOf(fields, dataset),
        select: governedSelect(governed, rowFilter),
      };
    },
    datasetFilter(principal, table = 'catalogue_datasets') {
      const request = {
        principal: principalEntity(principal),
        action: 'dataset:discover',
        context: contextEntity(principal, 'dataset:discover'),
      };
      const { uid: _principal, ...asker } = request.principal;
      const key = JSON.stringify([asker, request.context]);
      const response = remember(filters, key, () => authorizer.residuals(request));
      return residualCondition(response, (attribute) => sql.ref(`${table}.${attribute}`));
    },
    explain(principal, action, resource) {
      const decision = decide(principal, action, resource);
      return { ...decision, texts: decision.policies.map((id) => policyById.get(id)!) };
    },
  };
}

function obligationsOf(fields: GovernedField[], dataset: DatasetResource): Obligation[] {
  const personal = new Set(dataset.fields.filter((field) => field.sensitivity !== 'none').map((field) => field.name));
  const obligations: Obligation[] = [];
  if (fields.some((field) => field.access !== 'open')) obligations.push('mask');
  if (fields.some((field) => field.access === 'open' && personal.has(field.name))) obligations.push('audit');
  return obligations;
}

/** Looks an answer up or makes it; forgets the oldest beyond the limit. */
function remember<Value>(memory: Map<string, Value>, key: string, make: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const value = make();
  if (memory.size >= memoLimit) memory.delete(memory.keys().next().value!);
  memory.set(key, value);
  return value;
}
