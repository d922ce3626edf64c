import { AppError, kernelErrors, type Principal } from '../../../kernel/index.ts';
import type { SourcesParts } from '../dependencies.ts';
import { sourcesErrors } from '../errors.ts';
import type { AllowedHost } from '../schema.ts';
import { hostName } from './guarded-network.ts';

const target = { id: 'hosts' };

/** Hosts at private addresses that officers allow to sources. */
export function createHosts(parts: Pick<SourcesParts, 'repository' | 'access' | 'audit' | 'clock'>) {
  const { repository, access, audit, clock } = parts;

  return {
    /** For staff who keep sources or allow hosts, with whether this one may allow any. */
    async list(principal: Principal): Promise<{ items: AllowedHost[]; mayAllow: boolean }> {
      const mayAllow = access.decide(principal, 'host:allow', target).allowed;
      if (!mayAllow) access.require(principal, 'source:read', { id: 'hosts', owner: principal.organisation });
      return { items: await repository.hosts(), mayAllow };
    },

    /** `host` may end in `:port`; without one every port is allowed. */
    async allow(principal: Principal, text: string, reason: string): Promise<void> {
      access.require(principal, 'host:allow', target);
      const { host, port } = parseHost(text);
      const row = { host, port, reason, allowed_by: principal.id, allowed_at: clock.now() };
      await repository.transaction(async (transaction) => {
        await repository.saveHost(row, transaction);
        const details = { host, port, reason };
        await audit.record(
          { principal, action: 'sources.host-allowed', target: `host:${host}`, outcome: 'done', details },
          transaction,
        );
      });
    },

    async revoke(principal: Principal, text: string): Promise<void> {
      access.require(principal, 'host:allow', target);
      const { host, port } = parseHost(text);
      await repository.transaction(async (transaction) => {
        const removed = await repository.removeHost(host, port, transaction);
        if (!removed) throw new AppError(kernelErrors.notFound, { what: `${host}:${port}` });
        await audit.record(
          {
            principal,
            action: 'sources.host-revoked',
            target: `host:${host}`,
            outcome: 'done',
            details: { host, port },
          },
          transaction,
        );
      });
    },
  };
}

function parseHost(text: string): { host: string; port: number } {
  const written = text.trim();
  const split = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(written);
  const host = hostName(split ? split[1]! : written);
  const port = split ? Number(split[2]) : 0;
  if (host === null || port > 65535) throw new AppError(sourcesErrors.hostWrong, { host: written.slice(0, 200) });
  return { host, port };
}
