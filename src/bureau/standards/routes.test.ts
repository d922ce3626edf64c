import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { anonymous, isFileReply, type Principal, Reply, type Route, silentLog } from '../../kernel/index.ts';
import { createAccess } from '../access/index.ts';
import { type Audit, createAudit } from '../audit/index.ts';
import { standardsRoutes } from './routes.ts';
import { createStandards } from './service.ts';

const officer: Principal = { kind: 'person', id: 'person_1', organisation: 'org_1', roles: ['officer'], scopes: null };
const reader: Principal = { ...officer, kind: 'token', scopes: ['standards:read'] };
const yaml = `id: demo.stops
title: { zh: 站点, en: Stops }
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true }
`;

describe('routes of standards', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-standards-'));
  let database: Database;
  let audit: Audit;
  let routes: Route[];

  beforeAll(async () => {
    database = await openTestDatabase();
    const clock = { now: () => new Date('2026-11-24T01:00:00Z') };
    audit = createAudit({ database, clock, config: { dataFolder: folder }, log: silentLog });
    routes = standardsRoutes(createStandards({ database, access: createAccess({ clock }), audit, clock }));
  });
  afterAll(async () => {
    await audit.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Calls a route as the gateway does: valid parts in, a reply of the declared shape out. */
  async function call(method: Route['method'], address: string, more: { body?: unknown; principal?: Principal } = {}) {
    const url = new URL(address, 'http://localhost');
    for (const route of routes) {
      const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
      const match = new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(url.pathname);
      if (!match || route.method !== method) continue;
      const parameters = Object.fromEntries(names.map((name, index) => [name, match[index + 1]]));
      const query = Object.fromEntries(
        [...url.searchParams].map(([key, value]) => [key, /^\d+$/.test(value) ? Number(value) : value]),
      );
      if (route.parameters && !Value.Check(route.parameters, parameters)) continue;
      expect(!route.query || Value.Check(route.query, query), 'query').toBe(true);
      expect(!route.body || Value.Check(route.body, more.body), 'body').toBe(true);
      const answer = await route.handle({
        principal: more.principal ?? officer,
        language: 'zh',
        requestId: 'request',
        parameters,
        query,
        body: more.body,
        headers: {},
        address: '127.0.0.1',
        signal: new AbortController().signal,
      });
      const content = answer instanceof Reply ? answer.body : answer;
      if (route.response) expect([...Value.Errors(route.response, content)]).toEqual([]);
      return { status: answer instanceof Reply ? answer.status : 200, content: content as Record<string, unknown> };
    }
    throw new Error(`no route ${method} ${address}`);
  }

  it('checks, publishes and shows', async () => {
    const checked = await call('POST', '/standards/checks', { body: { yaml: yaml.replace('integer', 'int') } });
    expect(checked.content).toMatchObject({ standard: null, findings: [{ row: 4, field: 'id' }], compatibility: null });
    expect(await call('POST', '/standards', { body: { yaml } })).toMatchObject({
      status: 201,
      content: { standard: { version: 1 } },
    });
    expect((await call('POST', '/standards', { body: { yaml } })).status).toBe(200);
    const wider = yaml.replace('required: true', 'required: false');
    const compared = await call('POST', '/standards/checks', { body: { yaml: wider } });
    expect(compared.content).toMatchObject({ compatibility: { verdict: 'compatible' } });
    await call('POST', '/standards', { body: { yaml: wider, note: '放宽' } });
    expect((await call('GET', '/standards/demo.stops?version=1', { principal: anonymous })).content).toMatchObject({
      version: 1,
    });
    expect((await call('GET', '/standards?q=站', { principal: anonymous })).content).toMatchObject({ total: 1 });
    expect((await call('GET', '/standards/demo.stops/versions')).content['items']).toHaveLength(2);
    expect((await call('GET', '/standards/demo.stops/compatibility?from=2&to=1')).content).toMatchObject({
      verdict: 'breaking',
    });
    await expect(call('POST', '/standards', { body: { standard: { id: 'x' } } })).rejects.toMatchObject({
      code: 'standards.invalid',
    });
    await expect(call('POST', '/standards', { body: {} })).rejects.toMatchObject({ code: 'standards.invalid' });
    await expect(call('POST', '/standards', { body: { yaml }, principal: anonymous })).rejects.toMatchObject({
      code: 'access.denied',
    });
    await expect(call('POST', '/standards', { body: { yaml }, principal: reader })).rejects.toMatchObject({
      code: 'access.denied',
    });
  });

  it('exports files and reads them back', async () => {
    for (const format of ['yaml', 'table-schema', 'json-schema']) {
      const { content } = await call('GET', `/standards/demo.stops/export?format=${format}`, { principal: anonymous });
      expect(isFileReply(content)).toBe(true);
      const read = await call('POST', '/standards/imports', {
        body: { id: 'demo.other', format, text: String(content['file']) },
      });
      expect(read.content).toMatchObject({ standard: { id: 'demo.stops' }, findings: [] });
    }
    const body = { id: 'demo.other', format: 'yaml', text: yaml };
    await expect(call('POST', '/standards/imports', { body, principal: anonymous })).rejects.toMatchObject({
      code: 'access.denied',
    });
  });

  it('drafts and publishes the draft', async () => {
    const fields = [{ name: 'id', title: { zh: '编号', en: 'Id' }, type: 'integer' }];
    const standard = { id: 'demo.lines', title: { zh: '线路', en: 'Lines' }, fields };
    const saved = await call('PUT', '/standards/demo.lines/draft', { body: { standard, origin: 'proposed' } });
    expect(saved.content).toMatchObject({ revision: 1, origin: 'proposed' });
    expect((await call('GET', '/standards/drafts')).content['items']).toHaveLength(1);
    expect((await call('GET', '/standards/drafts', { principal: anonymous })).content['items']).toHaveLength(0);
    await expect(call('GET', '/standards/demo.lines')).rejects.toMatchObject({ code: 'kernel.not-found' });
    expect((await call('POST', '/standards/demo.lines/draft/publication', { body: {} })).status).toBe(201);
    await call('PUT', '/standards/demo.lines/draft', { body: { standard } });
    expect((await call('DELETE', '/standards/demo.lines/draft')).status).toBe(204);
    await expect(call('GET', '/standards/demo.lines/draft')).rejects.toMatchObject({ code: 'kernel.not-found' });
  });

  it('keeps code lists', async () => {
    const body = { title: { zh: '方向', en: 'Directions' }, codes: [{ code: '0', title: { zh: '上行', en: 'Up' } }] };
    await call('PUT', '/code-lists/demo.directions', { body });
    expect((await call('GET', '/code-lists/demo.directions', { principal: anonymous })).content).toEqual({
      id: 'demo.directions',
      ...body,
    });
    expect((await call('GET', '/code-lists')).content['items']).toHaveLength(4);
  });
});
