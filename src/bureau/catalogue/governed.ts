import { AppError, type Principal } from '../../kernel/index.ts';
import type { Snapshot } from '../../lake/index.ts';
import type { GovernedView } from '../access/index.ts';
import type { Field } from '../standards/schema.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { toResource } from './entry-shape.ts';
import { catalogueErrors } from './errors.ts';
import type { DatasetRow } from './tables.ts';
import type { GovernedColumn } from './typed-value.ts';

/** One version of a dataset as one reader may see it: everything that reads data starts from here. */
export interface GovernedDataset {
  row: DatasetRow;
  snapshot: Snapshot;
  view: GovernedView;
  /** The columns that the reader gets, in the standard's order, with the types of the table. */
  columns: (GovernedColumn & { masked: boolean; field: Field | null })[];
  /** Names of the columns whose raw values the reader gets. */
  open: Set<string>;
}

const tenMinutes = 600_000;

/** Opens a version (the newest by default) for a reader; throws what `access.view` throws. */
export function createOpenDataset(needs: CatalogueNeeds, row: (id: string) => Promise<DatasetRow>) {
  const recent = new Map<string, number>();

  /** Raw personal data is read: recorded once for a reader and version in ten minutes, not for each page. */
  async function told(principal: Principal, id: string, version: number): Promise<void> {
    const key = `${principal.id} ${id} ${version}`;
    const now = needs.clock.now().getTime();
    if (now - (recent.get(key) ?? Number.NEGATIVE_INFINITY) < tenMinutes) return;
    await needs.audit.record({
      principal,
      action: 'catalogue.read-personal',
      target: `dataset:${id}`,
      outcome: 'done',
      details: { version },
    });
    recent.delete(key);
    if (recent.size >= 10_000) recent.delete(recent.keys().next().value!);
    recent.set(key, now);
  }

  return async function openDataset(
    principal: Principal,
    id: string,
    options: {
      version?: number;
      logVersion?: number;
      purpose?: string;
      action?: 'dataset:read' | 'dataset:export';
    } = {},
  ): Promise<GovernedDataset> {
    const entry = await row(id);
    const resource = toResource(entry);
    needs.access.require(principal, options.action ?? 'dataset:read', resource);
    if (entry.version === null)
      throw new AppError(catalogueErrors.versionMissing, { id, version: options.version ?? '–' });
    const { logVersion } = options;
    const snapshot = await needs.lake
      .table(id)
      .snapshot(logVersion === undefined ? { version: options.version ?? Number(entry.version) } : { logVersion });
    const stored = new Map(snapshot.columns.map((column) => [column.name, column.type]));
    // An older version may lack fields that the standard has now: the reader's view is of those that are there.
    const view = needs.access.view(
      principal,
      { ...resource, fields: resource.fields.filter((field) => stored.has(field.name)) },
      { purpose: options.purpose },
    );
    if (view.obligations.includes('audit')) await told(principal, id, snapshot.version);
    const fields = new Map(entry.fields.map((field) => [field.name, field]));
    const columns = view.fields
      .filter((field) => field.access !== 'withheld')
      .map((field) => ({
        name: field.name,
        type: stored.get(field.name)!,
        masked: field.access === 'masked',
        field: fields.get(field.name) ?? null,
      }));
    return {
      row: entry,
      snapshot,
      view,
      columns,
      open: new Set(columns.filter((column) => !column.masked).map((column) => column.name)),
    };
  };
}

export type OpenDataset = ReturnType<typeof createOpenDataset>;

/** The error for a field that is not there or not for this reader: the two look the same. */
export function fieldUnknown(dataset: GovernedDataset, field: string): AppError {
  return new AppError(catalogueErrors.fieldUnknown, {
    id: dataset.row.id,
    field: field.slice(0, 64),
    fields: dataset.columns.map((column) => column.name).join(', '),
  });
}
