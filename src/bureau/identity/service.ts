import type { Text } from '../../kernel/index.ts';
import { type Authentication, type Credentials, createAuthenticator } from './authentication.ts';
import type { IdentityDependencies } from './dependencies.ts';
import { createOrganisations, type Organisations } from './organisations.ts';
import { createPeople, type People } from './people.ts';
import { identityTablesOf } from './repository.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** Who people are, which organisation they belong to, and how they prove it. */
export interface Identity {
  /** Who asks; throws `identity.bad-token`, or `identity.cross-site` for a change without the CSRF token. */
  authenticate(credentials: Credentials): Promise<Authentication>;
  signIn: Sessions['signIn'];
  signOut: Sessions['signOut'];
  sessions: Sessions;
  people: People;
  organisations: Organisations;
  tokens: Tokens;
  /** How to make the first administrator, for the server to print; null when there are people. */
  firstSteps(): Promise<Text | null>;
  /** Whether the cookie may travel over https alone. */
  secureCookie: boolean;
}

export function createIdentity(dependencies: IdentityDependencies): Identity {
  const kysely = identityTablesOf(dependencies.database);
  const authenticator = createAuthenticator(kysely, dependencies.clock, dependencies.config);
  const sessions = createSessions(dependencies, kysely, authenticator);
  const people = createPeople(dependencies, kysely, authenticator);
  return {
    authenticate: authenticator.authenticate,
    signIn: sessions.signIn,
    signOut: sessions.signOut,
    sessions,
    people,
    organisations: createOrganisations(dependencies, kysely),
    tokens: createTokens(dependencies, kysely, authenticator),
    async firstSteps() {
      if ((await people.count()) > 0) return null;
      const command = 'npx lingnan people add --email you@example.org --name "…" --role administrator';
      return {
        zh: `还没有任何账号。请运行以下命令创建第一位系统管理员：${command}`,
        en: `There are no accounts yet. Make the first administrator with: ${command}`,
      };
    },
    secureCookie: dependencies.config.publicUrl.startsWith('https:'),
  };
}
