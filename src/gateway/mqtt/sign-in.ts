import { isDeepStrictEqual } from 'node:util';
import type { Identity } from '../../bureau/identity/index.ts';
import type { Publishing, Session } from '../../bureau/streams/index.ts';
import { AppError, type Principal } from '../../kernel/index.ts';

/** Who somebody is that is connected by an API token. */
interface Bearer {
  token: string;
  principal: Principal;
  holds: boolean;
}

/**
 * Signs publishers in: with a stream as user name and one of its passwords, or with `token` and an API token. What a token
 * opened lasts as long as the token, its owner, and what that one may do.
 */
export function createSignIn({
  publishing,
  authenticate,
}: {
  publishing: Publishing;
  authenticate: Identity['authenticate'];
}) {
  /** In memory alone, while its connection lasts. */
  const bearers = new Map<Session, Bearer>();

  async function principalOf(token: string): Promise<Principal | null> {
    const asked = { cookie: undefined, csrfToken: undefined, method: 'POST', address: '' };
    try {
      return (await authenticate({ ...asked, authorization: `Bearer ${token}` })).principal;
    } catch (error) {
      if (error instanceof AppError && error.status < 500) return null;
      throw error;
    }
  }

  return {
    async signIn(clientId: string, username: string, password: string): Promise<Session | null> {
      if (username !== 'token') return publishing.bySecret(clientId, username, password);
      const principal = await principalOf(password);
      if (!principal) return null;
      const bearer = { token: password, principal, holds: true };
      const session = await publishing.byPrincipal(clientId, principal, () => bearer.holds);
      if (session) bearers.set(session, bearer);
      return session;
    },

    signOut(session: Session): void {
      bearers.delete(session);
      publishing.close(session);
    },

    /** Looks at each token again with which somebody is connected. */
    async lookAgain(): Promise<void> {
      const seen = new Map<string, Principal | null>();
      for (const bearer of bearers.values()) {
        const { token, principal } = bearer;
        if (!seen.has(token)) seen.set(token, await principalOf(token));
        bearer.holds = isDeepStrictEqual(seen.get(token), principal);
      }
    },
  };
}
