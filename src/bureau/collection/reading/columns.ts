import type { Finding, Text } from '../../../kernel/index.ts';
import type { Standard } from '../../standards/schema.ts';

/** A title without what does not tell titles apart: width of letters, case, blanks, marks. */
export function titleKey(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200b\ufeff_*＊:：-]+/g, '');
}

/** The same without a unit or a note in brackets at its end: `金额（元）` is `金额`. */
function bareKey(title: string): string {
  return titleKey(title.normalize('NFKC').replace(/[([【][^)\]】]*[)\]】]\s*$/, ''));
}

/** Title keys of a standard's fields: names first, then titles, then aliases. */
export function columnKeys(standard: Standard): Map<string, string> {
  const keys = new Map<string, string>();
  const offer = (title: string, name: string) => {
    const key = titleKey(title);
    if (key !== '' && !keys.has(key)) keys.set(key, name);
  };
  for (const { name } of standard.fields) offer(name, name);
  for (const { name, title } of standard.fields) {
    offer(title.zh, name);
    offer(title.en, name);
  }
  for (const { name, aliases } of standard.fields) for (const alias of aliases ?? []) offer(alias, name);
  return keys;
}

export interface ColumnMatch {
  /** Index of the source column of each field, in the order of the standard; null where there is none. */
  sources: (number | null)[];
  /** Fields that must be there and are not. */
  missing: string[];
  findings: Finding[];
}

/** Finds each field's column by the reading's own words, then by name, title and alias; the order of columns is free. */
export function matchColumns(titles: string[], standard: Standard, chosen: Record<string, string> = {}): ColumnMatch {
  const findings: Finding[] = [];
  const tell = (rule: string, field: string | null, value: string | null, message: Text) =>
    findings.push({ row: null, field, rule, value: value?.slice(0, 200) ?? null, message });
  const keys = columnKeys(standard);
  const names = new Set(standard.fields.map(({ name }) => name));
  const source = new Map<string, number>();
  const unknown: string[] = [];
  const explicit = Object.keys(chosen).length > 0;
  titles.forEach((title, index) => {
    const said = chosen[title];
    if (explicit && said === undefined) return;
    const field = said !== undefined ? said : (keys.get(titleKey(title)) ?? keys.get(bareKey(title)));
    if (field === undefined || !names.has(field)) {
      if (title.trim() !== '') unknown.push(title);
      return;
    }
    const taken = source.get(field);
    if (taken === undefined) {
      source.set(field, index);
      return;
    }
    tell('column-duplicate', field, title, {
      zh: `第 ${taken + 1} 列和第 ${index + 1} 列都是“${title}”，只采用第 ${taken + 1} 列`,
      en: `columns ${taken + 1} and ${index + 1} are both “${title}”; only column ${taken + 1} is taken`,
    });
  });
  for (const title of unknown.slice(0, 50)) {
    tell('column-unknown', null, title, {
      zh: `标准中没有“${title.slice(0, 60)}”列，没有采用`,
      en: `the standard has no column “${title.slice(0, 60)}”; it is not taken`,
    });
  }
  const missing: string[] = [];
  for (const field of standard.fields) {
    if (source.has(field.name)) continue;
    const must = field.required === true || standard.key?.includes(field.name) === true;
    if (must) missing.push(field.name);
    tell('column-missing', field.name, null, {
      zh: `文件中没有“${field.title.zh}”列${must ? '，而该列必须有' : '，该列留空'}`,
      en: `the file has no column “${field.title.en}”${must ? ', which must be there' : '; it stays empty'}`,
    });
  }
  return { sources: standard.fields.map(({ name }) => source.get(name) ?? null), missing, findings };
}
