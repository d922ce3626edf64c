import Type from 'typebox';
import { AppError, defineRoute, kernelErrors, Reply, type Route, type Upload } from '../../kernel/index.ts';
import { Nullable } from '../../kernel/shape.ts';
import {
  AcceptanceShape,
  CreditShape,
  OfferBodyShape,
  OfferShape,
  OfferStatusShape,
  OfferSummaryShape,
  SourceCompletionShape,
} from './schema.ts';
import type { Asker, Contribution } from './service.ts';

const tag = 'contributions';
const Id = Type.Object({ id: Type.String({ pattern: '^offer_[a-z0-9]{1,40}$' }) });
const Judgement = Type.Object({
  revision: Type.Integer(),
  note: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }),
});
const megabyte = 1024 * 1024;

/** The secret travels in a header: no address, and so no log and no history, holds it. */
export const secretHeader = 'offer-secret';

const asker = ({
  principal,
  headers,
}: {
  principal: Asker['principal'];
  headers: Record<string, string | undefined>;
}) => ({
  principal,
  secret: headers[secretHeader]?.slice(0, 200),
});

function sent(upload: Upload | undefined): Upload {
  if (!upload) throw new AppError(kernelErrors.invalidInput, { problem: '缺少文件 / the file is missing' });
  return upload;
}

/** HTTP routes of offers; those of contributors need no account, and are limited per address. */
export function contributionRoutes(contribution: Contribution): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/offers',
      summary: { zh: '申报数据', en: 'Offer data' },
      tag,
      audience: 'anyone',
      perMinute: 5,
      body: OfferBodyShape,
      response: Type.Object({ offer: OfferShape, secret: Type.String() }),
      handle: async (request) => new Reply(await contribution.offer(asker(request), request.body), { status: 201 }),
    }),
    defineRoute({
      method: 'GET',
      path: '/offers',
      summary: { zh: '数据申报', en: 'List the offers' },
      tag,
      audience: 'signed-in',
      query: Type.Object({
        status: Type.Optional(OfferStatusShape),
        cursor: Type.Optional(Type.String({ maxLength: 60 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      response: Type.Object({ items: Type.Array(OfferSummaryShape), next: Nullable(Type.String()) }),
      handle: (request) => contribution.list(asker(request), request.query),
    }),
    defineRoute({
      method: 'GET',
      path: '/offers/{id}',
      summary: { zh: '一份申报', en: 'One offer' },
      tag,
      audience: 'anyone',
      perMinute: 60,
      parameters: Id,
      response: OfferShape,
      handle: (request) => contribution.get(asker(request), request.parameters.id),
    }),
    defineRoute({
      method: 'PUT',
      path: '/offers/{id}',
      summary: { zh: '修改申报', en: 'Change an offer' },
      tag,
      audience: 'anyone',
      perMinute: 10,
      parameters: Id,
      body: OfferBodyShape,
      response: OfferShape,
      handle: (request) => contribution.change(asker(request), request.parameters.id, request.body),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/offers/{id}',
      summary: { zh: '撤回申报', en: 'Withdraw an offer' },
      tag,
      audience: 'anyone',
      perMinute: 10,
      parameters: Id,
      response: OfferShape,
      handle: (request) => contribution.withdraw(asker(request), request.parameters.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/offers/{id}/sample',
      summary: { zh: '上传样本文件', en: 'Send a sample file' },
      tag,
      audience: 'anyone',
      perMinute: 5,
      parameters: Id,
      upload: 5 * megabyte,
      response: OfferShape,
      handle: (request) =>
        contribution.sendSample(asker(request), request.parameters.id, {
          upload: sent(request.upload),
          signal: request.signal,
        }),
    }),
    defineRoute({
      method: 'POST',
      path: '/offers/{id}/deliveries',
      summary: { zh: '报送数据', en: 'Deliver data to an accepted offer' },
      tag,
      audience: 'anyone',
      perMinute: 5,
      parameters: Id,
      upload: 100 * megabyte,
      response: Type.Object({ run: Type.String() }),
      handle: async (request) =>
        new Reply(
          await contribution.deliver(asker(request), request.parameters.id, {
            upload: sent(request.upload),
            signal: request.signal,
          }),
          { status: 202 },
        ),
    }),
    defineRoute({
      method: 'POST',
      path: '/offers/{id}/acceptance',
      summary: { zh: '受理申报并建立数据资源', en: 'Accept an offer and make its dataset' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: AcceptanceShape,
      response: OfferShape,
      handle: ({ principal, parameters, body }) => contribution.accept(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'PUT',
      path: '/offers/{id}/source',
      summary: { zh: '补全申报的数据来源', en: 'Complete the source of an accepted offer' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: SourceCompletionShape,
      response: OfferShape,
      handle: ({ principal, parameters, body }) => contribution.completeSource(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/offers/{id}/return',
      summary: { zh: '退回申报', en: 'Return an offer with reasons' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Judgement,
      response: OfferShape,
      handle: ({ principal, parameters, body }) => contribution.sendBack(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'POST',
      path: '/offers/{id}/refusal',
      summary: { zh: '不予受理', en: 'Refuse an offer with the reason' },
      tag,
      audience: 'signed-in',
      parameters: Id,
      body: Judgement,
      response: OfferShape,
      handle: ({ principal, parameters, body }) => contribution.refuse(principal, parameters.id, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/datasets/{id}/credit',
      summary: { zh: '数据资源的贡献者', en: 'Who contributes a dataset' },
      tag: 'datasets',
      audience: 'anyone',
      parameters: Type.Object({ id: Type.String({ maxLength: 210 }) }),
      response: CreditShape,
      handle: ({ principal, parameters }) => contribution.credit(principal, parameters.id),
    }),
  ];
}
