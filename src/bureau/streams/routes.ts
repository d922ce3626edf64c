import Type from 'typebox';
import { defineRoute, type Route, type Upload } from '../../kernel/index.ts';
import { parseDeclaration } from './declaration.ts';
import { CredentialShape, ReceiptShape, StreamDeclarationShape, StreamShape } from './schema.ts';
import type { Streams } from './service.ts';

const tag = 'streams';
const mostBodyBytes = 32 * 1024 * 1024;
const Id = Type.Object({ id: Type.String({ maxLength: 210 }) });
const Name = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f]+$' }) });

/** HTTP routes of streams. */
export function streamsRoutes(streams: Streams): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/streams',
      summary: { zh: '列出数据流', en: 'List streams' },
      tag,
      audience: 'signed-in',
      response: Type.Object({ items: Type.Array(StreamShape) }),
      handle: ({ principal }) => streams.list(principal),
    }),
    defineRoute({
      method: 'POST',
      path: '/streams',
      summary: { zh: '声明数据流，或修改其声明', en: 'Declare a stream, or change its declaration' },
      tag,
      audience: 'signed-in',
      body: Type.Union([
        Type.Object({ yaml: Type.String({ maxLength: 131_072 }) }),
        Type.Object({ declaration: StreamDeclarationShape }),
      ]),
      response: Type.Object({ stream: StreamShape, secret: Type.Union([Type.String(), Type.Null()]) }),
      handle: ({ principal, body }) =>
        streams.add(principal, 'yaml' in body ? parseDeclaration(body.yaml) : body.declaration),
    }),
    defineRoute({
      method: 'GET',
      path: '/streams/{id}',
      summary: { zh: '查看数据流', en: 'See a stream' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: StreamShape,
      handle: ({ principal, parameters }) => streams.get(principal, parameters.id),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/streams/{id}',
      summary: {
        zh: '移除数据流：不再接收，已收到的入库后移除（discard=true 则丢弃尚未入库的）',
        en: 'Remove a stream: it takes no more, and goes when what it took is stored (or is discarded, by discard=true)',
      },
      tag,
      audience: 'signed-in',
      parameters: Id,
      query: Type.Object({ discard: Type.Optional(Type.Boolean()) }),
      response: Type.Object({ id: Type.String(), removed: Type.Boolean(), waitingBytes: Type.Integer() }),
      handle: ({ principal, parameters, query }) =>
        streams.remove(principal, parameters.id, { discard: query.discard === true }),
    }),
    ...(['pause', 'resume'] as const).map((action) =>
      defineRoute({
        method: 'POST',
        path: `/streams/{id}/${action}`,
        summary:
          action === 'pause' ? { zh: '暂停数据流', en: 'Pause a stream' } : { zh: '恢复数据流', en: 'Resume a stream' },
        tag,
        audience: 'signed-in',
        parameters: Id,
        response: StreamShape,
        handle: ({ principal, parameters }) => streams[action](principal, parameters.id),
      }),
    ),
    defineRoute({
      method: 'GET',
      path: '/streams/{id}/credentials',
      summary: { zh: '列出发送凭据（不含密码）', en: 'List the credentials of senders, without their secrets' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: Type.Object({ items: Type.Array(CredentialShape) }),
      handle: ({ principal, parameters }) => streams.credentials(principal, parameters.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/streams/{id}/credentials',
      summary: { zh: '新建发送凭据（只显示一次）', en: 'Make a credential for senders, shown once' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Name,
      response: Type.Object({ name: Type.String(), secret: Type.String() }),
      handle: ({ principal, parameters, body }) => streams.addCredential(principal, parameters.id, body.name),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/streams/{id}/credentials',
      summary: { zh: '撤销发送凭据', en: 'Revoke a credential of senders' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      query: Name,
      response: Type.Object({ revoked: Type.Integer() }),
      handle: ({ principal, parameters, query }) => streams.revokeCredential(principal, parameters.id, query.name),
    }),
    defineRoute({
      method: 'PUT',
      path: '/streams/{id}/broker-password',
      summary: {
        zh: '设置外部代理的密码，写入后不再显示',
        en: 'Set the password for the other broker; it is never shown again',
      },
      tag,
      audience: 'signed-in',
      parameters: Id,
      // In UTF-8 no longer than a CONNECT of MQTT can hold.
      body: Type.Object({ value: Type.String({ minLength: 1, maxLength: 20_000 }) }),
      response: StreamShape,
      handle: ({ principal, parameters, body }) => streams.setBrokerPassword(principal, parameters.id, body.value),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/streams/{id}/broker-password',
      summary: { zh: '删除外部代理的密码', en: 'Remove the password for the other broker' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: StreamShape,
      handle: ({ principal, parameters }) => streams.removeBrokerPassword(principal, parameters.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/streams/{id}/messages',
      summary: {
        zh: '发送一批消息（NDJSON，需要 Idempotency-Key），落盘后才应答',
        en: 'Send a batch of messages (NDJSON, with an Idempotency-Key); answered when it is on the disk',
      },
      tag,
      audience: 'signed-in',
      parameters: Id,
      upload: mostBodyBytes,
      response: ReceiptShape,
      async handle({ principal, parameters, headers, upload }) {
        await streams.requireSend(principal, parameters.id);
        return streams.send(principal, parameters.id, {
          key: headers['idempotency-key'],
          body: await wholeBody(upload!),
        });
      },
    }),
  ];
}

async function wholeBody({ stream }: Upload): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
