import Type from 'typebox';
import { defineRoute, Reply, type Route } from '../../kernel/index.ts';
import { IdentifierShape, OrganisationChangeShape, OrganisationInputShape, OrganisationShape } from './schema.ts';
import type { Identity } from './service.ts';

const IdShape = Type.Object({ id: IdentifierShape });

/** Organisations: seen by everyone, changed by administrators. */
export function organisationRoutes({ organisations }: Identity): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/organisations',
      tag: 'organisations',
      audience: 'anyone',
      summary: { zh: '查看组织', en: 'See organisations' },
      response: Type.Object({ items: Type.Array(OrganisationShape) }),
      async handle() {
        return { items: await organisations.list() };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/organisations',
      tag: 'organisations',
      audience: 'signed-in',
      summary: { zh: '添加组织', en: 'Add an organisation' },
      body: OrganisationInputShape,
      response: OrganisationShape,
      async handle({ principal, body, requestId }) {
        return new Reply(await organisations.create(principal, body, requestId), { status: 201 });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/organisations/{id}',
      tag: 'organisations',
      audience: 'anyone',
      summary: { zh: '查看一个组织', en: 'See an organisation' },
      parameters: IdShape,
      response: OrganisationShape,
      async handle({ parameters }) {
        return organisations.get(parameters.id);
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/organisations/{id}',
      tag: 'organisations',
      audience: 'signed-in',
      summary: { zh: '修改组织', en: 'Change an organisation' },
      parameters: IdShape,
      body: OrganisationChangeShape,
      response: OrganisationShape,
      async handle({ principal, parameters, body, requestId }) {
        return organisations.update(principal, parameters.id, body, requestId);
      },
    }),
  ];
}
