import Type from 'typebox';
import { AppError, anonymous, defineRoute, kernelErrors, type Principal, type Route } from '../../kernel/index.ts';
import { explainDataset } from './explanation.ts';
import {
  type Action,
  actions,
  type DatasetResource,
  ExplanationShape,
  PolicyShape,
  ReaderAccessShape,
} from './schema.ts';
import type { Access } from './service.ts';

export interface AccessRoutesNeeds {
  access: Access;
  /** A person as one who asks; null when there is none. */
  principalOf(person: string): Promise<Principal | null>;
  /** Throws `kernel.not-found`. */
  resourceOf(dataset: string): Promise<DatasetResource>;
}

const IdShape = Type.String({ pattern: '^[A-Za-z0-9._-]{1,200}$' });

/** The rules themselves, and for auditors what they mean for one person and one dataset. */
export function accessRoutes({ access, principalOf, resourceOf }: AccessRoutesNeeds): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/policies',
      tag: 'policies',
      audience: 'signed-in',
      summary: { zh: '查阅访问规则', en: 'Read the access policies' },
      response: Type.Object({ items: Type.Array(PolicyShape) }),
      async handle({ principal }) {
        access.require(principal, 'policy:read', { id: 'policies' });
        return { items: access.policies };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/policies/explanation',
      tag: 'policies',
      audience: 'signed-in',
      summary: {
        zh: '说明某人能否对某数据资源进行某操作，以及依据',
        en: 'Explain whether a person may, and by which rules',
      },
      query: Type.Object({
        /** Person id; a citizen without an account when absent. */
        person: Type.Optional(IdShape),
        action: Type.Union(Object.keys(actions).map((action) => Type.Literal(action as Action))),
        dataset: IdShape,
      }),
      response: ExplanationShape,
      async handle({ principal, query }) {
        access.require(principal, 'audit:read', { id: 'policies' });
        const asker = query.person === undefined ? anonymous : await principalOf(query.person);
        if (!asker) throw new AppError(kernelErrors.notFound, { what: query.person });
        const dataset = await resourceOf(query.dataset);
        const { allowed, reason, texts } = access.explain(asker, query.action, dataset);
        return { allowed, reason, policies: texts, fields: access.fields(asker, dataset) };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/access',
      tag: 'policies',
      audience: 'anyone',
      summary: {
        zh: '说明我能对该数据资源做什么、各字段如何显示，以及依据',
        en: 'Explain what I may do with a dataset and how its fields are shown to me',
      },
      parameters: Type.Object({ id: IdShape }),
      response: ReaderAccessShape,
      async handle({ principal, parameters }) {
        const dataset = await resourceOf(parameters.id);
        access.require(principal, 'dataset:discover', dataset);
        return explainDataset(access, principal, dataset);
      },
    }),
  ];
}
