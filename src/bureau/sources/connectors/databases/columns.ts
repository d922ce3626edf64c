import { AppError, type Text } from '../../../../kernel/index.ts';
import type { PullContext } from '../connector.ts';
import { databaseErrors } from './errors.ts';
import type { Column, ColumnKind, DatabaseSession } from './session.ts';
import type { DatabaseSettings } from './settings.ts';

/** The columns to take, and those that the settings name for other ends; binary ones are left out and told. */
export async function chooseColumns(
  session: DatabaseSession,
  settings: DatabaseSettings,
  tell: PullContext['tell'],
): Promise<{ known: Column[]; taken: Column[] }> {
  const known = await session.columns();
  const names = new Set(known.map(({ name }) => name));
  const asked = [
    ...(settings.columns ?? []),
    ...(settings.key ?? []),
    ...(settings.watermark ? [settings.watermark] : []),
  ];
  const missing = asked.filter((name) => !names.has(name));
  if (missing.length > 0) {
    throw new AppError(databaseErrors.databaseColumnMissing, {
      table: session.title,
      columns: [...new Set(missing)].join(', '),
      known: known.map(({ name }) => name).join(', '),
    });
  }
  const wanted = known.filter(({ name }) => settings.columns === undefined || settings.columns.includes(name));
  for (const { name, type } of wanted.filter(({ kind }) => kind === 'binary')) {
    tell({
      row: null,
      field: name,
      rule: 'binary-column',
      value: null,
      message: {
        zh: `列“${name}”（${type}）存的是二进制内容，不能作为表格数据采集，已略去。请用 columns 明确要采集的列，附件请改由文件来源采集。`,
        en: `The column “${name}” (${type}) holds binary content, which is no table data, and was left out. Name the columns to take in columns; bring attachments in as files.`,
      },
    });
  }
  return { known, taken: wanted.filter(({ kind }) => kind !== 'binary') };
}

/** Kinds of the taken columns, for the comparison at the next pull. */
export function columnKinds(columns: Column[]): Record<string, ColumnKind> {
  return Object.fromEntries(columns.map(({ name, kind }) => [name, kind]));
}

/** Throws when a column has become something else since the last pull; tells of columns that came or went. */
export function compareColumns(
  before: Record<string, ColumnKind>,
  taken: Column[],
  { title, tell }: { title: string; tell: PullContext['tell'] },
): void {
  for (const { name, kind } of taken) {
    const was = before[name];
    if (was === undefined) {
      tell(columnFinding(name, 'column-new', { zh: '是来源新增的列', en: 'is new at the source' }));
    } else if (was !== kind) {
      throw new AppError(databaseErrors.databaseColumnChanged, {
        table: title,
        column: name,
        wasZh: kindTitles[was].zh,
        wasEn: kindTitles[was].en,
        isZh: kindTitles[kind].zh,
        isEn: kindTitles[kind].en,
      });
    }
  }
  for (const name of Object.keys(before)) {
    if (!taken.some((column) => column.name === name)) {
      tell(columnFinding(name, 'column-gone', { zh: '在来源已不存在', en: 'is gone from the source' }));
    }
  }
}

function columnFinding(name: string, rule: string, { zh, en }: Text) {
  return {
    row: null,
    field: name,
    rule,
    value: null,
    message: {
      zh: `列“${name}”${zh}，请与数据标准核对。`,
      en: `The column “${name}” ${en}; compare it with the standard.`,
    },
  };
}

const kindTitles: Record<ColumnKind, Text> = {
  integer: { zh: '整数', en: 'an integer' },
  number: { zh: '小数', en: 'a number with fraction' },
  text: { zh: '文本', en: 'text' },
  boolean: { zh: '是非', en: 'true or false' },
  moment: { zh: '带时区的时间', en: 'a time with zone' },
  local: { zh: '不带时区的时间', en: 'a time without zone' },
  date: { zh: '日期', en: 'a date' },
  time: { zh: '时刻', en: 'a time of day' },
  json: { zh: 'JSON 或数组', en: 'JSON or a list' },
  binary: { zh: '二进制', en: 'binary' },
  other: { zh: '其他类型', en: 'another type' },
};
