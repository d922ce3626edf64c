import type { CodeList, Field } from './schema.ts';
import { halfWidth } from './types/kind.ts';

/**
 * Offers the choice that a text outside a field's `enum` or code list may mean: the same without blanks and full-width
 * letters, the code of a title, or the only choice that begins alike (`南山` for `南山区`). Null without choices.
 */
export function choiceMend(field: Field, codeLists: readonly CodeList[]): ((raw: string) => string | null) | null {
  const codes = codeLists.find(({ id }) => id === field.codeList)?.codes ?? [];
  const choices = field.enum?.map(String) ?? codes.map(({ code }) => code);
  if (choices.length === 0) return null;
  const known = new Set(choices);
  const byTitle = new Map(
    codes
      .filter(({ code }) => known.has(code))
      .flatMap(({ code, title }) => [title.zh, title.en].map((text): [string, string] => [text.toLowerCase(), code])),
  );
  return (raw) => {
    if (known.has(raw)) return null;
    const text = halfWidth(raw).replace(/\s+/g, ' ');
    if (known.has(text)) return text;
    const titled = byTitle.get(text.toLowerCase());
    if (titled !== undefined) return titled;
    if ([...text].length < 2) return null;
    const alike = choices.filter((choice) => choice.startsWith(text) || (choice.length > 1 && text.startsWith(choice)));
    return alike.length === 1 ? alike[0]! : null;
  };
}
