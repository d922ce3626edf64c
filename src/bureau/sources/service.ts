import { AppError } from '../../kernel/index.ts';
import { connectors as allConnectors } from './connectors/index.ts';
import { createDeclared } from './declared.ts';
import type { SourcesNeeds, SourcesParts } from './dependencies.ts';
import { sourcesErrors } from './errors.ts';
import { createGuardedNetwork } from './network/guarded-network.ts';
import { createHosts } from './network/hosts.ts';
import { createProbe } from './probe.ts';
import { createSourcesRepository } from './repository.ts';
import { createAsk } from './rounds/ask.ts';
import { createRefusedFiles } from './rounds/refused-files.ts';
import { createRounds } from './rounds/rounds.ts';
import { createRunRound } from './rounds/run-round.ts';
import { openSecretKey } from './secrets/key.ts';
import { createSecrets } from './secrets/secrets.ts';

/** Standing collections: sources are declared once, and asked again and again for what is new. */
export function createSources(needs: SourcesNeeds) {
  const parts = sourcesParts(needs);
  const secrets = createSecrets(parts);
  const files = createRefusedFiles(parts);
  const { run, runInTurn } = createRunRound(parts, secrets, files);
  const ask = createAsk(parts);
  return {
    ...createDeclared(parts, secrets),
    ...createProbe(parts, secrets),
    secrets: { set: secrets.set, remove: secrets.remove },
    hosts: createHosts(parts),
    /** Where this server may connect to on behalf of people; for other ways in too. */
    network: parts.network,
    files: { list: files.list, retry: files.retry, leaveOut: files.leaveOut },
    rounds: createRounds(parts, ask, run),
    /** Ungoverned, for the schedule: enters a round and its job. */
    ask,
    /** Ungoverned, for the job: runs a round that is not finished, now or in its turn. */
    execute: runInTurn,
    /** The connectors that a source may name. */
    connectors: parts.connectors.map(({ type, title, about, settings, secrets, secretsWith = {} }) => ({
      type,
      title,
      about,
      settings,
      secrets,
      secretsWith,
    })),
  };
}

export type Sources = ReturnType<typeof createSources>;

function sourcesParts(needs: SourcesNeeds): SourcesParts {
  const repository = createSourcesRepository(needs.database);
  const connectors = needs.connectors ?? allConnectors;
  const network = createGuardedNetwork({
    allowed: async (host, port) =>
      (await repository.hosts()).some((allowed) => allowed.host === host && [0, port].includes(allowed.port)),
  });
  return {
    ...needs,
    repository,
    connectors,
    network,
    key: openSecretKey(needs.config.dataFolder, needs.config.secretKey),
    connector(type) {
      const found = connectors.find((connector) => connector.type === type);
      if (!found) throw new AppError(sourcesErrors.connectorMissing, { type });
      return found;
    },
    async require(principal, id, action) {
      const row = await repository.source(id);
      const missing = () => new AppError(sourcesErrors.notFound, { source: id });
      if (!row || !needs.access.decide(principal, 'source:read', row).allowed) throw missing();
      needs.access.require(principal, action, row);
      return row;
    },
  };
}
