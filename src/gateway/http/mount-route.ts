import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type FileReply, isFileReply, Reply, type Route } from '../../kernel/index.ts';
import { httpErrors } from './errors.ts';
import type { HttpParts } from './parts.ts';
import { takeUpload } from './upload.ts';
import { compileCheck } from './validation.ts';

/** Puts one declared route on the server: audience, scope, validation, upload, reply. */
export function mountRoute(app: FastifyInstance, route: Route, parts: HttpParts): void {
  const checkParameters = compileCheck(route.parameters, 'parameters');
  const checkQuery = compileCheck(route.query, 'query');
  const checkBody = compileCheck(route.body, 'body');
  const checkReply = parts.checkReplies && route.response ? compileCheck(route.response, 'response') : null;
  const scope = route.scope ?? `${route.tag}:${route.method === 'GET' ? 'read' : 'write'}`;
  app.route({
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, ':$1'),
    ...(route.perMinute
      ? {
          config: {
            rateLimit: {
              max: route.perMinute,
              keyGenerator: (request: FastifyRequest) => `${route.path}:${caller(request)}`,
            },
          },
        }
      : {}),
    handler: async (request, reply) => {
      const { principal } = request;
      if (route.audience === 'signed-in' && principal.kind === 'anonymous') throw new AppError(httpErrors.signInNeeded);
      if (principal.scopes && !allows(principal.scopes, scope)) throw new AppError(httpErrors.scopeMissing, { scope });
      const controller = new AbortController();
      reply.raw.on('close', () => {
        if (!reply.raw.writableFinished) controller.abort();
      });
      const answer = await route.handle({
        principal,
        language: request.language,
        requestId: request.id,
        parameters: checkParameters(request.params) as never,
        query: checkQuery(request.query) as never,
        body: (route.upload ? {} : checkBody(request.body)) as never,
        headers: request.headers as Record<string, string | undefined>,
        address: request.ip,
        signal: controller.signal,
        ...(route.upload
          ? { upload: await takeUpload(request, route.upload === true ? parts.config.uploadLimitBytes : route.upload) }
          : {}),
      });
      return sendAnswer(reply, answer, checkReply);
    },
  });
}

/** Whose requests are counted together: a person's wherever they come from, else those of an address. */
export function caller({ principal, ip }: FastifyRequest): string {
  return principal.kind === 'anonymous' ? ip : principal.id;
}

/** `*` allows all, `datasets:*` a whole tag, `write` of a tag includes its `read`. */
function allows(scopes: readonly string[], wanted: string): boolean {
  const [tag, verb] = wanted.split(':');
  return scopes.some(
    (scope) =>
      scope === '*' || scope === wanted || scope === `${tag}:*` || (verb === 'read' && scope === `${tag}:write`),
  );
}

function sendAnswer(reply: FastifyReply, answer: unknown, check: ((value: unknown) => unknown) | null): FastifyReply {
  if (answer instanceof Reply) {
    reply.status(answer.status);
    for (const [name, value] of Object.entries(answer.headers)) reply.header(name, value);
    return sendAnswer(reply, answer.body, check);
  }
  if (isFileReply(answer)) return sendFile(reply, answer);
  if (answer === undefined || answer === null)
    return reply.status(reply.statusCode === 200 ? 204 : reply.statusCode).send();
  const text = JSON.stringify(answer);
  if (check) check(JSON.parse(text));
  return reply.type('application/json; charset=utf-8').send(text);
}

function sendFile(reply: FastifyReply, answer: FileReply): FastifyReply {
  reply.type(answer.mediaType);
  if (answer.length !== undefined) reply.header('Content-Length', answer.length);
  if (answer.name !== undefined) {
    const plain = answer.name.replace(/[^\w.-]/g, '_');
    reply.header(
      'Content-Disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(answer.name)}`,
    );
  }
  if (answer.done) {
    const done = answer.done;
    reply.raw.once('close', () => void Promise.resolve(done()).catch(() => {}));
  }
  return reply.send(
    answer.file instanceof Readable || Buffer.isBuffer(answer.file) ? answer.file : Buffer.from(answer.file),
  );
}
