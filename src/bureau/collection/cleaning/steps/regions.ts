import { quoteLiteral } from '../../../../lake/index.ts';
import { guangdongRegions, provinces } from '../../../standards/index.ts';
import { halfWidth, withoutBlanks } from './plain-texts.ts';
import { chain, eachField, lookupSql, replaceAll, type StepKind, type StepOf } from './step.ts';

const levels = { province: 2, prefecture: 4, county: 6 } as const;
const codePattern = '[1-8][0-9]{5}';

/** A region's name without the word for its kind, where something tells it apart then. */
function shortName(name: string): string {
  const short = name.replace(/(壮族|回族|维吾尔)?自治区$|特别行政区$/u, '').replace(/[省市区县]$/u, '');
  return [...short].length >= 2 ? short : name;
}

interface Region {
  code: string;
  names: string[];
}

const allProvinces: Region[] = provinces.map(([code, zh, en]) => ({
  code: `${code}0000`,
  names: [zh, shortName(zh), en.toLowerCase().replaceAll(' ', '')],
}));
const guangdong = allProvinces.find(({ code }) => code === '440000')!;
const inGuangdong: Region[] = guangdongRegions
  .filter(({ code }) => code !== '440000')
  .map(({ code, name }) => ({ code, names: [...new Set([name, shortName(name)])] }));
const isPrefecture = ({ code }: Region) => code.endsWith('00');

/** Every way to name a region: alone, after its prefecture, after its province, each in full or short. */
function spellings(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, code: string) => found.set(name, (found.get(name) ?? new Set()).add(code));
  for (const { code, names } of allProvinces) for (const name of names) add(name, code);
  const before = ['', ...guangdong.names.slice(0, 2)];
  for (const region of inGuangdong) {
    const above = isPrefecture(region)
      ? ['']
      : [
          '',
          ...inGuangdong.filter(({ code }) => code === `${region.code.slice(0, 4)}00`).flatMap(({ names }) => names),
        ];
    for (const first of before)
      for (const second of above) for (const name of region.names) add(`${first}${second}${name}`, region.code);
  }
  return found;
}

/** Names to codes as a step wants them; a name of several regions is not among them. */
function regionTable({ level, within = '' }: StepOf<'region-code'>): Map<string, string> {
  const length = level ? levels[level] : 6;
  const table = new Map<string, string>();
  for (const [name, codes] of spellings()) {
    const fitting = [...codes].filter((code) => {
      const depth = code.endsWith('0000') ? 2 : code.endsWith('00') ? 4 : 6;
      return code.startsWith(within) && (level === undefined || depth >= length);
    });
    const results = new Set(fitting.map((code) => (level ? code.slice(0, length).padEnd(6, '0') : code)));
    if (results.size === 1) table.set(name, [...results][0]!);
  }
  return table;
}

const tidy = chain(halfWidth, withoutBlanks, replaceAll('[-/,、>·]+', ''));

export const regionCodeStep: StepKind<'region-code'> = {
  changes: (step) => {
    const table = regionTable(step);
    const [short, long] = ['[1-8][0-9]([0-9]{2})?', '[1-8][0-9]{8}([0-9]{3})?'];
    const is = (pattern: string) => new RegExp(`^(?:${pattern})$`);
    const [isShort, isLong, isCode] = [is(short), is(long), is(codePattern)];
    const full = (text: string, pattern: string) => `regexp_full_match(${text}, ${quoteLiteral(pattern)})`;
    return eachField(step.fields, {
      sql: (text) =>
        `CASE WHEN ${full(text, codePattern)} THEN ${text} WHEN ${full(text, short)} THEN rpad(${text}, 6, '0') ` +
        `WHEN ${full(text, long)} THEN left(${text}, 6) ELSE coalesce(${lookupSql(tidy.sql(text), table)}, ${text}) END`,
      apply: (text) => {
        if (isCode.test(text)) return text;
        if (isShort.test(text)) return text.padEnd(6, '0');
        if (isLong.test(text)) return text.slice(0, 6);
        return table.get(tidy.apply(text)!) ?? text;
      },
      left: { sql: (text) => `NOT ${full(text, codePattern)}`, test: (text) => !isCode.test(text) },
    });
  },
};
