import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppError, CommandInput, CommandOutput } from '../../kernel/index.ts';
import { identityCommands } from './commands.ts';
import { openTestIdentity, type TestIdentity } from './testing.ts';

let host: TestIdentity;
beforeAll(async () => {
  host = await openTestIdentity();
});
afterAll(() => host.close());

interface Answer {
  code: number;
  result: Record<string, never>;
  lines: string[];
}

async function run(path: string, options: CommandInput['options'] = {}, given: string[] = []): Promise<Answer> {
  const answer: Answer = { code: -1, result: {}, lines: [] };
  const output: CommandOutput = {
    json: false,
    result: (value) => {
      answer.result = value as Answer['result'];
    },
    line: (text) => {
      answer.lines.push(text);
    },
    table: (head, rows) => {
      answer.lines.push(...[head, ...rows].map((row) => row.join(' | ')));
    },
    progress: () => {},
    signal: new AbortController().signal,
  };
  const command = identityCommands.find((each) => each.path.join(' ') === path)!;
  answer.code = await command.run(host, { arguments: given, options }, output);
  return answer;
}
const refusal = (answer: Promise<unknown>) =>
  answer.then(
    () => 'no error',
    (error: AppError) => error.code,
  );

test('from an empty folder to an administrator with a token, on the command line alone', async () => {
  const organisation = { id: 'transport-bureau', zh: '交通运输局', region: '440300', creditCode: '91350100M000100Y43' };
  expect((await run('organisations add', organisation)).result).toMatchObject({
    organisation: { id: 'transport-bureau', name: { zh: '交通运输局', en: '交通运输局' } },
  });
  const added = await run('people add', {
    email: 'li@example.org',
    name: '李明',
    role: 'administrator,steward',
    organisation: 'transport-bureau',
  });
  const { person, password } = added.result as unknown as { person: { id: string; roles: string[] }; password: string };
  expect(person.roles).toEqual(['steward', 'administrator']);
  expect(added.lines.at(-1)).toContain(password);
  expect(await host.identity.firstSteps()).toBeNull();

  const created = await run('tokens create', {
    person: 'LI@example.org',
    name: 'etl',
    scopes: 'runs:write, datasets:read',
    days: '30',
  });
  const { token, secret } = created.result as unknown as { token: { id: string; scopes: string[] }; secret: string };
  expect(token.scopes).toEqual(['runs:write', 'datasets:read']);
  const ask = () =>
    host.identity.authenticate({
      cookie: undefined,
      authorization: `Bearer ${secret}`,
      csrfToken: undefined,
      method: 'GET',
      address: '10.0.0.1',
    });
  expect((await ask()).principal).toMatchObject({ id: person.id, organisation: 'transport-bureau' });
  expect((await run('tokens list', { person: 'li@example.org' })).lines[1]).toContain('runs:write,datasets:read');
  expect((await run('people list')).lines[1]).toContain('li@example.org | transport-bureau | steward,administrator');
  expect((await run('organisations list')).lines[1]).toContain('91350100M000100Y43');

  expect((await run('tokens revoke', {}, [token.id])).code).toBe(0);
  expect(await refusal(ask())).toBe('identity.bad-token');
  const reset = await run('people password', {}, ['li@example.org']);
  const fresh = (reset.result as unknown as { password: string }).password;
  expect(fresh).not.toBe(password);
  const signIn = (text: string) =>
    host.identity.signIn({ email: 'li@example.org', password: text, address: '10.0.0.1' });
  expect(await refusal(signIn(password))).toBe('identity.wrong-credentials');
  expect((await signIn(fresh)).session.mustChangePassword).toBe(true);
});

test('disabling and enabling by email', async () => {
  await run('people add', {
    email: 'wang@example.org',
    name: '王',
    role: 'steward',
    password: 'harbour lights at dusk',
  });
  expect((await run('people disable', {}, ['wang@example.org'])).lines[0]).toContain('已停用');
  expect((await run('people disable', { undo: true }, ['wang@example.org'])).lines[0]).toContain('已恢复');
  expect(await refusal(run('people disable', {}, ['li@example.org']))).toBe('identity.last-administrator');
});

test('wrong use is told', async () => {
  expect(await refusal(run('people add', { name: '王', role: 'steward' }))).toBe('kernel.invalid-input');
  expect(await refusal(run('people add', { email: 'a@b.c', name: '王', role: 'boss' }))).toBe('identity.invalid-role');
  expect(await refusal(run('people disable', {}, ['nobody@example.org']))).toBe('kernel.not-found');
  const token = (more: object) => run('tokens create', { person: 'wang@example.org', name: 'x', scopes: '*', ...more });
  expect(await refusal(token({ days: '367' }))).toBe('kernel.invalid-input');
  expect(await refusal(token({ days: 'many' }))).toBe('kernel.invalid-input');
  expect(await refusal(token({ days: '1', scopes: 'everything' }))).toBe('kernel.invalid-input');
  expect(await refusal(run('organisations add', { zh: '局', creditCode: '123' }))).toBe('identity.bad-credit-code');
});
