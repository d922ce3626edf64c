import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import {
  AppError,
  anonymous,
  chooseLanguage,
  kernelErrors,
  type Language,
  type Logger,
  type Principal,
} from '../../kernel/index.ts';
import { httpErrors } from './errors.ts';
import { errorsPage } from './errors-page.ts';
import { createMetrics } from './metrics.ts';
import { caller, mountRoute } from './mount-route.ts';
import { describeApi } from './openapi.ts';
import { readPages } from './pages.ts';
import type { HttpParts } from './parts.ts';
import { toProblem } from './problem.ts';
import { limitBodyTime } from './slow-body.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal;
    language: Language;
  }
}

/** The HTTP host: security headers, sign-in, limits, problems, OpenAPI, metrics, pages, and every route of every slice. */
export async function createHttpServer(parts: HttpParts): Promise<FastifyInstance> {
  const { config, log } = parts;
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: 4 * 1024 * 1024,
    routerOptions: { maxParamLength: 300 },
    forceCloseConnections: 'idle',
    requestTimeout: 0,
    connectionTimeout: 120_000,
  }) as unknown as FastifyInstance;
  const metrics = createMetrics(parts.gauges);
  const webFolder = parts.webFolder && existsSync(parts.webFolder) ? path.resolve(parts.webFolder) : null;
  const isPage = webFolder ? readPages(webFolder) : () => false;
  const findPrincipal = async (request: FastifyRequest) => {
    const { principal } = await parts.authenticate({
      cookie: request.headers.cookie === undefined ? undefined : request.cookies['lingnan_session'],
      authorization: request.headers.authorization,
      csrfToken: single(request.headers['x-csrf-token']),
      origin: single(request.headers.origin),
      host: request.headers.host,
      method: request.method,
      address: request.ip,
    });
    request.principal = principal;
  };

  app.decorateRequest('principal', undefined as unknown as Principal);
  app.decorateRequest('language', 'zh');
  app.addHook('onRequest', async (request, reply) => {
    request.principal = anonymous;
    request.language = chooseLanguage(request.headers['accept-language']);
    reply.header('X-Request-Id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.observe(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        principal: request.principal.id,
      },
      'request',
    );
  });

  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, log));
  app.setNotFoundHandler((request, reply) => {
    const address = request.url.split('?')[0]!;
    const found = isPage(address);
    // The page tells a person that there is nothing; a program is told by the status and a problem.
    if (webFolder && request.method === 'GET' && (found || wantsPage(request, address))) {
      return reply
        .status(found ? 200 : 404)
        .header('Cache-Control', 'no-cache')
        .type('text/html; charset=utf-8')
        .sendFile('index.html', webFolder);
    }
    const error = new AppError(httpErrors.routeMissing, { method: request.method, path: address.slice(0, 200) });
    return sendProblem(error, request, reply, log);
  });

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: [
          "'self'",
          'data:',
          'blob:',
          ...(config.tileUrl ? [new URL(config.tileUrl.replace(/[{}]/g, '')).origin] : []),
        ],
        connectSrc: ["'self'", ...(config.tileUrl ? [new URL(config.tileUrl.replace(/[{}]/g, '')).origin] : [])],
        fontSrc: ["'self'", 'data:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: config.publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  await app.register(cookie);
  await app.register(rateLimit, {
    global: true,
    timeWindow: '1 minute',
    max: (request) => (request.principal.kind === 'anonymous' ? config.anonymousPerMinute : config.signedInPerMinute),
    keyGenerator: caller,
    hook: 'preHandler',
    allowList: (request) => !request.url.startsWith('/api/'),
    errorResponseBuilder: (_request, context) =>
      new AppError(httpErrors.tooManyRequests, { seconds: Math.max(1, Math.ceil(context.ttl / 1000)) }),
  });

  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const missing = await parts.readiness();
    return reply
      .status(missing.length === 0 ? 200 : 503)
      .send({ status: missing.length === 0 ? 'ready' : 'waiting', missing });
  });
  app.get('/metrics', { onRequest: findPrincipal }, async (request, reply) => {
    if (request.principal.kind === 'anonymous') throw new AppError(httpErrors.signInNeeded);
    parts.require(request.principal, 'metrics:read');
    return reply
      .header('Cache-Control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text());
  });
  app.get<{ Querystring: { language?: string } }>('/docs/errors', async (request, reply) => {
    const asked = request.query.language;
    const language = asked === 'zh' || asked === 'en' ? asked : request.language;
    return reply.type('text/html; charset=utf-8').send(errorsPage(language));
  });
  app.get('/api/openapi.json', async (request) => describeApi(parts.routes, request.language, parts.version));

  await app.register(
    async (api) => {
      api.addHook('onRequest', findPrincipal);
      api.addHook('onSend', async (_request, reply, payload) => {
        if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
        return payload;
      });
      const plain = parts.routes.filter((route) => !route.upload);
      const uploads = parts.routes.filter((route) => route.upload);
      await api.register(async (bodies) => {
        limitBodyTime(bodies);
        for (const route of plain) mountRoute(bodies, route, parts);
      });
      await api.register(async (files) => {
        // A file may have any media type, JSON included: nothing here may parse it.
        files.removeAllContentTypeParsers();
        files.addContentTypeParser('*', (_request, _payload, done) => done(null));
        await files.register(multipart, { throwFileSizeLimit: false });
        for (const route of uploads) mountRoute(files, route, parts);
      });
    },
    { prefix: '/api/v1' },
  );

  if (webFolder) {
    await app.register(fastifyStatic, {
      root: webFolder,
      index: ['index.html'],
      dotfiles: 'ignore',
      preCompressed: true,
      setHeaders: (reply, file) => {
        reply.header(
          'Cache-Control',
          file.includes(`${path.sep}assets${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  return app;
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

/** A person's browser at an address that is none of ours; never a file of the build or the API. */
function wantsPage(request: FastifyRequest, address: string): boolean {
  return !/^\/(api|assets)\//.test(address) && (request.headers.accept ?? '').includes('text/html');
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const translated = translate(error);
  const problem = toProblem(translated, request.language, request.id);
  if (problem.status >= 500) log.error({ requestId: request.id, err: error }, 'request failed');
  if (problem.status === 401) reply.header('WWW-Authenticate', 'Bearer');
  return reply
    .status(problem.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}

/** Fastify's own refusals under our codes. */
function translate(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  // PostgreSQL: a text that it can't hold, which came by a way that no shape describes (a cursor, a part of a file).
  if (code === '22021' || code === '22P05') {
    return new AppError(httpErrors.textUnstorable, { at: 'request', character: 'U+0000' }, { cause: error });
  }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError(httpErrors.bodyTooLarge, { megabytes: 4 });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new AppError(httpErrors.mediaTypeUnsupported, { mediaType: '?' });
  if (
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    error instanceof SyntaxError
  ) {
    return new AppError(httpErrors.bodyMalformed);
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AppError(kernelErrors.invalidInput, { problem: (error as Error).message });
  }
  return error;
}
