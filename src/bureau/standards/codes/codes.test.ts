import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../database/index.ts';
import { openTestDatabase } from '../../../database/testing.ts';
import { type CommandOutput, silentLog } from '../../../kernel/index.ts';
import { createAccess } from '../../access/index.ts';
import { type Audit, createAudit } from '../../audit/index.ts';
import { createStandards, type Standards } from '../service.ts';
import { codesCommands } from './commands.ts';

describe('lingnan codes', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-codes-'));
  const clock = { now: () => new Date('2026-11-24T01:00:00Z') };
  let database: Database;
  let audit: Audit;
  let standards: Standards;

  beforeAll(async () => {
    database = await openTestDatabase();
    audit = createAudit({ database, clock, config: { dataFolder: folder }, log: silentLog });
    standards = createStandards({ database, access: createAccess({ clock }), audit, clock });
  });
  afterAll(async () => {
    await audit.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (content: string | Buffer) => {
    writeFileSync(path.join(folder, 'codes.csv'), content);
    return path.join(folder, 'codes.csv');
  };

  async function run(words: string[], options: Record<string, string> = {}) {
    const results: unknown[] = [];
    const lines: string[] = [];
    const output: CommandOutput = {
      json: true,
      result: (value) => results.push(value),
      line: (line) => lines.push(line),
      table: (head, rows) => lines.push(...[head, ...rows].map((row) => row.join(' '))),
      progress: () => {},
      signal: new AbortController().signal,
    };
    const command = codesCommands.find((each) => each.path[1] === words[0])!;
    expect(await command.run({ standards }, { arguments: words.slice(1), options }, output)).toBe(0);
    return { result: results[0] as Record<string, unknown>, lines };
  }

  it('imports a list and its next version, and shows it on a day, in a version, and over time', async () => {
    const first = file('code,zh,en,from,to\n440306,宝安区,Baoan,,\n440309,龙华区,Longhua,2016-10-11,\n');
    await expect(run(['import', 'city.districts', first])).rejects.toMatchObject({ code: 'standards.unreadable' });
    expect((await run(['import', 'city.districts', first], { title: '区' })).result).toMatchObject({
      version: 1,
      codes: 2,
    });
    expect((await run(['import', 'city.districts', first])).result).toMatchObject({ version: 1 });
    const second =
      '\ufeffcode,zh,en,from,to\r\n440306,宝安区,Bao’an,,\r\n440309,龙华区,Longhua,2017-01-07,\r\n440321,"宝安,旧",,,1993-01-01\r\n';
    const { result } = await run(['import', 'city.districts', file(second)]);
    expect(result).toMatchObject({
      version: 2,
      title: { zh: '区', en: '区' },
      changed: 3,
      changes: [
        { change: 'title', code: '440306', before: { title: { en: 'Baoan' } } },
        { change: 'period', code: '440309', from: '2017-01-07', before: { from: '2016-10-11' } },
        { change: 'added', code: '440321', title: { zh: '宝安,旧' } },
      ],
    });
    await run(['import', 'city.districts', file('code,zh\n440306,宝安区\n')]);

    const shown = async (options: Record<string, string>) =>
      ((await run(['show', 'city.districts'], options)).result['codes'] as { code: string }[]).map(({ code }) => code);
    expect(await shown({})).toEqual(['440306']);
    expect(await shown({ of: '2' })).toEqual(['440306', '440309', '440321']);
    expect(await shown({ of: '2', on: '1993-01-01' })).toEqual(['440306', '440321']);
    expect(await shown({ of: '2', on: '1993-01-02' })).toEqual(['440306']);
    expect(await shown({ of: '2', on: '2017-01-07' })).toEqual(['440306', '440309']);
    const { result: history, lines } = await run(['history', 'city.districts']);
    expect(history).toMatchObject({ items: [{ version: 3, changed: 3 }, { version: 2 }, { version: 1, changed: 0 }] });
    expect(lines[1]).toMatch(/^3 .* ~440306 −440309 −440321$/);
    expect((await run(['export', 'city.districts'], { of: '1' })).result['csv']).toBe(
      'code,zh,en,from,to\r\n440306,宝安区,Baoan,,\r\n440309,龙华区,Longhua,2016-10-11,\r\n',
    );
  });

  it('tells what it cannot read', async () => {
    for (const [content, said] of [
      ['code,zh,from\nA,甲,2026-02-30\n', '2026-02-30'],
      ['code,zh,from,to\nA,甲,2026-02-01,2026-01-01\n', 'A'],
      ['code,zh\nA,甲\nA,乙\n', 'A'],
      ['code,zh\n', 'codes'],
      [Buffer.from([0xb4, 0xfa, 0xc2, 0xeb]), 'UTF-8'],
    ] as const) {
      const wrong = run(['import', 'city.wrong', file(content as string)], { title: '错' });
      await expect(wrong).rejects.toMatchObject({ code: 'standards.unreadable' });
      await expect(wrong).rejects.toThrow(said);
    }
    await expect(run(['show', 'gb.sex'], { on: '2026-13-01' })).rejects.toMatchObject({ code: 'standards.unreadable' });
    await expect(run(['show', 'gb.sex'], { of: '7' })).rejects.toMatchObject({ code: 'kernel.not-found' });
    await expect(run(['show', 'city.none'])).rejects.toMatchObject({ code: 'kernel.not-found' });
    await expect(standards.codeList('city.wrong')).rejects.toMatchObject({ code: 'kernel.not-found' });
    expect(await standards.codeListUses('gb.sex')).toEqual({ versions: [], standards: [] });
    expect((await run(['list'])).result['items']).toEqual(
      expect.arrayContaining([{ id: 'gb.sex', title: expect.anything(), codes: 4 }]),
    );
  });
});
