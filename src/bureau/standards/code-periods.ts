import type { Text } from '../../kernel/index.ts';
import { quoteLiteral } from '../../lake/index.ts';
import { oneOfSql } from './choice-sql.ts';
import { readBound } from './compile-field.ts';
import type { CompiledRow } from './compiled.ts';
import { orderOf } from './expression/index.ts';
import type { CodeList, Standard } from './schema.ts';
import { fieldKinds } from './types/index.ts';
import type { Value } from './types/kind.ts';

type Code = CodeList['codes'][number];

/**
 * Rules that judge a code by the date of the row (`codeListDate` of its field). The list of all codes that ever were is a
 * check of the field itself; here a known code is looked at whose time has not come or is over. No date, no finding.
 */
export function codePeriodRules(standard: Standard, codeLists: readonly CodeList[]): CompiledRow[] {
  const context = standard.timezone === undefined ? {} : { timezone: standard.timezone };
  return standard.fields.flatMap((field): CompiledRow[] => {
    const dated = standard.fields.find(({ name }) => name === field.codeListDate);
    const list = codeLists.find(({ id }) => id === field.codeList);
    if (!dated || !list) return [];
    const bound = (day: string) => readBound(dated, day, context);
    const literal = (value: Value) => fieldKinds[dated.type].literal!(value, dated);
    const periods = [...groupByPeriod(list.codes)].map(([, codes]) => {
      const { from, to } = codes[0]!;
      const [begin, end] = [from === undefined ? null : bound(from), to === undefined ? null : bound(dayAfter(to))];
      return { codes: new Set(codes.map(({ code }) => code)), begin, end };
    });
    if (periods.length === 0) return [];
    const outside = ({ begin, end }: (typeof periods)[number], date: string) =>
      [
        ...(begin === null ? [] : [`${date} < ${literal(begin)}`]),
        ...(end === null ? [] : [`${date} >= ${literal(end)}`]),
      ].join(' OR ');
    const message: Text = {
      zh: `“${field.title.zh}”的代码在“${dated.title.zh}”当日不在有效期内（代码表“${list.title.zh}”）`,
      en: `the code of “${field.title.en}” is not in force on “${dated.title.en}” (code list “${list.title.en}”)`,
    };
    return [
      {
        rule: 'code-period',
        fields: [field.name, dated.name],
        message,
        broken: (value) => {
          const text = `CAST(${value(field.name)} AS VARCHAR)`;
          const parts = periods.map((period) => {
            const codes = oneOfSql(text, [...period.codes].map(quoteLiteral), 'VARCHAR');
            return `(${codes} AND (${outside(period, value(dated.name))}))`;
          });
          return `coalesce(${parts.join(' OR ')}, false)`;
        },
        breaks: (value) => {
          const [code, date] = [value(field.name), value(dated.name)];
          if (code === null || date === null) return false;
          return periods.some(
            ({ codes, begin, end }) =>
              codes.has(String(code)) &&
              ((begin !== null && orderOf(date, begin) < 0) || (end !== null && orderOf(date, end) >= 0)),
          );
        },
      },
    ];
  });
}

/** Codes that are not in force always, by their period. */
function groupByPeriod(codes: Code[]): Map<string, Code[]> {
  const groups = new Map<string, Code[]>();
  for (const code of codes) {
    if (code.from === undefined && code.to === undefined) continue;
    const key = `${code.from}/${code.to}`;
    groups.set(key, [...(groups.get(key) ?? []), code]);
  }
  return groups;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
