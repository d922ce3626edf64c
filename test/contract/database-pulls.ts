import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { operator, type TestCollection } from '../../src/bureau/collection/testing.ts';
import type { Connector, ConnectorState, Pull, PullContext } from '../../src/bureau/sources/connectors/connector.ts';
import { type Finding, silentLog } from '../../src/kernel/index.ts';

/** A source as a runner would hold it: what it remembers, its folder, and what it has told. */
export interface PullTest {
  state: ConnectorState | null;
  told: Finding[];
  now: Date;
  context(more?: Partial<PullContext>): PullContext;
}

/** A source that reaches servers of this machine with this password. */
export async function openPullTest(folder: string, password: string): Promise<PullTest> {
  const kept = path.join(folder, 'kept');
  await mkdir(kept, { recursive: true });
  const test: PullTest = {
    state: null,
    told: [],
    now: new Date('2026-11-24T00:00:00Z'),
    context: (more = {}) => ({
      state: test.state,
      secret: async () => password,
      network: { resolve: async (host) => ({ address: host === 'localhost' ? '127.0.0.1' : host, family: 4 }) },
      scratch: folder,
      kept,
      clock: { now: () => test.now },
      log: silentLog,
      tell: (finding) => test.told.push(finding),
      signal: new AbortController().signal,
      progress: () => {},
      remember: async (state) => {
        test.state = state;
      },
      ...more,
    }),
  };
  return test;
}

/** The whole text of each pull, with the state kept as after a run that was stored. */
export async function pullTexts(
  test: PullTest,
  connector: Connector,
  settings: object,
  more?: Partial<PullContext>,
): Promise<string[]> {
  test.told = [];
  const texts: string[] = [];
  for await (const pull of connector.pull(settings as never, test.context(more))) {
    texts.push(await textOf(pull));
    test.state = JSON.parse(JSON.stringify(pull.state()));
  }
  return texts;
}

/** Collects each pull into a dataset; the state is kept when its run is done. */
export async function collectPulls(
  test: PullTest,
  {
    connector,
    settings,
    collection,
    dataset,
  }: {
    connector: Connector;
    settings: object;
    collection: TestCollection['collection'];
    dataset: string;
  },
) {
  test.told = [];
  const runs = [];
  for await (const pull of connector.pull(settings as never, test.context())) {
    const { name, stream, reading, mode } = pull;
    const run = await collection.collect({
      principal: operator,
      dataset,
      upload: { name, stream },
      reading,
      ...(mode ? { mode } : {}),
    });
    runs.push(run);
    if (run.status === 'done' || run.status === 'unchanged') test.state = JSON.parse(JSON.stringify(pull.state()));
  }
  return runs;
}

/** The code of the failure that a pull ends with. */
export async function failureOf(work: Promise<unknown>): Promise<{ code: string; details: Record<string, unknown> }> {
  const failure = await work.then(
    () => null,
    (error: unknown) => error,
  );
  return failure as { code: string; details: Record<string, unknown> };
}

async function textOf({ stream }: Pull): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
