import type { Static, TSchema } from 'typebox';
import type { Clock, Finding, Logger, Progress, Text } from '../../../kernel/index.ts';
import type { CollectionMode, Reading } from '../../collection/schema.ts';
import type { SecretWith } from '../secrets/schema.ts';

/** What a connector remembers between pulls; JSON that it alone understands. */
export type ConnectorState = Record<string, unknown>;

/** A file of a folder as it is now: another version stands for another content. */
export interface FileVersion {
  path: string;
  version: string;
}

/** A part of the data that a source has to give: it becomes one run. */
export interface Pull {
  /** Name under which its bytes are kept, as `orders-2026-11-24.csv`. */
  name: string;
  stream: AsyncIterable<Buffer>;
  /** How the bytes are to be read; the rest is detected. */
  reading: Partial<Reading>;
  /** How its rows meet the table, where the connector knows better than the source's declaration. */
  mode?: CollectionMode;
  /** What to remember once this pull is stored and its run is done; asked for when the stream has ended. */
  state(): ConnectorState | null;
  /** The file that it is, where the folder can go on without it should its data be refused. */
  file?: FileVersion;
}

/** The network as a connector may use it: no address of this machine or of private nets, unless an officer allows the host. */
export interface GuardedNetwork {
  /** The address to connect to, looked up once so that it cannot change between the look and the use; throws `sources.host-not-allowed`. */
  resolve(host: string, port: number): Promise<{ address: string; family: 4 | 6 }>;
}

export interface PullContext {
  /** What the last pull that was stored remembered; null at first, and after the source was told to begin anew. */
  state: ConnectorState | null;
  /** The range to pull again, for a backfill; absent for the usual pull of what is new. */
  range?: { from: Date; to: Date };
  /** A secret of the source by its name; throws `sources.secret-missing`. */
  secret(name: string): Promise<string>;
  network: GuardedNetwork;
  /** Folder for files of its own, emptied after the pull. */
  scratch: string;
  /** Folder of this source that stays between pulls, for what is too large for the state; the state names the file that counts. */
  kept: string;
  clock: Clock;
  log: Logger;
  /** What the steward should know of the source beside its rows; shown with the run, and it stops nothing. */
  tell(finding: Finding): void;
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Whether this file was refused as it is, and waits for the steward or was left out by them. */
  refused?(file: FileVersion): 'waiting' | 'left-out' | null;
  /** Keeps a state although there was nothing to collect, as when a file was only renamed. */
  remember?(state: ConnectorState): Promise<void>;
}

/** What a look at a source found, for the steward who declares it. */
export interface Probe {
  /** What was reached, in words. */
  found: Text;
  columns: { name: string; type: string }[];
  sample: (string | null)[][];
  /** A standard that the source proposes for its data, as YAML. */
  standard?: string;
}

/** A way to fetch data from elsewhere, declared: what it needs, how it pages, how it resumes. */
export interface Connector<Settings extends TSchema = TSchema> {
  /** As it stands in a source's YAML: `postgresql`. */
  type: string;
  title: Text;
  /** What it needs, in a sentence. */
  about: Text;
  /**
   * Shape of the source's `connector` entry without `type`. Form and command line show each setting's `title`,
   * `description` (both `中文 · English`) and `examples`.
   */
  settings: Settings;
  /** Names of the secrets that it may ask for, with what they are. */
  secrets: Record<string, Text>;
  /** With which settings a secret is asked for; with any where nothing is said of it. */
  secretsWith?: Record<string, SecretWith>;
  /** Reaches the source and looks at a little of it. */
  probe(settings: Static<Settings>, context: PullContext): Promise<Probe>;
  /** What there is to collect, one after the other: the next is begun when the one before is stored. */
  pull(settings: Static<Settings>, context: PullContext): AsyncGenerator<Pull>;
}

export function defineConnector<Settings extends TSchema>(connector: Connector<Settings>): Connector {
  return connector as unknown as Connector;
}
