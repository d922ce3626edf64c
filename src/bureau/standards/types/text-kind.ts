import { type FieldKind, fullMatch, halfWidth, matchesFully } from './kind.ts';

/** A kind whose values are texts of one pattern, kept as they came. */
export function textKind(pattern: string, kind: Pick<FieldKind, 'title' | 'expects'> & Partial<FieldKind>): FieldKind {
  return {
    engineType: () => 'VARCHAR',
    sql: (raw) => `CASE WHEN ${fullMatch(raw, pattern)} THEN ${raw} END`,
    read: (raw) => (matchesFully(raw, pattern) ? raw : null),
    ...kind,
  };
}

/** A mend that is offered when the cleaned text matches. */
export function whenMatches(pattern: string, clean: (text: string) => string): (raw: string) => string | null {
  return (raw) => {
    const text = clean(halfWidth(raw));
    return text !== raw && matchesFully(text, pattern) ? text : null;
  };
}
