import type { Finding, Text } from '../../../kernel/index.ts';

/** Something that the other form has no word for: told, with the property's name in that form or in ours. */
export function lost(field: string | null, property: string, message: Text): Finding {
  return {
    row: null,
    field,
    rule: 'lost',
    value: property,
    message: { zh: `“${property}”：${message.zh}`, en: `“${property}”: ${message.en}` },
  };
}

/** A document made from a standard, with what other readers of it will not see. */
export interface Exported {
  document: Record<string, unknown>;
  findings: Finding[];
}

/** Content of a standard that was read from another form; not checked yet, so that problems are told together. */
export interface Imported {
  content: Record<string, unknown> | null;
  findings: Finding[];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only the entries that are set. */
export function present(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** The pattern of a kind with a check of its own, for forms that know patterns alone. */
export const kindPatterns: Record<string, string> = {
  'citizen-id': '[1-9][0-9]{16}[0-9Xx]',
  'credit-code': '[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}',
  region: '[1-8][0-9]{5}',
};
