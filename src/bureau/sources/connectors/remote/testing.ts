import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppError, silentLog, systemClock } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import { createGuardedNetwork } from '../../network/guarded-network.ts';
import type { Connector, ConnectorState, Pull, PullContext } from '../connector.ts';

export interface TestContext extends PullContext {
  /** What was told on the way, in Chinese. */
  told: string[];
  close(): Promise<void>;
}

/** A context as the runner gives it: the guarded network with loopback allowed, or not. */
export async function testContext(
  options: Partial<PullContext> & { secrets?: Record<string, string>; loopback?: boolean } = {},
): Promise<TestContext> {
  const { secrets = {}, loopback = true, ...own } = options;
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'lingnan-pull-'));
  const kept = path.join(scratch, 'kept');
  await mkdir(kept);
  const told: string[] = [];
  return {
    state: null,
    async secret(name) {
      if (secrets[name] === undefined) throw new AppError(sourcesErrors.secretMissing, { source: 'test', name });
      return secrets[name];
    },
    network: createGuardedNetwork({ allowed: async () => loopback }),
    scratch,
    kept,
    tell: (finding) => told.push(finding.message.zh),
    clock: systemClock,
    log: silentLog,
    signal: new AbortController().signal,
    progress: () => {},
    told,
    close: () => rm(scratch, { recursive: true, force: true }),
    ...own,
  };
}

export interface Pulled {
  files: { name: string; text: string; pull: Pull }[];
  state: ConnectorState | null;
  problem: AppError | null;
  told: string[];
}

/** Pulls to the end as the runner does: each pull is read whole, then its state is kept; an AppError ends it. */
export async function pullAll(
  connector: Connector,
  settings: Record<string, unknown>,
  options: Parameters<typeof testContext>[0] = {},
): Promise<Pulled> {
  const pulled: Pulled = { files: [], state: options.state ?? null, problem: null, told: [] };
  const context = await testContext({
    remember: async (state) => {
      pulled.state = state;
    },
    ...options,
  });
  try {
    for await (const pull of connector.pull(settings, context)) {
      const chunks: Buffer[] = [];
      for await (const chunk of pull.stream as Readable) chunks.push(chunk as Buffer);
      pulled.files.push({ name: pull.name, text: Buffer.concat(chunks).toString(), pull });
      pulled.state = pull.state();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    pulled.problem = error;
  } finally {
    pulled.told = context.told;
    await context.close();
  }
  return pulled;
}
