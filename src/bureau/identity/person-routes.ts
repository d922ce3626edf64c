import Type from 'typebox';
import { defineRoute, Reply, type Route } from '../../kernel/index.ts';
import {
  IdentifierShape,
  PersonChangeShape,
  PersonInputShape,
  PersonShape,
  PersonWithPasswordShape,
} from './schema.ts';
import type { Identity } from './service.ts';

const IdShape = Type.Object({ id: IdentifierShape });

/** People, as far as the reader may see and change them. */
export function personRoutes({ people }: Identity): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/people',
      tag: 'people',
      audience: 'signed-in',
      summary: { zh: '查看人员', en: 'See people' },
      query: Type.Object({
        organisation: Type.Optional(IdentifierShape),
        search: Type.Optional(Type.String({ maxLength: 100, pattern: '^[^\\u0000]*$' })),
      }),
      response: Type.Object({ items: Type.Array(PersonShape) }),
      async handle({ principal, query }) {
        return { items: await people.list(principal, query) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/people',
      tag: 'people',
      audience: 'signed-in',
      summary: { zh: '添加人员', en: 'Add a person' },
      body: PersonInputShape,
      response: PersonWithPasswordShape,
      async handle({ principal, body, requestId }) {
        return new Reply(await people.create(principal, body, requestId), { status: 201 });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/people/{id}',
      tag: 'people',
      audience: 'signed-in',
      summary: { zh: '查看一位人员', en: 'See a person' },
      parameters: IdShape,
      response: PersonShape,
      async handle({ principal, parameters }) {
        return people.get(principal, parameters.id);
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/people/{id}',
      tag: 'people',
      audience: 'signed-in',
      summary: { zh: '修改人员：姓名、组织、角色、停用', en: 'Change a person: name, organisation, roles, disabled' },
      parameters: IdShape,
      body: PersonChangeShape,
      response: PersonShape,
      async handle({ principal, parameters, body, requestId }) {
        return people.update(principal, parameters.id, body, requestId);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/people/{id}/password',
      tag: 'people',
      audience: 'signed-in',
      summary: { zh: '重置密码（新密码只显示一次）', en: 'Reset a password; the new one is shown once' },
      parameters: IdShape,
      response: PersonWithPasswordShape,
      async handle({ principal, parameters, requestId }) {
        return people.resetPassword(principal, parameters.id, undefined, requestId);
      },
    }),
  ];
}
