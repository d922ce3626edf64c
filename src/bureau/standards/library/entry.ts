import type { Text } from '../../../kernel/index.ts';
import type { Field, Standard } from '../schema.ts';

/** Sectors of the library. */
export type LibrarySector = 'transit' | 'health' | 'government' | 'safety' | 'utilities' | 'environment';

/** A ready standard, to be taken as it is or changed first. */
export interface LibraryEntry {
  sector: LibrarySector;
  /** The public specification that the fields follow; null where the city's own practice is meant. */
  source: Text | null;
  standard: Standard;
}

type More = Partial<Omit<Field, 'name' | 'title' | 'type'>>;

/** A field in one line: name, both titles, type, and what more it must hold. */
export function field(name: string, [zh, en]: [string, string], type: Field['type'], more: More = {}): Field {
  return { name, title: { zh, en }, type, ...more };
}

/** Must not be empty. */
export const must: More = { required: true };
