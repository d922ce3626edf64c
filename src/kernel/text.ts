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

const joiners: Record<Language, string> = { zh: '、', en: ', ' };

/** Fills `{name}` placeholders of both languages from one set of values; lists are joined, and texts chosen, by the language. */
export function fillText(template: Text, values: Record<string, unknown>): Text {
  const show = (value: unknown, language: Language): string => {
    if (Array.isArray(value)) return value.map((item) => show(item, language)).join(joiners[language]);
    return isText(value) ? value[language] : String(value);
  };
  const fill = (language: Language) =>
    template[language].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? show(values[name], language) : whole));
  return { zh: fill('zh'), en: fill('en') };
}

function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
}
