import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../../database/testing.ts';
import { silentLog, systemClock } from '../../kernel/index.ts';
import { createAudit, verifyExport } from './index.ts';

/** A process that records as fast as it can and says which events it was told are kept. */
const recorder = `
  import { openDatabase } from '${path.join(import.meta.dirname, '../../database/index.ts')}';
  import { createAudit } from '${path.join(import.meta.dirname, 'index.ts')}';
  import { silentLog, systemClock, systemPrincipal } from '${path.join(import.meta.dirname, '../../kernel/index.ts')}';
  const [databaseUrl, dataFolder] = process.argv.slice(-2);
  const database = await openDatabase({ databaseUrl, dataFolder }, silentLog);
  const audit = createAudit({ database, clock: systemClock, config: { dataFolder }, log: silentLog });
  let next = 0;
  await Promise.all(Array.from({ length: 8 }, async () => {
    for (;;) {
      const n = process.pid + ':' + next++;
      await audit.record({ principal: systemPrincipal('test'), action: 'test.made', target: 'n:' + n, outcome: 'done' });
      process.stdout.write(n + '\\n');
    }
  }));`;

test('what record() resolved for is in the chain once, also when the process is killed at any instant', async () => {
  const database = await openTestDatabase();
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-audit-killed-'));
  const kept = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', recorder, '--', database.url, dataFolder],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exited = once(child, 'exit');
    let lines = 0;
    // The chainer of the child is at work by then; the kill falls anywhere in its turn.
    const enough = 100 + Math.floor(Math.random() * 400);
    for await (const line of createInterface({ input: child.stdout })) {
      kept.add(`n:${line}`);
      if (++lines === enough) child.kill('SIGKILL');
    }
    await exited;
  }
  const audit = createAudit({ database, clock: systemClock, config: { dataFolder }, log: silentLog });
  await audit.flush();
  const { rows } = await sql<{ target: string; times: number }>`
    select target, count(*) as times from audit_events group by target`.execute(database.kysely);
  const times = new Map(rows.map((row) => [row.target, row.times]));
  for (const target of kept) expect(times.get(target), target).toBe(1);
  for (const [target, count] of times) expect(count, target).toBe(1);
  const file = path.join(dataFolder, 'export.ndjson');
  await audit.exportTo(file);
  expect(await verifyExport(file)).toMatchObject({ ok: true });
  await audit.close();
  await database.close();
  rmSync(dataFolder, { recursive: true, force: true });
}, 120_000);
