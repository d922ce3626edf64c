import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppError } from '../../kernel/index.ts';
import { timeLeft } from './attempts.ts';
import { openTestIdentity, operator, type TestIdentity } from './testing.ts';

let host: TestIdentity;
beforeAll(async () => {
  host = await openTestIdentity();
});
afterAll(() => host.close());

const attempt = async (email: string, password: string, address: string, identity = host.identity): Promise<string> => {
  try {
    await identity.signIn({ email, password, address });
    return 'in';
  } catch (error) {
    const { code, details } = error as AppError;
    return code === 'identity.locked' ? `locked ${details['seconds']}` : code;
  }
};
const wrong = 'identity.wrong-credentials';

test('an account locks after five failures, twice as long each time, for a quarter of an hour at most', async () => {
  const person = await host.person(['steward']);
  const fail = () => attempt(person.email, 'wrong', `10.0.1.${Math.random()}`);
  for (let n = 0; n < 5; n++) expect(await fail()).toBe(wrong);
  const spans: string[] = [];
  for (let n = 0; n < 6; n++) {
    const answer = await attempt(person.email, person.password, `10.0.2.${n}`);
    spans.push(answer);
    host.pass(Number(answer.split(' ')[1]));
    expect(await fail()).toBe(wrong);
  }
  expect(spans).toEqual(['locked 60', 'locked 120', 'locked 240', 'locked 480', 'locked 900', 'locked 900']);
  host.pass(900);
  expect(await attempt(person.email, person.password, '10.0.3.1')).toBe('in');
  for (let n = 0; n < 4; n++) expect(await fail()).toBe(wrong);
  expect(await attempt(person.email, person.password, '10.0.3.1')).toBe('in');
});

test('an account that does not exist locks just the same', async () => {
  for (let n = 0; n < 5; n++) expect(await attempt('ghost@example.org', 'wrong', `10.0.4.${n}`)).toBe(wrong);
  expect(await attempt('ghost@example.org', 'wrong', '10.0.4.9')).toBe('locked 60');
});

test('tries side by side, over two servers, do not pass the limit', async () => {
  const person = await host.person(['steward']);
  const other = host.open();
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      attempt(person.email, 'wrong', `10.0.5.${n}`, n % 2 === 0 ? host.identity : other),
    ),
  );
  expect(answers.filter((answer) => answer === wrong)).toHaveLength(5);
  expect(answers.filter((answer) => answer.startsWith('locked'))).toHaveLength(25);
});

test('one address that tries many accounts locks; an IPv6 client counts by its /64', async () => {
  const person = await host.person(['steward']);
  const spray = (n: number) => attempt(`user${n}@example.org`, 'wrong', `2001:db8:1:2::${n.toString(16)}`);
  for (let n = 1; n <= 30; n++) expect(await spray(n)).toBe(wrong);
  expect(await spray(31)).toBe('locked 60');
  expect(await attempt(person.email, person.password, '2001:db8:1:2:ffff::1')).toMatch(/^locked/);
  expect(await attempt(person.email, person.password, '2001:db8:1:3::1')).toBe('in');
});

test('signing in to the own account does not wipe out failures of the address', async () => {
  const own = await host.person(['steward']);
  for (let n = 1; n <= 29; n++) {
    expect(await attempt(`other${n}@example.org`, 'wrong', '10.0.6.1')).toBe(wrong);
    expect(await attempt(own.email, own.password, '10.0.6.1')).toBe('in');
  }
  expect(await attempt('other30@example.org', 'wrong', '10.0.6.1')).toBe(wrong);
  expect(await attempt(own.email, own.password, '10.0.6.1')).toBe('locked 60');
});

test('a reset by the operator ends the lockout', async () => {
  const person = await host.person(['steward']);
  for (let n = 0; n < 5; n++) await attempt(person.email, 'wrong', `10.0.7.${n}`);
  await host.identity.people.resetPassword(operator, person.id, 'harbour lights at dusk');
  expect(await attempt(person.email, 'harbour lights at dusk', '10.0.7.9')).toBe('in');
});

test('the time left is told in words', () => {
  expect([1, 45, 60, 61, 900, 3600].map((seconds) => timeLeft(seconds).zh)).toEqual([
    '1 秒',
    '45 秒',
    '1 分钟',
    '2 分钟',
    '15 分钟',
    '1 小时',
  ]);
  expect(timeLeft(61).en).toBe('2 minutes');
});
