import type { CollectionParts } from './dependencies.ts';
import type { OpenSource, SourceOptions } from './open-source.ts';
import type { Inspection } from './schema.ts';

export interface InspectOptions extends SourceOptions {
  /** Dataset whose standard tells the columns. */
  dataset?: string;
}

/** So many cells of the first rows are shown. */
const shownCells = 20_000;

/** Looks at a file before it is collected: how it would be read, its columns and first rows, and what is odd about it. */
export function createInspect(parts: CollectionParts, openSource: OpenSource) {
  return async function inspect(options: InspectOptions): Promise<Inspection> {
    const { principal } = options;
    const resource = options.dataset ? await parts.catalogue.resource(options.dataset) : null;
    if (resource) parts.access.require(principal, 'dataset:collect', resource);
    else parts.access.require(principal, 'standard:propose', { id: 'inspection', owner: principal.organisation });
    return openSource(options, resource, async ({ table, stored, standard }) => {
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
          .slice(0, Math.max(100, Math.floor(shownCells / Math.max(1, table.columns.length))))
          .map((row) => row.map((cell) => cell?.slice(0, 500) ?? null)),
        findings: table.findings,
      };
    });
  };
}
