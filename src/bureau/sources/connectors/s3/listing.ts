import { SaxesParser } from 'saxes';

export interface Listing {
  objects: { key: string; bytes: number; modified: Date; tag: string }[];
  /** Where the next page begins; null at the end. */
  next: string | null;
}

/** Reads a page of ListObjectsV2 with keys encoded as in a URL; null when it is no such page. */
export function readListing(xml: string): Listing | null {
  const listing: Listing = { objects: [], next: null };
  const path: string[] = [];
  let text = '';
  let entry: Record<string, string> = {};
  let truncated = false;
  let token = '';
  let right = false;
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw new Error('doctype');
  });
  parser.on('opentag', ({ name }) => {
    path.push(name);
    text = '';
    if (path.length === 1) right = name === 'ListBucketResult';
    if (name === 'Contents' && path.length === 2) entry = {};
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', ({ name }) => {
    path.pop();
    if (path.length === 2 && path[1] === 'Contents') entry[name] = text;
    if (path.length === 1 && name === 'Contents') listing.objects.push(toObject(entry));
    if (path.length === 1 && name === 'IsTruncated') truncated = text.trim() === 'true';
    if (path.length === 1 && name === 'NextContinuationToken') token = text;
  });
  try {
    parser.write(xml).close();
  } catch {
    return null;
  }
  if (!right) return null;
  if (truncated && token === '') return null;
  listing.next = truncated ? token : null;
  return listing.objects.every(({ bytes, modified }) => bytes >= 0 && !Number.isNaN(modified.getTime()))
    ? listing
    : null;
}

/** The code of an error page, as `NoSuchBucket`; null when it tells none. */
export function readErrorCode(xml: string): string | null {
  return /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(xml)?.[1] ?? null;
}

function toObject(entry: Record<string, string>): Listing['objects'][number] {
  return {
    key: decodeURIComponent((entry['Key'] ?? '').replaceAll('+', ' ')),
    bytes: /^\d+$/.test(entry['Size'] ?? '') ? Number(entry['Size']) : -1,
    modified: new Date(entry['LastModified'] ?? ''),
    tag: entry['ETag'] ?? '',
  };
}
