import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Principal } from '../../kernel/index.ts';
import type { CollectionParts } from './dependencies.ts';
import { openTable } from './reading/open.ts';
import type { Part } from './reading/parts.ts';
import type { StoredSource } from './reading/source-store.ts';
import type { Runs } from './runs.ts';
import type { Inspection, Reading } from './schema.ts';

export interface InspectOptions {
  principal: Principal;
  upload?: { name: string; stream: Readable | AsyncIterable<Buffer> };
  /** A source that is stored already. */
  source?: { sha256: string; name?: string };
  reading?: Partial<Reading>;
  /** Dataset whose standard tells the columns. */
  dataset?: string;
  signal?: AbortSignal;
}

/** So many cells of the first rows are shown: enough to propose a standard from. */
const sampledCells = 20_000;

/** Looks at a file before it is collected: how it would be read, its columns and first rows, and what is odd about it. */
export function createInspect(parts: CollectionParts, runs: Runs) {
  return async function inspect(options: InspectOptions): Promise<Inspection> {
    const { principal, signal } = options;
    const resource = options.dataset ? await parts.catalogue.resource(options.dataset) : null;
    if (resource) parts.access.require(principal, 'dataset:collect', resource);
    else parts.access.require(principal, 'standard:propose', { id: 'inspection', owner: principal.organisation });
    const stored = options.upload
      ? await runs.storeUpload({ ...options, dataset: options.dataset ?? '' })
      : await runs.findSource(principal, options.source?.sha256 ?? '');
    if (options.upload) await parts.sources.remember(stored.sha256, principal.id);
    else {
      // Its first rows are shown, and the reader need not be who sent it.
      await parts.audit.record({
        principal,
        action: 'collection.source-inspected',
        target: options.dataset ? `dataset:${options.dataset}` : 'inspection',
        outcome: 'done',
        details: { source: stored.sha256 },
      });
    }
    const name = options.upload?.name ?? options.source?.name ?? stored.name;
    const scratch = await parts.sources.scratch('inspection');
    try {
      const standard = resource?.standard
        ? await parts.standards.get(resource.standard.id, resource.standard.version)
        : undefined;
      const table = await openTable(partsOf(stored), {
        name,
        reading: options.reading ?? {},
        scratch,
        engine: parts.lake.engine,
        ...(standard ? { standard } : {}),
        ...(signal ? { signal } : {}),
      });
      try {
        const fields: (string | null)[] = table.columns.map(() => null);
        table.match?.sources.forEach((source, index) => {
          if (source !== null) fields[source] = standard!.fields[index]!.name;
        });
        return {
          source: { name: stored.name, bytes: stored.bytes, sha256: stored.sha256 },
          reading: table.reading,
          choices: table.choices,
          columns: table.columns,
          fields: standard ? fields : [],
          sample: table.sample
            .slice(0, Math.max(100, Math.floor(sampledCells / Math.max(1, table.columns.length))))
            .map((row) => row.map((cell) => cell?.slice(0, 500) ?? null)),
          findings: table.findings,
        };
      } finally {
        await table.close();
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
}

async function* partsOf(source: StoredSource): AsyncGenerator<Part> {
  yield* source.parts;
}
