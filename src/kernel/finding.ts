import type { Text } from './text.ts';

/** Bad data, told: where it stands, which rule it breaks, and how a person mends it. Never an exception. */
export interface Finding {
  /** Line of the source as a person counts it (the header is 1); null when the whole file is meant. */
  row: number | null;
  /** Field of the standard; null when the whole row or file is meant. */
  field: string | null;
  /** Rule name of the standard: `type`, `required`, `unique`, `enum`, `min`, `check-digit`, ... */
  rule: string;
  /** The offending text as it stood in the source, cut to 200 characters. */
  value: string | null;
  message: Text;
}
