import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../database/index.ts';
import { openTestDatabase } from '../../database/testing.ts';
import { type CommandOutput, silentLog } from '../../kernel/index.ts';
import { createAccess } from '../access/index.ts';
import { type Audit, createAudit } from '../audit/index.ts';
import type { StandardsCommandNeeds } from './command-needs.ts';
import { standardsCommands } from './commands.ts';
import { parseStandard } from './parse.ts';
import { createStandards } from './service.ts';

const text = `id: demo.stops
title: { zh: 站点, en: Stops }
key: [id]
fields:
  - { name: id, title: { zh: 编号, en: Id }, type: integer, required: true }
  - { name: name, title: { zh: 名称, en: Name }, type: string }
`;

describe('lingnan standards', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-standards-'));
  const file = (name: string, content: string) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  let database: Database;
  let audit: Audit;
  let needs: StandardsCommandNeeds;

  beforeAll(async () => {
    database = await openTestDatabase();
    const clock = { now: () => new Date('2026-11-24T01:00:00Z') };
    audit = createAudit({ database, clock, config: { dataFolder: folder }, log: silentLog });
    needs = {
      standards: createStandards({ database, access: createAccess({ clock }), audit, clock }),
    };
  });
  afterAll(async () => {
    await audit.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a command line and gives its exit code, its one result, and its lines. */
  async function run(words: string[], options: Record<string, string | boolean> = {}) {
    const command = standardsCommands.find((each) => each.path.join(' ') === `standards ${words[0]}`)!;
    const results: unknown[] = [];
    const lines: string[] = [];
    const defaults = Object.fromEntries(
      (command.options ?? []).flatMap(({ flags, default: value }) =>
        value === undefined ? [] : [[/--(\w+)/.exec(flags)![1]!, value]],
      ),
    );
    const output: CommandOutput = {
      json: true,
      result: (value) => results.push(value),
      line: (line) => lines.push(line),
      table: (head, rows) => lines.push(...[head, ...rows].map((row) => row.join(' '))),
      progress: () => {},
      signal: new AbortController().signal,
    };
    const given = command.offline ? (undefined as unknown as StandardsCommandNeeds) : needs;
    const code = await command.run(given, { arguments: words.slice(1), options: { ...defaults, ...options } }, output);
    expect(results).toHaveLength(1);
    return { code, result: results[0] as Record<string, unknown>, lines };
  }

  it('checks a file without a server', async () => {
    expect(await run(['check', file('good.yaml', text)])).toMatchObject({
      code: 0,
      result: { ok: true, id: 'demo.stops' },
    });
    const bad = await run(['check', file('bad.yaml', text.replace('type: string', 'type: text'))]);
    expect(bad).toMatchObject({ code: 1, result: { ok: false, findings: [{ row: 6, field: 'name' }] } });
    expect(bad.lines[0]).toContain('string');
    await expect(run(['check', path.join(folder, 'none.yaml')])).rejects.toMatchObject({
      code: 'standards.unreadable',
    });
  });

  it('adds, lists, shows and tells the history', async () => {
    expect(await run(['add', file('one.yaml', text)])).toMatchObject({ code: 0, result: { standard: { version: 1 } } });
    const wider = file('two.yaml', `${text}  - { name: note, title: { zh: 备注, en: Note }, type: string }\n`);
    expect(await run(['add', wider], { note: '加备注' })).toMatchObject({
      result: { compatibility: { verdict: 'compatible' } },
    });
    const breaking = file('three.yaml', text.replace('type: string', 'type: string, required: true'));
    await expect(run(['add', breaking])).rejects.toMatchObject({ code: 'standards.breaking' });
    expect(await run(['add', breaking], { acceptBreaking: true })).toMatchObject({
      result: { standard: { version: 3 } },
    });
    expect((await run(['list'])).lines).toEqual(['id version fields title', 'demo.stops 3 2 站点']);
    expect(parseStandard((await run(['show', 'demo.stops'], { of: '1' })).lines.join('\n')).standard).toEqual({
      ...parseStandard(text).standard,
      version: 1,
    });
    expect((await run(['history', 'demo.stops'])).result).toMatchObject({
      items: [{ version: 3 }, { version: 2 }, { version: 1 }],
    });
    await expect(run(['show', 'demo.stops'], { of: 'x' })).rejects.toMatchObject({ code: 'standards.unreadable' });
  });

  it('compares files and versions', async () => {
    expect(await run(['compare', 'demo.stops@1', 'demo.stops@2'])).toMatchObject({
      code: 0,
      result: { verdict: 'compatible' },
    });
    expect(await run(['compare', 'demo.stops@1', 'demo.stops'])).toMatchObject({
      code: 1,
      result: { verdict: 'breaking' },
    });
    expect(await run(['compare', file('one.yaml', text), 'demo.stops@1'])).toMatchObject({
      result: { verdict: 'identical' },
    });
  });

  it('exports and imports without keeping anything', async () => {
    for (const format of ['table-schema', 'json-schema']) {
      const exported = await run(['export', 'demo.stops'], { format, of: '1' });
      const imported = await run(['import', file('schema.json', exported.lines.join('\n'))], { format });
      expect(imported).toMatchObject({
        code: 0,
        result: { standard: { ...parseStandard(text).standard, version: 1 }, findings: [] },
      });
    }
    expect((await run(['import', file('none.json', '{}')])).code).toBe(1);
    expect((await run(['list'])).lines).toHaveLength(2);
  });

  it('publishes from the library, retires with a successor, and shows the life', async () => {
    expect((await run(['library', 'list'])).result['items']).toHaveLength(13);
    expect(await run(['library', 'use', 'transit.gtfs-stops'])).toMatchObject({
      code: 0,
      result: { standard: { id: 'transit.gtfs-stops', version: 1 } },
    });
    await run(['library', 'use', 'transit.gtfs-stops'], { as: 'transit.all-stops' });
    expect(parseStandard((await run(['library', 'show', 'transit.gtfs-trips'])).lines.join('\n')).findings).toEqual([]);
    await expect(run(['library', 'show', 'transit.nothing'])).rejects.toMatchObject({ code: 'kernel.not-found' });
    const options = { reason: '合并', successor: 'transit.all-stops' };
    expect(await run(['retire', 'transit.gtfs-stops'], options)).toMatchObject({
      result: { status: 'retired', successor: 'transit.all-stops' },
    });
    expect((await run(['life', 'transit.gtfs-stops'])).lines[0]).toContain('retired');
    expect(await run(['reinstate', 'transit.gtfs-stops'])).toMatchObject({ result: { status: 'published' } });
    await expect(run(['publish', 'transit.gtfs-stops'])).rejects.toMatchObject({ code: 'kernel.not-found' });
  });
});
