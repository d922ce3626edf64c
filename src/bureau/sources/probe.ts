import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { newId, type Principal } from '../../kernel/index.ts';
import type { Probe, PullContext } from './connectors/connector.ts';
import type { SourcesParts } from './dependencies.ts';
import { toldError } from './round-outcome.ts';
import type { Secrets } from './secrets/secrets.ts';

const longest = 60_000;

/** Looks at a source as it is declared, and stores nothing. */
export function createProbe(parts: SourcesParts, secrets: Secrets) {
  return async function probe(principal: Principal, id: string, signal?: AbortSignal): Promise<Probe> {
    const source = await parts.require(principal, id, 'source:edit');
    const { type, ...settings } = source.declaration.connector;
    const opener = secrets.opener(id);
    const home = path.join(parts.config.dataFolder, 'standing', id);
    const scratch = path.join(home, newId('probe', parts.clock.now()));
    const kept = path.join(home, 'kept');
    const limit = AbortSignal.timeout(longest);
    await Promise.all([mkdir(scratch, { recursive: true }), mkdir(kept, { recursive: true })]);
    const context: PullContext = {
      state: null,
      secret: opener.secret,
      network: parts.network,
      scratch,
      kept,
      clock: parts.clock,
      log: parts.log.child({ source: id }),
      tell: () => {},
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      progress: () => {},
    };
    try {
      return await parts.connector(type).probe(settings, context);
    } catch (cause) {
      throw toldError(cause, { place: source.declaration.title, redact: opener.redact });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
}
