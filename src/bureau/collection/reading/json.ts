import { AppError } from '../../../kernel/index.ts';
import { collectionErrors } from '../errors.ts';

/** A record of a JSON source before it is a row: its text, its place (from 1), and the line where it begins. */
export interface JsonText {
  text: string;
  row: number;
}

/**
 * Objects of the first array of objects in a JSON document (`[{…}]`, `{"data": [{…}]}`), one by one as they stream. The place
 * of a record is its row. A document that ends in the middle is damaged.
 */
export async function* jsonRecords(chunks: AsyncIterable<string>, file: string): AsyncGenerator<JsonText[]> {
  /** Open brackets from the outside in. */
  const stack: string[] = [];
  let depth = 0;
  let inString = false;
  let escaped = false;
  let record = '';
  let row = 0;
  let ended = false;
  let any = false;
  for await (const chunk of chunks) {
    const ready: JsonText[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === 92) escaped = true;
        else if (code === 34) inString = false;
        continue;
      }
      if (code === 34) {
        inString = true;
        any = true;
      } else if (code === 123 || code === 91) {
        any = true;
        const bracket = chunk[at]!;
        // The first object directly inside an array shows which array is the table.
        if (depth === 0 && bracket === '{' && stack.at(-1) === '[') depth = stack.length;
        if (depth > 0 && stack.length === depth && !ended) {
          start = at;
          record = '';
        }
        stack.push(bracket);
        if (stack.length > 10_000) throw damaged(file, row);
      } else if (code === 125 || code === 93) {
        const open = stack.pop();
        if (open !== (code === 125 ? '{' : '[')) throw damaged(file, row);
        if (depth === 0 || ended) continue;
        if (stack.length === depth) {
          ready.push({ text: record + chunk.slice(start, at + 1), row: ++row });
          record = '';
        } else if (stack.length < depth) ended = true;
      } else if (depth > 0 && stack.length === depth && !ended && isScalarStart(code)) {
        // A number or a word between the objects of the table is a record that is none.
        const scalar = /^[^\s,\]}]+/.exec(chunk.slice(at))![0];
        ready.push({ text: scalar, row: ++row });
        at += scalar.length - 1;
      } else if (code > 32) any = true;
    }
    if (depth > 0 && stack.length > depth && !ended) record += chunk.slice(start);
    if (record.length > 256 * 1024 * 1024) throw damaged(file, row);
    if (ready.length > 0) yield ready;
  }
  if (stack.length > 0 || inString) throw damaged(file, row);
  if (any && depth === 0) {
    throw new AppError(collectionErrors.unknownFormat, {
      file,
      problem: 'JSON 中没有对象数组 / the JSON holds no array of objects',
    });
  }
}

function isScalarStart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || (code >= 97 && code <= 122);
}

function damaged(file: string, row: number): AppError {
  return new AppError(collectionErrors.damagedFile, { file, problem: `JSON, 第 ${row + 1} 条 / record ${row + 1}` });
}

/** Lines of an NDJSON source that are not blank, with their line numbers. */
export async function* jsonLines(chunks: AsyncIterable<string>): AsyncGenerator<JsonText[]> {
  let rest = '';
  let line = 0;
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    const ready: JsonText[] = [];
    for (const text of lines) {
      line++;
      if (text.trim() !== '') ready.push({ text, row: line });
    }
    if (ready.length > 0) yield ready;
  }
  if (rest.trim() !== '') yield [{ text: rest, row: line + 1 }];
}

/** The leaves of a record by dotted path, and the values that are no single cell (as JSON text) by theirs. */
export interface FlatRecord {
  leaves: Map<string, string | null>;
  nested: Map<string, string>;
}

/** Parses a record; null when it is no JSON object. Numbers keep all their digits. */
export function flattenRecord(text: string): FlatRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(/\d{16}|\d[eE]/.test(text) ? quoteLongNumbers(text) : text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const flat: FlatRecord = { leaves: new Map(), nested: new Map() };
  flatten(value as Record<string, unknown>, '', flat, 0);
  return flat;
}

function flatten(record: Record<string, unknown>, prefix: string, flat: FlatRecord, level: number): void {
  for (const [key, value] of Object.entries(record)) {
    const path = prefix + key;
    if (typeof value === 'object' && value !== null) {
      flat.nested.set(path, JSON.stringify(value));
      if (!Array.isArray(value) && level < 8) flatten(value as Record<string, unknown>, `${path}.`, flat, level + 1);
    } else flat.leaves.set(path, value === null || value === undefined ? null : String(value));
  }
}

/** Numbers that JavaScript would round become strings; strings stay as they are. */
function quoteLongNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"${token}"`,
  );
}
