import { quoteLiteral } from '../../../../lake/index.ts';
import { allFields, chain, eachField, lookupSql, replaceAll, type StepKind, translate } from './step.ts';

const blank = '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}';
const invisible =
  '\\x00-\\x08\\x0e-\\x1f\\x7f\\x{ad}\\x{200b}-\\x{200f}\\x{202a}-\\x{202e}\\x{2060}-\\x{2064}\\x{feff}';

/** Blanks of every width gone. */
export const withoutBlanks = replaceAll(`[${blank}${invisible}]+`, '');

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index)).join('');

/** Full-width forms, the ideographic blank, the full-width yen sign and long dashes as the ASCII ones. */
export const halfWidth = translate(`${range(0xff01, 0xff5e)}\u3000￥−–—`, `${range(0x21, 0x7e)} ¥---`);

const upper = range(0x41, 0x5a);
const lower = range(0x61, 0x7a);
/** Latin letters alone, so that the engine and TypeScript cannot differ. */
const toLower = translate(upper, lower);
const toUpper = translate(lower, upper);

/** Texts that people type where there is nothing to say. */
export const emptyTexts = [
  ...['-', '--', '---', '—', '——', '/', '\\', '.', '…', '*', '#', '?', '？'],
  ...['n/a', 'na', '#n/a', 'null', 'none', 'nil', 'nan', '(null)', '<null>'],
  ...['无', '暂无', '没有', '空', '不详', '未知', '未填', '未填写', '无数据', '缺失', '待补', '（空）', '(空)'],
];

export const trimStep: StepKind<'trim'> = {
  changes: ({ fields, inner = 'keep' }, context) => {
    const outer = replaceAll(`^[${blank}]+|[${blank}]+$`, '');
    const hidden = replaceAll(`[${invisible}]+`, '');
    const within = inner === 'keep' ? [] : [replaceAll(`[${blank}]+`, inner === 'one' ? ' ' : '')];
    return eachField(fields ?? allFields(context), chain(hidden, outer, ...within));
  },
};

export const halfWidthStep: StepKind<'half-width'> = {
  changes: ({ fields }, context) => eachField(fields ?? allFields(context), halfWidth),
};

export const caseStep: StepKind<'case'> = {
  changes: ({ fields, to }) => eachField(fields, to === 'upper' ? toUpper : toLower),
};

export const emptyStep: StepKind<'empty'> = {
  changes: ({ fields, values = emptyTexts }, context) => {
    const words = new Set(values.map((value) => plain(value)));
    const list = [...words].map(quoteLiteral).join(', ');
    return eachField(fields ?? allFields(context), {
      sql: (text) => `CASE WHEN list_contains([${list}]::VARCHAR[], ${plainSql(text)}) THEN NULL ELSE ${text} END`,
      apply: (text) => (words.has(plain(text)) ? null : text),
    });
  },
};

const bare = chain(withoutBlanks, toLower);
const plain = (text: string) => bare.apply(text) ?? '';
const plainSql = (text: string) => bare.sql(text);

export const replaceStep: StepKind<'replace'> = {
  problems: ({ values }) =>
    Object.keys(values).length > 5000
      ? [{ zh: '对照表最多 5000 项；更多请用代码表', en: 'a table has 5000 entries at most; use a code list for more' }]
      : Object.keys(values).length === 0
        ? [{ zh: '对照表是空的', en: 'the table is empty' }]
        : [],
  changes: ({ fields, values }) => {
    const table = new Map(Object.entries(values).filter(([text]) => text !== ''));
    return eachField(fields, {
      sql: (text) => `coalesce(${lookupSql(text, table)}, ${text})`,
      apply: (text) => table.get(text) ?? text,
    });
  },
};

export const codeStep: StepKind<'code'> = {
  problems: ({ fields, codeList }, { standard, codeLists }) =>
    fields.flatMap((name) => {
      const id = codeList ?? standard.fields.find((field) => field.name === name)?.codeList;
      if (id === undefined)
        return [
          {
            zh: `字段 ${name} 没有代码表，请写明 codeList`,
            en: `the field ${name} has no code list: name one in codeList`,
          },
        ];
      return codeLists.some((list) => list.id === id)
        ? []
        : [{ zh: `没有代码表 ${id}`, en: `there is no code list ${id}` }];
    }),
  changes: ({ fields, codeList }, { standard, codeLists }) =>
    fields.flatMap((name) => {
      const id = codeList ?? standard.fields.find((field) => field.name === name)?.codeList;
      const codes = codeLists.find((list) => list.id === id)?.codes ?? [];
      const table = new Map<string, string>();
      // A code is never read as the title of another.
      for (const { code } of codes) table.set(plain(code), code);
      for (const { code, title } of codes)
        for (const text of [title.zh, title.en]) if (!table.has(plain(text))) table.set(plain(text), code);
      const known = new Set(codes.map(({ code }) => code));
      return eachField([name], {
        sql: (text) => `coalesce(${lookupSql(plainSql(text), table)}, ${text})`,
        apply: (text) => table.get(plain(text)) ?? text,
        left: {
          sql: (text) => `${lookupSql(text, new Map([...known].map((code) => [code, code])))} IS NULL`,
          test: (text) => !known.has(text),
        },
      });
    }),
};
