import type { Readable } from 'node:stream';
import { type Finding, type Principal, systemPrincipal } from '../../kernel/index.ts';
import type { Collection } from '../collection/index.ts';
import { checkRow, type Standard, type Standards } from '../standards/index.ts';
import type { Sample } from './schema.ts';

/** Samples are looked at by the platform itself: their senders may have no account. */
export const contributionSelf: Principal = systemPrincipal('contribution');

const shownRows = 50;
const shownFindings = 50;

interface Look {
  collection: Pick<Collection, 'inspect' | 'propose'>;
  standards: Pick<Standards, 'compiledDraft'>;
}

/** Reads a sample as collecting would, and judges it by the standard, or has one proposed from it. */
export async function lookAtSample(
  { collection, standards }: Look,
  {
    upload,
    standard,
    id,
    title,
    signal,
  }: {
    upload: { name: string; stream: Readable };
    standard: Standard | null;
    id: string;
    title: string;
    signal: AbortSignal;
  },
): Promise<{ sample: Sample; standard: Standard }> {
  const seen = await collection.inspect({ principal: contributionSelf, upload, signal });
  const base = {
    ...seen.source,
    columns: seen.columns,
    rows: seen.sample.slice(0, shownRows).map((row) => row.map((cell) => cell?.slice(0, 200) ?? null)),
  };
  if (!standard) {
    const source = { sha256: seen.source.sha256, name: upload.name };
    const proposal = await collection.propose({ principal: contributionSelf, source, id, title, signal });
    const { rows: checked, rejected } = proposal;
    return {
      standard: proposal.standard,
      sample: { ...base, checked, rejected, findings: seen.findings.slice(0, shownFindings) },
    };
  }
  const compiled = await standards.compiledDraft(standard);
  const place = columnPlaces(standard, seen.columns);
  const findings: Finding[] = [...seen.findings];
  let rejected = 0;
  for (const [index, row] of seen.sample.entries()) {
    const raw = Object.fromEntries(standard.fields.map(({ name }) => [name, row[place.get(name) ?? -1] ?? null]));
    const found = checkRow(compiled, raw, index + 1).findings;
    if (found.length > 0) rejected++;
    findings.push(...found);
  }
  const sample = { ...base, checked: seen.sample.length, rejected, findings: findings.slice(0, shownFindings) };
  return { standard, sample };
}

/** Where each field stands among the columns, by its name, its titles and its other titles. */
function columnPlaces(standard: Standard, columns: string[]): Map<string, number> {
  const plain = (text: string) => text.trim().toLowerCase();
  const places = new Map<string, number>();
  for (const { name, title, aliases = [] } of standard.fields) {
    const known = [name, title.zh, title.en, ...aliases].map(plain);
    const index = columns.findIndex((column) => known.includes(plain(column)));
    if (index >= 0) places.set(name, index);
  }
  return places;
}
