/** A message in the two languages of the product; Chinese is what users see first. */
export interface Text {
  zh: string;
  en: string;
}

export type Language = keyof Text;

/** Chooses the language from an `Accept-Language` header or a stored preference; Chinese when nothing better is said. */
export function chooseLanguage(preference: string | undefined): Language {
  for (const part of (preference ?? '').split(',')) {
    const tag = part.trim().toLowerCase();
    if (tag.startsWith('zh')) return 'zh';
    if (tag.startsWith('en')) return 'en';
  }
  return 'zh';
}

/** Fills `{name}` placeholders of both languages from one set of values. */
export function fillText(template: Text, values: Record<string, unknown>): Text {
  const fill = (line: string) =>
    line.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  return { zh: fill(template.zh), en: fill(template.en) };
}
