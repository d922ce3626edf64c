import Type from 'typebox';
import { defineRoute, type Route } from '../../../kernel/index.ts';
import { idPattern } from '../../../kernel/shape.ts';
import { StandardCommentShape, StandardDraftShape, StandardLifeShape } from '../schema.ts';
import type { Standards } from '../service.ts';

const tag = 'standards';
const Id = Type.Object({ id: Type.String({ pattern: idPattern }) });
const CommentId = Type.Object({ ...Id.properties, comment: Type.String({ maxLength: 60 }) });
const Note = Type.String({ maxLength: 2000 });
const Reason = Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' });
const Comments = Type.Object({ items: Type.Array(StandardCommentShape) });
const Revision = Type.Integer({ minimum: 1 });

/** HTTP routes of the life of standards: review, retirement, comments. */
export function lifeRoutes(standards: Standards): Route[] {
  const { review, comments } = standards;
  const Step = Type.Object({ revision: Revision, note: Type.Optional(Note) });
  return [
    defineRoute({
      method: 'GET',
      path: '/standards/{id}/life',
      summary: {
        zh: '数据标准的状态、经过与可办事项',
        en: 'Where a standard stands, what was done, and what you may do',
      },
      tag,
      audience: 'anyone',
      parameters: Id,
      response: StandardLifeShape,
      handle: ({ principal, parameters }) => standards.life(principal, parameters.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/{id}/draft/submission',
      summary: { zh: '提交草稿审核', en: 'Submit the draft for review' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Step,
      response: StandardDraftShape,
      handle: ({ principal, parameters, body }) => review.submit(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/{id}/draft/withdrawal',
      summary: { zh: '撤回审核', en: 'Withdraw the draft from review' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Step,
      response: StandardDraftShape,
      handle: ({ principal, parameters, body }) => review.withdraw(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/{id}/draft/return',
      summary: { zh: '退回草稿并说明理由', en: 'Return the draft with reasons' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object({ revision: Revision, note: Reason }),
      response: StandardDraftShape,
      handle: ({ principal, parameters, body }) => review.sendBack(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/{id}/draft/approval',
      summary: { zh: '批准草稿', en: 'Approve the draft' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Step,
      response: StandardDraftShape,
      handle: ({ principal, parameters, body }) => review.approve(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/{id}/retirement',
      summary: { zh: '停用数据标准，可指定接替者', en: 'Retire a standard, with its successor where there is one' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Type.Object({ reason: Reason, successor: Type.Optional(Type.String({ pattern: idPattern })) }),
      response: StandardLifeShape,
      handle: async ({ principal, parameters, body }) => {
        await standards.retire(principal, parameters.id, body);
        return standards.life(principal, parameters.id);
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/standards/{id}/retirement',
      summary: { zh: '恢复已停用的数据标准', en: 'Reinstate a retired standard' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      query: Type.Object({ reason: Reason }),
      response: StandardLifeShape,
      handle: async ({ principal, parameters, query }) => {
        await standards.reinstate(principal, parameters.id, query);
        return standards.life(principal, parameters.id);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/standards/{id}/comments',
      summary: { zh: '对数据标准的意见', en: 'Comments on a standard' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      response: Comments,
      handle: async ({ principal, parameters }) => ({ items: await comments.list(principal, parameters.id) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/{id}/comments',
      summary: { zh: '发表意见或回复', en: 'Comment, or answer a comment' },
      tag,
      audience: 'signed-in',
      perMinute: 30,
      parameters: Id,
      body: Type.Object({
        words: Reason,
        field: Type.Optional(Type.String({ maxLength: 64 })),
        parent: Type.Optional(Type.String({ maxLength: 60 })),
      }),
      response: Comments,
      handle: async ({ principal, parameters, body }) => ({
        items: await comments.add(principal, parameters.id, body),
      }),
    }),
    defineRoute({
      method: 'POST',
      path: '/standards/{id}/comments/{comment}/resolution',
      summary: { zh: '标记意见已处理', en: 'Resolve a thread of comments' },
      tag,
      audience: 'signed-in',
      parameters: CommentId,
      response: Comments,
      handle: async ({ principal, parameters }) => ({
        items: await comments.resolve(principal, parameters.id, parameters.comment),
      }),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/standards/{id}/comments/{comment}/resolution',
      summary: { zh: '重新打开意见', en: 'Open a thread of comments again' },
      tag,
      audience: 'signed-in',
      parameters: CommentId,
      response: Comments,
      handle: async ({ principal, parameters }) => ({
        items: await comments.reopen(principal, parameters.id, parameters.comment),
      }),
    }),
  ];
}
