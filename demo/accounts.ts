import { randomInt } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Identity } from '../src/bureau/identity/index.ts';
import {
  AppError,
  type Config,
  kernelErrors,
  type Principal,
  type Role,
  systemPrincipal,
} from '../src/kernel/index.ts';
import { creditCode, departments } from './city.ts';

/** Someone one can sign in as. Passwords and tokens are made for each data folder; none stands in the source. */
export interface DemoAccount {
  email: string;
  password: string;
  role: Role;
  organisation: string;
  token: string;
}

interface DemoPerson {
  email: string;
  name: string;
  role: Role;
  organisation: string;
}

/** One of each role at the data bureau, and a steward at each department. */
const people: DemoPerson[] = [
  { email: 'steward@pengcheng.example', name: '周数据', role: 'steward', organisation: 'pengcheng-data' },
  { email: 'analyst@pengcheng.example', name: '林分析', role: 'analyst', organisation: 'pengcheng-data' },
  { email: 'officer@pengcheng.example', name: '郑主管', role: 'officer', organisation: 'pengcheng-data' },
  { email: 'auditor@pengcheng.example', name: '许审计', role: 'auditor', organisation: 'pengcheng-data' },
  { email: 'admin@pengcheng.example', name: '管理员', role: 'administrator', organisation: 'pengcheng-data' },
  ...departments.slice(1).map(
    ({ id, name }): DemoPerson => ({
      email: `${id.replace('pengcheng-', '')}@pengcheng.example`,
      name: `${name.zh.replace('鹏城市', '')}数据员`,
      role: 'steward',
      organisation: id,
    }),
  ),
];

const self = systemPrincipal('demo');
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password that can be read out and typed: three groups of four of 31 characters, about 59 bits. */
function readablePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return `${group()}-${group()}-${group()}`;
}

const accountsFile = (config: Pick<Config, 'dataFolder'>) => path.join(config.dataFolder, 'demo-accounts.json');

/** The demo accounts of a data folder; empty where there is no demo city. */
export async function readAccounts(config: Pick<Config, 'dataFolder'>): Promise<DemoAccount[]> {
  try {
    return JSON.parse(await readFile(accountsFile(config), 'utf8')) as DemoAccount[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Makes the organisations; those that are there stay. */
export async function makeOrganisations(identity: Identity): Promise<void> {
  const known = new Set((await identity.organisations.list()).map(({ id }) => id));
  for (const { id, name, number } of departments) {
    if (known.has(id)) continue;
    await identity.organisations.create(self, {
      id,
      name,
      creditCode: creditCode(number),
      ...(id === 'pengcheng-data' ? {} : { parent: 'pengcheng-data' }),
    });
  }
}

/** Makes the people with passwords and tokens and writes them down for `demo accounts`; those that are there stay. */
export async function makeAccounts(identity: Identity, config: Pick<Config, 'dataFolder'>): Promise<DemoAccount[]> {
  const accounts = await readAccounts(config);
  for (const { email, name, role, organisation } of people) {
    if (accounts.some((account) => account.email === email)) continue;
    const password = readablePassword();
    const known = await identity.people.findByEmail(email);
    const person =
      known ?? (await identity.people.create(self, { email, name, password, organisation, roles: [role] })).person;
    // A kill between making the person and writing the password down: nobody knows it, so it is set anew.
    if (known) await identity.people.resetPassword(self, known.id, password);
    const { secret } = await identity.tokens.create(
      self,
      { name: 'demo', scopes: ['*'], days: 366 },
      { person: person.id },
    );
    accounts.push({ email, password, role, organisation, token: secret });
    await writeFile(accountsFile(config), `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
  }
  if (accounts.length > 0) await chmod(accountsFile(config), 0o600);
  return accounts;
}

/** The steward of an organisation, in whose name its files are brought in. */
export async function stewardOf(identity: Identity, organisation: string): Promise<Principal> {
  const steward = people.find((person) => person.organisation === organisation && person.role === 'steward')!;
  const person = await identity.people.findByEmail(steward.email);
  if (!person) throw new AppError(kernelErrors.notFound, { what: steward.email });
  return { kind: 'person', id: person.id, organisation, roles: ['steward'], scopes: null };
}
