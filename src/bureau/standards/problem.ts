import type { Text } from '../../kernel/index.ts';

/** Something wrong in a standard: where, what, and how to mend it. */
export interface Problem {
  path: (string | number)[];
  rule: 'shape' | 'unknown-key' | 'missing' | 'meaning';
  message: Text;
  value?: unknown;
}
