import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import {
  anonymous,
  type Command,
  type CommandOutput,
  type FileReply,
  type Principal,
  type Route,
  type RouteRequest,
  silentLog,
  systemClock,
  systemPrincipal,
} from '../../kernel/index.ts';
import { type Audit, auditCommands, auditOfflineCommands, auditRoutes, createAudit, verifyExport } from './index.ts';
import type { AuditEvent } from './schema.ts';

let database: Database;
let folder: string;
let audit: Audit;

beforeAll(async () => {
  database = await openTestDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-audit-commands-'));
  audit = createAudit({ database, clock: systemClock, config: { dataFolder: folder }, log: silentLog });
  for (let n = 1; n <= 12; n++) {
    await audit.record({
      principal: systemPrincipal(n % 2 ? 'odd' : 'even'),
      action: 'catalogue.published',
      target: `dataset:demo.d${n}`,
      outcome: 'done',
    });
  }
});
afterAll(async () => {
  await audit.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  code: number;
  results: unknown[];
  lines: string[];
}

async function run(command: string, given: string[], options: Record<string, string> = {}): Promise<Ran> {
  const results: unknown[] = [];
  const lines: string[] = [];
  const output: CommandOutput = {
    json: true,
    result: (value) => results.push(value),
    line: (line) => lines.push(line),
    table: (_, rows) => lines.push(...rows.map((row) => row.join(' '))),
    progress: () => {},
    signal: new AbortController().signal,
  };
  const input = { arguments: given, options };
  const find = <Needs>(commands: Command<Needs>[]) => commands.find((candidate) => candidate.path[1] === command);
  const offline = find(auditOfflineCommands);
  const code = offline
    ? await offline.run(undefined, input, output)
    : await find(auditCommands)!.run({ audit }, input, output);
  return { code, results, lines };
}

test('export, verify, alter, verify: the exit code and the first altered event', async () => {
  const file = path.join(folder, 'trail.ndjson');
  const exported = await run('export', [file]);
  // The export itself is the last event that it holds.
  expect(exported).toMatchObject({ code: 0, results: [{ file, events: 13 }] });
  expect(await run('verify', [file])).toMatchObject({ code: 0, results: [{ ok: true, events: 13, firstBad: null }] });
  expect(await run('verify', [file], { key: audit.publicKey.id })).toMatchObject({ code: 0 });
  writeFileSync(file, readFileSync(file, 'utf8').replace('dataset:demo.d7"', 'dataset:demo.d8"'));
  expect(await run('verify', [file])).toMatchObject({ code: 1, results: [{ ok: false, events: 13, firstBad: 7 }] });
  await expect(run('export', [path.join(folder, 'no', 'such', 'folder')])).rejects.toMatchObject({
    code: 'audit.export-not-written',
  });
});

test('list filters, pages and refuses wrong options', async () => {
  const page = await run('list', [], { actor: 'system:odd', limit: '4' });
  const { items, next } = page.results[0] as { items: AuditEvent[]; next: string };
  expect(items.map((event) => event.target)).toEqual([11, 9, 7, 5].map((n) => `dataset:demo.d${n}`));
  const rest = await run('list', [], { actor: 'system:odd', limit: '4', cursor: next });
  expect(rest.lines).toHaveLength(2);
  const wrong: Record<string, string>[] = [
    { limit: '0' },
    { from: 'yesterday' },
    { outcome: 'maybe' },
    { cursor: 'x' },
  ];
  for (const options of wrong) {
    await expect(run('list', [], options)).rejects.toMatchObject({
      code: 'kernel.invalid-input',
    });
  }
});

test('routes ask access first, and reading leaves a trace', async () => {
  const asked: string[] = [];
  const routes = auditRoutes({
    audit,
    require: (principal, action) => {
      asked.push(action);
      if (principal.kind === 'anonymous') throw new Error('denied');
    },
  });
  const call = (path: string, principal: Principal, query: object = {}) => {
    const route = routes.find((candidate) => candidate.path === path) as Route;
    return route.handle({ principal, query, requestId: 'req_1' } as unknown as RouteRequest<never, never, never>);
  };
  await expect(call('/audit/events', anonymous)).rejects.toThrow('denied');
  await expect(call('/audit/export', anonymous)).rejects.toThrow('denied');
  expect(asked).toEqual(['audit:read', 'audit:export']);

  const auditor: Principal = { kind: 'person', id: 'person_1', organisation: null, roles: ['auditor'], scopes: null };
  const page = (await call('/audit/events', auditor, { limit: 3 })) as { items: AuditEvent[] };
  expect(page.items).toHaveLength(3);
  const reply = (await call('/audit/export', auditor)) as FileReply;
  const file = path.join(folder, 'route.ndjson');
  writeFileSync(file, await text(reply.file as NodeJS.ReadableStream & AsyncIterable<Buffer>));
  expect(await verifyExport(file)).toMatchObject({ ok: true });
  expect((await audit.list({ actor: 'person_1' })).items.map((event) => event.action)).toEqual([
    'audit.exported',
    'audit.read',
  ]);
  expect(await call('/audit/key', anonymous)).toEqual({ ...audit.publicKey, algorithm: 'Ed25519' });
});
