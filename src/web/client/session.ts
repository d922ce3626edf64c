import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Person, Session } from '../../bureau/identity/schema.ts';
import { forgetDrafts, keepDraftsOf } from '../components/use-draft.ts';
import { type ApiError, call, keepCsrfToken } from './call.ts';

const sessionKey = ['session'];

async function readSession(signal?: AbortSignal): Promise<Session> {
  const session = await call<Session>('GET', '/session', signal ? { signal } : {});
  keepCsrfToken(session.csrfToken);
  if (session.person) keepDraftsOf(session.person.id);
  return session;
}

/** Who is signed in, and the ways in and out. */
export function useSession(): {
  person: Person | null;
  mustChangePassword: boolean;
  loading: boolean;
  error: ApiError | null;
  has(...roles: string[]): boolean;
  signIn(email: string, password: string): Promise<Session>;
  signOut(): Promise<void>;
} {
  const client = useQueryClient();
  const query = useQuery<Session, ApiError>({
    queryKey: sessionKey,
    queryFn: ({ signal }) => readSession(signal),
    staleTime: 60_000,
  });
  const person = query.data?.person ?? null;
  const has = useCallback(
    (...roles: string[]) => person?.roles.some((role) => roles.includes(role as string)) ?? false,
    [person],
  );
  const signIn = useCallback(
    async (email: string, password: string) => {
      const session = await call<Session>('POST', '/session', { body: { email, password } });
      keepCsrfToken(session.csrfToken);
      if (session.person) keepDraftsOf(session.person.id);
      // What a citizen saw is not what this person may see: all that was read before is forgotten.
      client.clear();
      client.setQueryData(sessionKey, session);
      return session;
    },
    [client],
  );
  const signOut = useCallback(async () => {
    await call('DELETE', '/session');
    keepCsrfToken(null);
    forgetDrafts();
    client.clear();
    client.setQueryData(sessionKey, {
      person: null,
      csrfToken: null,
      expiresAt: null,
      mustChangePassword: false,
    } satisfies Session);
  }, [client]);
  return {
    person,
    mustChangePassword: query.data?.mustChangePassword ?? false,
    loading: query.isLoading,
    error: query.error,
    has,
    signIn,
    signOut,
  };
}
