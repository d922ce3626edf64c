import Type from 'typebox';
import { defineRoute, Reply, type Route } from '../../kernel/index.ts';
import { IdentifierShape, NewTokenShape, TokenInputShape, TokenShape } from './schema.ts';
import type { Identity } from './service.ts';

/** One's own API tokens. */
export function tokenRoutes({ tokens }: Identity): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/tokens',
      tag: 'tokens',
      audience: 'signed-in',
      summary: { zh: '查看自己的访问令牌', en: 'See the own API tokens' },
      response: Type.Object({ items: Type.Array(TokenShape) }),
      async handle({ principal }) {
        return { items: await tokens.list(principal) };
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/tokens',
      tag: 'tokens',
      audience: 'signed-in',
      perMinute: 20,
      summary: { zh: '创建访问令牌（只显示一次）', en: 'Create an API token, shown once' },
      body: TokenInputShape,
      response: NewTokenShape,
      async handle({ principal, body, requestId }) {
        return new Reply(await tokens.create(principal, body, { requestId }), { status: 201 });
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/tokens/{id}',
      tag: 'tokens',
      audience: 'signed-in',
      summary: { zh: '撤销访问令牌', en: 'Revoke an API token' },
      parameters: Type.Object({ id: IdentifierShape }),
      async handle({ principal, parameters, requestId }) {
        await tokens.revoke(principal, parameters.id, requestId);
        return new Reply(null, { status: 204 });
      },
    }),
  ];
}
