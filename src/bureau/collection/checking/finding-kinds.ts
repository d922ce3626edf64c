import { type Finding, fillText, type Text } from '../../../kernel/index.ts';
import type { CompiledStandard } from '../../standards/index.ts';
import type { DuplicateRule } from '../cleaning/compile-recipe.ts';

/**
 * A kind of finding that a run can make. Quarantine stores findings as a kind's index and a detail; the kinds stand with the
 * run, so that its findings read the same after the standard has changed.
 */
export interface FindingKind {
  rule: string;
  field: string | null;
  /** Fields whose raw texts are the finding's value. */
  fields: string[];
  /** `{detail}` is filled: the line of the first row for `unique`, cells found for `columns`. */
  message: Text;
  from: 'field' | 'row' | 'duplicate' | 'unique' | 'reference' | 'fault';
}

interface FaultKind {
  message: Text;
  /** The detail is the index of a column, whose field the finding names. */
  ofColumn?: boolean;
  /** The cells of such a record cannot be trusted, so that no other check speaks of it. */
  alone?: boolean;
}

/** What can be wrong with the form of a record, by the code that the readers give it. */
export const faultKinds: Record<string, FaultKind> = {
  columns: {
    message: {
      zh: '本行有 {detail} 个单元格，与表头的列数不符',
      en: 'this row has {detail} cells, not as many as the header',
    },
  },
  quote: {
    message: {
      zh: '引号不成对，无法确定单元格的边界',
      en: 'a quote is not closed, so that its cells cannot be told apart',
    },
    alone: true,
  },
  control: { message: { zh: '含有空字符等控制字符', en: 'it holds NUL or other control characters' } },
  encoding: {
    message: { zh: '含有无法按所选编码解读的字节', en: 'it holds bytes that are not valid in the encoding chosen' },
  },
  'cell-size': {
    message: {
      zh: '有单元格长达 {detail} 字节，超过 1 MB 的上限；隔离区只保留开头，全文在源文件中',
      en: 'a cell has {detail} bytes, above the limit of 1 MB; quarantine keeps its beginning, the source all of it',
    },
  },
  json: { message: { zh: '不是有效的 JSON 对象', en: 'it is not a valid JSON object' }, alone: true },
  nested: {
    message: {
      zh: '是嵌套的对象或数组，而这里应是单个值',
      en: 'it is an object or an array where a single value is wanted',
    },
    ofColumn: true,
  },
  formula: {
    message: {
      zh: '单元格是公式，但文件没有保存计算结果',
      en: 'the cell is a formula whose result is not saved in the file',
    },
    ofColumn: true,
  },
  'error-value': {
    message: { zh: '单元格是表格软件的错误值', en: 'the cell holds an error of the spreadsheet' },
    ofColumn: true,
  },
};

const keepWords: Record<DuplicateRule['keep'], Text> = {
  first: { zh: '最先', en: 'first' },
  last: { zh: '最后', en: 'last' },
  'most-complete': { zh: '最完整', en: 'most complete' },
};

/** All kinds that a run against a standard can make, in the order in which a row's findings are told. */
export function findingKinds(compiled: CompiledStandard, duplicates: DuplicateRule[] = []): FindingKind[] {
  const title = new Map(compiled.fields.map(({ field }) => [field.name, field.title]));
  const named = (fields: string[], language: 'zh' | 'en') =>
    fields.map((name) => title.get(name)?.[language] ?? name).join(language === 'zh' ? '、' : ', ');
  return [
    ...compiled.fields.flatMap(({ field, checks }) =>
      checks.map(
        ({ rule, message }): FindingKind => ({ rule, field: field.name, fields: [field.name], message, from: 'field' }),
      ),
    ),
    ...compiled.rows.map(
      ({ rule, fields, message }): FindingKind => ({
        rule,
        field: fields.length === 1 ? fields[0]! : null,
        fields,
        message,
        from: 'row',
      }),
    ),
    ...duplicates.map(
      ({ by, keep }): FindingKind => ({
        rule: 'duplicate',
        field: by.length === 1 ? by[0]! : null,
        fields: by,
        message: {
          zh: `“${named(by, 'zh')}”与{detail}相同，清洗规则只保留${keepWords[keep].zh}的一行`,
          en: `“${named(by, 'en')}” is the same as in {detail}; the recipe keeps the ${keepWords[keep].en} one`,
        },
        from: 'duplicate',
      }),
    ),
    ...compiled.uniques.map(
      (fields): FindingKind => ({
        rule: 'unique',
        field: fields.length === 1 ? fields[0]! : null,
        fields,
        message: {
          zh: `“${named(fields, 'zh')}”与{detail}重复`,
          en: `“${named(fields, 'en')}” is the same as {detail}`,
        },
        from: 'unique',
      }),
    ),
    ...compiled.references.map(
      ({ fields, message }): FindingKind => ({
        // The rule's kind, not its own name: it says what to do about it.
        rule: 'reference',
        field: fields.length === 1 ? fields[0]! : null,
        fields,
        message,
        from: 'reference',
      }),
    ),
    ...Object.entries(faultKinds).map(
      ([rule, { message }]): FindingKind => ({ rule, field: null, fields: [], message, from: 'fault' }),
    ),
  ];
}

/** A quarantined row as it is stored. */
export interface StoredRow {
  row: number;
  /** Raw texts in the order of the standard's fields. */
  raw: (string | null)[];
  /** Raw text of the whole record where its form is spoiled. */
  text: string | null;
  kinds: number[];
  details: (string | null)[];
}

/** What is needed to tell a run's findings: kept with the run. */
export interface FindingLegend {
  fields: string[];
  kinds: FindingKind[];
  /** Field of each source column that was taken. */
  columnFields: Record<string, string>;
}

/** The findings of a stored row as they are told. */
export function rowFindings(stored: StoredRow, legend: FindingLegend): Finding[] {
  const value = (name: string) => stored.raw[legend.fields.indexOf(name)] ?? null;
  return stored.kinds.flatMap((index, place): Finding[] => {
    const kind = legend.kinds[index];
    if (!kind) return [];
    const detail = stored.details[place] ?? '';
    const ofColumn = kind.from === 'fault' && faultKinds[kind.rule]?.ofColumn === true;
    const field = ofColumn ? (legend.columnFields[detail] ?? null) : kind.field;
    const shown = field !== null ? value(field) : kind.from === 'fault' ? stored.text : joined(kind.fields.map(value));
    return [
      {
        row: stored.row,
        field,
        rule: kind.rule,
        value: shown === null ? null : shown.slice(0, 200),
        message: messageOf(kind, detail),
      },
    ];
  });
}

function joined(values: (string | null)[]): string | null {
  return values.length === 0 ? null : values.map((value) => value ?? '').join(', ');
}

/** The message of a finding; a duplicate's detail is a line, or a version for rows that came before this file. */
export function messageOf(kind: FindingKind, detail: string): Text {
  if (kind.from !== 'unique' && kind.from !== 'duplicate') return fillText(kind.message, { detail });
  const version = /^v(\d+)$/.exec(detail);
  const where = version
    ? { zh: `已入库的数据（版本 ${version[1]}）`, en: `data that are stored already (version ${version[1]})` }
    : { zh: `第 ${detail} 行`, en: `row ${detail}` };
  return {
    zh: fillText(kind.message, { detail: where.zh }).zh,
    en: fillText(kind.message, { detail: where.en }).en,
  };
}
