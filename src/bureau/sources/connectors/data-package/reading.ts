import type { Reading } from '../../../collection/schema.ts';
import { invalid, isJson, type Resource } from './descriptor.ts';

type Json = Record<string, unknown>;

const formats: Record<string, NonNullable<Reading['format']>> = {
  csv: 'csv',
  tsv: 'csv',
  xlsx: 'xlsx',
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  parquet: 'parquet',
};

const encodings: Record<string, NonNullable<Reading['encoding']>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  gb18030: 'gb18030',
  cp936: 'gb18030',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

/** How the bytes of a resource are to be read, after its dialect; what can't be followed is refused, not guessed. */
export function readingOf(resource: Resource, dialect: Json | null, file: string): Partial<Reading> {
  const reading: Partial<Reading> = {};
  const suffix = /\.([a-z0-9]+)(?:\.(?:gz|zip))?$/i.exec(resource.paths[0] ?? '')?.[1]?.toLowerCase() ?? '';
  const format = formats[resource.format ?? suffix];
  if (resource.format !== null && !format) {
    const zh = `格式 ${resource.format} 不能采集`;
    throw invalid(file, zh, `the format ${resource.format} can’t be collected`);
  }
  if (format) reading.format = format;
  if (resource.encoding !== null && format !== 'parquet' && format !== 'xlsx') {
    const encoding = encodings[resource.encoding];
    if (!encoding) {
      const zh = `编码 ${resource.encoding} 不能采集`;
      throw invalid(file, zh, `the encoding ${resource.encoding} can’t be read`);
    }
    reading.encoding = encoding;
  }
  if (format === 'csv' || format === 'xlsx')
    takeDialect(reading, dialect ?? {}, { file, tab: suffix === 'tsv' || resource.format === 'tsv' });
  return reading;
}

function takeDialect(reading: Partial<Reading>, dialect: Json, { file, tab }: { file: string; tab: boolean }): void {
  const unfollowed = (property: string) =>
    invalid(file, `方言设定 ${property} 无法遵循`, `the dialect’s ${property} can’t be followed`);
  if (reading.format === 'csv') {
    const delimiter = dialect['delimiter'] ?? (tab ? '\t' : ',');
    if (typeof delimiter !== 'string' || delimiter.length !== 1) throw unfollowed('delimiter');
    reading.delimiter = delimiter;
    const quote = dialect['quoteChar'] ?? '"';
    if (typeof quote !== 'string' || quote.length > 1) throw unfollowed('quoteChar');
    reading.quote = quote;
    if (dialect['doubleQuote'] === false) throw unfollowed('doubleQuote');
    for (const property of ['escapeChar', 'commentChar', 'commentRows', 'nullSequence'])
      if (dialect[property] !== undefined && dialect[property] !== null) throw unfollowed(property);
  } else if (typeof dialect['sheetName'] === 'string') reading.sheet = dialect['sheetName'];
  const rows = dialect['headerRows'];
  if (dialect['header'] === false) reading.headerRow = 0;
  else if (Array.isArray(rows)) {
    if (rows.length !== 1 || !Number.isInteger(rows[0]) || rows[0] < 1) throw unfollowed('headerRows');
    reading.headerRow = rows[0];
  } else reading.headerRow = 1;
}

/**
 * The line that names the columns of a file without a header, after its schema; null where there is none. Titles are put
 * before the rows because a place in a row is the only name that its columns have.
 */
export function headerLine(reading: Partial<Reading>, schema: Json | null, file: string): string | null {
  const fields = Array.isArray(schema?.['fields']) ? schema['fields'].filter(isJson) : [];
  if (reading.format !== 'csv' || reading.headerRow !== 0 || fields.length === 0) return null;
  const names = fields.map((field) => String(field['name']));
  const ascii = names.every((name) => /^[\x20-\x7e]*$/.test(name));
  if (reading.encoding?.startsWith('utf-16') || (reading.encoding === 'gb18030' && !ascii)) {
    const zh = '没有表头的文件只能是 UTF-8 编码，或字段名为英文';
    throw invalid(file, zh, 'a file without a header must be UTF-8, or its fields be named in ASCII');
  }
  const { quote, delimiter } = reading;
  return `${names.map((name) => (quote ? quote + name.replaceAll(quote, quote + quote) + quote : name)).join(delimiter)}\n`;
}
