import type { TSchema } from 'typebox';
import { type Language, listErrors, type Route } from '../../kernel/index.ts';

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'remedy', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: listErrors().map(({ code }) => code) },
    remedy: { type: 'string' },
    requestId: { type: 'string' },
    details: { type: 'object' },
  },
};

function toParameters(schema: TSchema | undefined, place: 'path' | 'query'): object[] {
  const properties =
    (schema as { properties?: Record<string, { description?: string }> } | undefined)?.properties ?? {};
  const required = (schema as { required?: string[] } | undefined)?.required ?? [];
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(shape.description ? { description: shape.description } : {}),
    schema: shape,
  }));
}

/** The OpenAPI 3.1 document of all routes, with summaries in one language. */
export function describeApi(routes: readonly Route[], language: Language, version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path}`;
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = {
      operationId: `${route.method.toLowerCase()}${route.path.replace(/[{}]/g, '').replace(/[/-]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
      summary: route.summary[language],
      tags: [route.tag],
      security: route.audience === 'anyone' ? [{}, { bearer: [] }, { session: [] }] : [{ bearer: [] }, { session: [] }],
      parameters: [...toParameters(route.parameters, 'path'), ...toParameters(route.query, 'query')],
      ...(route.upload
        ? {
            requestBody: {
              required: true,
              content: {
                'multipart/form-data': {
                  schema: {
                    type: 'object',
                    properties: { file: { type: 'string', format: 'binary' } },
                    required: ['file'],
                  },
                },
                'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
              },
            },
          }
        : route.body
          ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
          : {}),
      responses: {
        '200': route.response
          ? { description: 'OK', content: { 'application/json': { schema: route.response } } }
          : {
              description: 'OK',
              content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
            },
        default: {
          description: 'Problem',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: language === 'zh' ? '岭南开放公共数据平台接口' : 'Lingnan open public-service data platform API',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'lingnan_session' },
      },
    },
  };
}
