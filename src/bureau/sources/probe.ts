import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, newId, type Principal, type Text } from '../../kernel/index.ts';
import type { Probe, PullContext } from './connectors/connector.ts';
import { connectorFindings } from './declaration.ts';
import type { SourcesParts } from './dependencies.ts';
import { sourcesErrors } from './errors.ts';
import { toldError } from './rounds/outcome.ts';
import type { Declaration } from './schema.ts';
import { placeOf } from './secrets/place.ts';
import type { Secrets } from './secrets/secrets.ts';

const longest = 60_000;

/** What a look at a connector needs that is not declared yet. */
export interface ProbeRequest {
  connector: Declaration['connector'];
  secrets?: Record<string, string>;
  /** The source that is being changed: its secrets serve where none are given. */
  source?: string;
}

/** Looks at sources as they are declared, or are about to be, and stores nothing. */
export function createProbe(parts: SourcesParts, secrets: Secrets) {
  async function look(
    { type, ...settings }: Declaration['connector'],
    { secret, redact }: ReturnType<Secrets['opener']>,
    told: { folder: string; title: Text; signal?: AbortSignal | undefined },
  ): Promise<Probe> {
    const home = path.join(parts.config.dataFolder, 'standing', told.folder);
    const scratch = path.join(home, newId('probe', parts.clock.now()));
    const kept = path.join(home, 'kept');
    const limit = AbortSignal.timeout(longest);
    await Promise.all([mkdir(scratch, { recursive: true }), mkdir(kept, { recursive: true })]);
    const context: PullContext = {
      state: null,
      secret,
      network: parts.network,
      scratch,
      kept,
      clock: parts.clock,
      log: parts.log.child({ source: told.folder }),
      tell: () => {},
      signal: told.signal ? AbortSignal.any([told.signal, limit]) : limit,
      progress: () => {},
    };
    try {
      return await parts.connector(type).probe(settings, context);
    } catch (cause) {
      throw toldError(cause, { place: told.title, redact });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }

  return {
    /** A source that is kept. */
    async probe(principal: Principal, id: string, signal?: AbortSignal): Promise<Probe> {
      const { declaration } = await parts.require(principal, id, 'source:edit');
      const told = { folder: id, title: declaration.title, signal };
      return look(declaration.connector, secrets.opener(id), told);
    },

    /** A connector as it is being written; the secrets that are given are used once and not kept. */
    async probeDraft(principal: Principal, asked: ProbeRequest, signal?: AbortSignal): Promise<Probe> {
      parts.access.require(principal, 'source:edit', { id: 'new', owner: principal.organisation });
      const known = asked.source ? await parts.require(principal, asked.source, 'source:edit') : null;
      const findings = connectorFindings(asked.connector, parts.connectors);
      const [first] = findings;
      if (first)
        throw new AppError(sourcesErrors.declarationWrong, { count: findings.length, first: first.message, findings });
      const { title } = parts.connector(asked.connector.type);
      // Secrets that were set for another place are not told to this one.
      const same = known && placeOf(known.declaration.connector) === placeOf(asked.connector) ? known.id : null;
      return look(asked.connector, secrets.opener(same, asked.secrets), { folder: 'drafts', title, signal });
    },
  };
}
