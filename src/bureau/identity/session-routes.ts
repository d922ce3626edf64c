import Type from 'typebox';
import { AppError, defineRoute, Reply, type Route } from '../../kernel/index.ts';
import { sessionMilliseconds } from './authentication.ts';
import { identityErrors } from './errors.ts';
import { SessionShape } from './schema.ts';
import type { Identity } from './service.ts';
import type { StartedSession } from './sessions.ts';

const cookieName = 'lingnan_session';

/** `GET`, `POST`, `DELETE /session` and `POST /session/password`. */
export function sessionRoutes(identity: Identity): Route[] {
  const started = ({ secret, session }: StartedSession) =>
    new Reply(session, {
      headers: { 'Set-Cookie': cookie(secret, sessionMilliseconds / 1000, identity.secureCookie) },
    });
  return [
    defineRoute({
      method: 'GET',
      path: '/session',
      tag: 'session',
      audience: 'anyone',
      summary: { zh: '查看当前登录状态', en: 'See who is signed in' },
      response: SessionShape,
      async handle({ principal, headers }) {
        const session =
          principal.kind === 'person' ? await identity.sessions.find(readCookie(headers['cookie'])) : null;
        return identity.sessions.describe(principal, session);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/session',
      tag: 'session',
      audience: 'anyone',
      perMinute: 30,
      summary: { zh: '登录', en: 'Sign in' },
      body: Type.Object(
        { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 1000 }) },
        { additionalProperties: false },
      ),
      response: SessionShape,
      async handle({ body, address, headers, requestId }) {
        return started(await identity.signIn({ ...body, address, cookie: readCookie(headers['cookie']), requestId }));
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/session',
      tag: 'session',
      audience: 'anyone',
      summary: { zh: '退出登录', en: 'Sign out' },
      async handle({ principal, headers, requestId }) {
        // Under a token the cookie was not looked at, and neither was its CSRF token.
        if (principal.kind === 'token') throw new AppError(identityErrors.sessionNeeded);
        await identity.signOut(readCookie(headers['cookie']), requestId);
        return new Reply(null, { status: 204, headers: { 'Set-Cookie': cookie('', 0, identity.secureCookie) } });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/session/password',
      tag: 'session',
      audience: 'signed-in',
      perMinute: 10,
      summary: { zh: '修改自己的密码', en: 'Change the own password' },
      body: Type.Object(
        { current: Type.String({ maxLength: 1000 }), password: Type.String({ maxLength: 1000 }) },
        { additionalProperties: false },
      ),
      response: SessionShape,
      async handle({ principal, body, address, requestId }) {
        return started(await identity.sessions.changePassword(principal, { ...body, address, requestId }));
      },
    }),
  ];
}

/** The cookie header's value of the session cookie. */
export function readCookie(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookieName) return value;
  }
  return undefined;
}

function cookie(value: string, seconds: number, secure: boolean): string {
  const age = `Max-Age=${seconds}`;
  return [`${cookieName}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', age, ...(secure ? ['Secure'] : [])].join(
    '; ',
  );
}
