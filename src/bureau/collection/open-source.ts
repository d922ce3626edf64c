import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Principal } from '../../kernel/index.ts';
import type { CatalogueResource } from '../catalogue/index.ts';
import type { Standard } from '../standards/index.ts';
import type { CollectionParts } from './dependencies.ts';
import { openTable } from './reading/open.ts';
import type { Part } from './reading/parts.ts';
import type { StoredSource } from './reading/source-store.ts';
import type { TextTable } from './reading/text-table.ts';
import type { Runs } from './runs.ts';
import type { Reading } from './schema.ts';

/** A source to be looked at: one that is sent now, or one that is stored already. */
export interface SourceOptions {
  principal: Principal;
  upload?: { name: string; stream: Readable | AsyncIterable<Buffer> };
  source?: { sha256: string; name?: string };
  reading?: Partial<Reading>;
  signal?: AbortSignal;
}

export interface OpenedSource {
  table: TextTable;
  stored: StoredSource;
  name: string;
  standard: Standard | undefined;
}

/** Opens sources as tables for those who look at them before anything is collected. The caller has asked for permission. */
export function createOpenSource(parts: CollectionParts, runs: Runs) {
  return async function openSource<Result>(
    options: SourceOptions,
    resource: CatalogueResource | null,
    work: (opened: OpenedSource) => Promise<Result>,
  ): Promise<Result> {
    const { principal, signal } = options;
    const stored = options.upload
      ? await runs.storeUpload({ ...options, dataset: resource?.id ?? '' })
      : await runs.findSource(principal, options.source?.sha256 ?? '');
    if (options.upload) await parts.sources.remember(stored.sha256, principal.id);
    else {
      // Its rows are looked at, and the reader need not be who sent it.
      await parts.audit.record({
        principal,
        action: 'collection.source-inspected',
        target: resource ? `dataset:${resource.id}` : 'inspection',
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
        return await work({ table, stored, name, standard });
      } finally {
        await table.close();
      }
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
}

export type OpenSource = ReturnType<typeof createOpenSource>;

async function* partsOf(source: StoredSource): AsyncGenerator<Part> {
  yield* source.parts;
}
