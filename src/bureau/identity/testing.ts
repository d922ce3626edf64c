import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openTestDatabase } from '../../database/testing.ts';
import { type Role, silentLog, systemPrincipal } from '../../kernel/index.ts';
import { createAccess } from '../access/index.ts';
import { createAudit } from '../audit/index.ts';
import { createIdentity } from './service.ts';

/** The operator, who may do all. */
export const operator = systemPrincipal('test');

/** The slice on a database of its own, with a clock that the test moves. */
export async function openTestIdentity(options: { publicUrl?: string } = {}) {
  const database = await openTestDatabase();
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-identity-'));
  let now = Date.parse('2026-11-24T01:00:00Z');
  const clock = { now: () => new Date(now) };
  const access = createAccess({ clock });
  const audit = createAudit({ database, clock, config: { dataFolder }, log: silentLog });
  const config = { publicUrl: options.publicUrl ?? 'http://127.0.0.1:8080' };
  const open = () => createIdentity({ database, audit, access, clock, config });
  const identity = open();
  let people = 0;
  return {
    identity,
    access,
    audit,
    database,
    /** The same slice in another server process, as far as memory goes. */
    open,
    pass(seconds: number) {
      now += seconds * 1000;
    },
    async person(roles: Role[], organisation: string | null = null) {
      people += 1;
      const email = `person${people}@example.org`;
      const password = `kapok tree ${people} blooms`;
      const { person } = await identity.people.create(operator, {
        name: `某人${people}`,
        email,
        roles,
        organisation,
        password,
      });
      return { ...person, email, password };
    },
    async close() {
      await audit.close();
      await database.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

export type TestIdentity = Awaited<ReturnType<typeof openTestIdentity>>;
