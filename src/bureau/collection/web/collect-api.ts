import { call } from '../../../web/client/call.ts';
import { type UploadProgress, upload } from '../../../web/client/upload.ts';
import type { Proposal } from '../../standards/schema.ts';
import type { CollectionMode, Inspection, Reading, Run } from '../schema.ts';

/** Sends a file to be kept and looked at. */
export function inspectFile(
  file: File,
  options: {
    dataset?: string;
    reading?: Partial<Reading>;
    signal?: AbortSignal;
    onProgress?(progress: UploadProgress): void;
  } = {},
): Promise<Inspection> {
  const { dataset, reading, ...rest } = options;
  const query = { ...(dataset ? { dataset } : {}), ...(reading ? { reading: JSON.stringify(reading) } : {}) };
  return upload<Inspection>('/inspections', file, { ...rest, query });
}

/** Looks at a file that was sent before, under a corrected reading or another dataset's standard. */
export function inspectSource(
  sha256: string,
  body: { name: string; reading?: Partial<Reading>; dataset?: string },
  signal?: AbortSignal,
): Promise<Inspection> {
  return call<Inspection>('POST', `/inspections/${sha256}`, { body, ...(signal ? { signal } : {}) });
}

/** Starts a run over a file that was sent before. */
export function startRun(
  dataset: string,
  source: { sha256: string; name: string },
  options: { mode?: CollectionMode; reading?: Partial<Reading> },
): Promise<Run> {
  return call<Run>('POST', `/datasets/${encodeURIComponent(dataset)}/runs/from-source`, {
    body: { source: source.sha256, name: source.name, ...options },
  });
}

/** Has a standard drafted from all rows of a file that was sent before. */
export function proposeFrom({ source, reading }: Inspection, id: string): Promise<Proposal> {
  const title = source.name.replace(/(\.[a-z0-9]+)+$/i, '').slice(0, 200);
  return call<Proposal>('POST', `/inspections/${source.sha256}/proposal`, {
    body: { id, name: source.name, reading, ...(title ? { title } : {}) },
  });
}
