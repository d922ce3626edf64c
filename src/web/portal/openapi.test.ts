import { describe, expect, test } from 'vitest';
import { type ApiDocument, callsByTag, curlOf, outline, typeInWords } from './openapi.ts';

const document: ApiDocument = {
  info: { title: 'API', version: '1' },
  paths: {
    '/api/v1/datasets/{id}/records': {
      get: {
        operationId: 'getRecords',
        summary: '分页读取数据',
        tags: ['datasets'],
        security: [{}, { bearer: [] }],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000 } },
          { name: 'filter', in: 'query', schema: { type: 'string' } },
        ],
        responses: { '200': { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
    '/api/v1/tasks/{id}': {
      patch: {
        operationId: 'patchTask',
        summary: '办理任务',
        tags: ['operations'],
        security: [{ bearer: [] }],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['status'],
                properties: { status: { anyOf: [{ const: 'open' }, { const: 'done' }] }, note: { type: 'string' } },
              },
            },
          },
        },
        responses: { '200': { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
  },
};

describe('the API page', () => {
  const groups = callsByTag(document);

  test('groups calls by tag', () => {
    expect([...groups.keys()]).toEqual(['datasets', 'operations']);
  });

  test('writes a curl line for an open call without a token', () => {
    expect(curlOf(groups.get('datasets')![0]!, 'http://city')).toBe(
      'curl "http://city/api/v1/datasets/transit.stops/records?limit=20"',
    );
  });

  test('writes token and required body for a call that changes something', () => {
    expect(curlOf(groups.get('operations')![0]!, 'http://city')).toBe(
      [
        'curl -X PATCH "http://city/api/v1/tasks/transit.stops"',
        '-H "Authorization: Bearer $LINGNAN_TOKEN"',
        '-H "Content-Type: application/json"',
        `-d '{"status": "open"}'`,
      ].join(' \\\n  '),
    );
  });

  test('says types in a few words', () => {
    expect(typeInWords({ type: 'integer', minimum: 1, maximum: 200 })).toBe('integer 1…200');
    expect(typeInWords({ anyOf: [{ const: 'a' }, { type: 'null' }] })).toBe('"a" | null');
    expect(typeInWords({ type: 'array', items: { type: 'string', format: 'date-time' } })).toBe('string (date-time)[]');
  });

  test('outlines an object', () => {
    expect(
      outline({
        type: 'object',
        required: ['items'],
        properties: {
          items: { type: 'array', items: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
          next: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      }),
    ).toBe('items: [{\n  id: string\n}]\nnext?: string | null');
  });
});
