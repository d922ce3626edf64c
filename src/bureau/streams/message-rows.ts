import { isUtf8 } from 'node:buffer';
import { fillText, type Text } from '../../kernel/index.ts';
import { flattenRecord } from '../collection/index.ts';
import type { Standard } from '../standards/schema.ts';
import { cellsFault, encodingFault, jsonFault } from './payload-fault.ts';
import type { StreamDeclaration } from './schema.ts';

/** A message as the journal holds it. */
export interface Message {
  client: string;
  topic: string;
  /** Milliseconds since 1970. */
  received: number;
  payload: Buffer;
  /** Place among the messages of a request over HTTP, from 1. */
  line?: number;
}

/** A message as a line of the source of a run: a row, or, with a reason, a line that the run puts into quarantine. */
export interface MessageLine {
  line: string;
  /** Values of the key's fields, by which a later message takes the place of an earlier one; null without a key. */
  key: string | null;
  problem: { kind: 'malformed' | 'clock-ahead'; told: Text } | null;
}

const clockToleranceMilliseconds = 86_400_000;
const ofRequest = { zh: '请求中第 {place} 条：{why}', en: 'message {place} of the request: {why}' };

/**
 * Turns messages into lines of CSV, whose header is every field of the standard. What cannot be read becomes a line of one
 * cell with why, topic, time, client and the raw payload, which collection puts into quarantine as it stands.
 */
export function createMessageRows(declaration: StreamDeclaration, standard: Pick<Standard, 'fields' | 'key'>) {
  const names = standard.fields.map(({ name }) => name);
  const said = declaration.fields ?? {};
  const readers = names.map((name) => readerOf(said[name] ?? `payload.${name}`));
  const keys = (standard.key ?? []).map((name) => names.indexOf(name));
  const clock = declaration.time === undefined ? -1 : names.indexOf(declaration.time);
  const columns = declaration.columns ?? names;

  function row(message: Message, values: Values): MessageLine {
    const cells = readers.map((read) => read(message, values));
    const at = clock === -1 ? null : instantOf(cells[clock] ?? null);
    if (at !== null && at - message.received > clockToleranceMilliseconds) {
      const days = Math.floor((at - message.received) / clockToleranceMilliseconds);
      const values = { field: names[clock]!, value: cells[clock]!, days };
      return refused(
        message,
        'clock-ahead',
        fillText(
          {
            zh: '字段“{field}”的值“{value}”比接收时间晚 {days} 天，设备时钟超前',
            en: 'the field “{field}” says “{value}”, {days} days after it was received: clock ahead',
          },
          values,
        ),
      );
    }
    return {
      line: `${cells.map(cell).join(',')}\n`,
      key: keys.length === 0 ? null : keys.map((index) => cells[index] ?? '').join('\u0001'),
      problem: null,
    };
  }

  function json(message: Message): MessageLine {
    const wrong = encodingFault(message.payload);
    if (wrong) return refused(message, 'malformed', wrong);
    const text = message.payload.toString('utf8');
    const values = readValues(text);
    return values ? row(message, values) : refused(message, 'malformed', jsonFault(text));
  }

  function csv(message: Message): MessageLine {
    const wrong = encodingFault(message.payload);
    if (wrong) return refused(message, 'malformed', wrong);
    const line = message.payload.toString('utf8').replace(/\r?\n$/, '');
    const cells = splitCsv(line);
    if (cells?.length !== columns.length) return refused(message, 'malformed', cellsFault(cells, line, columns));
    return row(message, new Map(columns.map((column, index) => [column, cells[index] === '' ? null : cells[index]!])));
  }

  function refused(message: Message, kind: 'malformed' | 'clock-ahead', why: Text): MessageLine {
    const { topic, client, received, payload, line: place } = message;
    const told = place === undefined ? why : fillText(ofRequest, { place, why });
    // Bytes that are no text are kept as they came.
    const raw = isUtf8(payload) ? payload.toString('utf8') : `base64:${payload.toString('base64')}`;
    const parts = [`${told.zh} ${told.en}`, topic, new Date(received).toISOString(), client, raw];
    const text = parts
      .join(' | ')
      .replace(/[\r\n]+/g, ' ')
      .replaceAll('\0', '␀');
    // With a second cell where the header has one field, for a row that can be read must not look like this one.
    const line = names.length === 1 ? `${cell(text)},\n` : `${cell(text)}\n`;
    return { line, key: null, problem: { kind, told } };
  }

  return {
    header: `${names.map(cell).join(',')}\n`,
    read: declaration.payload === 'json' ? json : csv,
  };
}

/** The texts of a message by their paths. */
interface Values {
  get(path: string): string | null | undefined;
}

type Reader = (message: Message, values: Values) => string | null;

/** The values of a JSON object; null when it is none. Only numbers that JavaScript would round need the careful way. */
function readValues(text: string): Values | null {
  if (/\d{16}|\d[eE]/.test(text)) {
    const flat = flattenRecord(text);
    if (!flat) return null;
    for (const [path, value] of flat.nested) if (!flat.leaves.has(path)) flat.leaves.set(path, value);
    return flat.leaves;
  }
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return null;
  return { get: (path) => textAt(object as Record<string, unknown>, path) };
}

function textAt(object: Record<string, unknown>, path: string): string | null {
  let value: unknown = Object.hasOwn(object, path) ? object[path] : undefined;
  if (value === undefined && path.includes('.')) {
    value = object;
    for (const step of path.split('.')) {
      const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
      value = inside ? (value as Record<string, unknown>)[step] : undefined;
    }
  }
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function readerOf(place: string): Reader {
  if (place === 'received') return ({ received }) => new Date(received).toISOString();
  if (place === 'client') return ({ client }) => client;
  if (place === 'topic') return ({ topic }) => topic;
  if (place.startsWith('topic.')) {
    const level = Number(place.slice('topic.'.length)) - 1;
    return ({ topic }) => topic.split('/')[level] ?? null;
  }
  const path = place.slice('payload.'.length);
  return (_, values) => values.get(path) ?? null;
}

function cell(value: string | null): string {
  if (value === null) return '';
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The cells of one line of CSV; null when a quote is not closed. */
function splitCsv(line: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      const match = /"((?:[^"]|"")*)"(?=,|$)/y;
      match.lastIndex = at;
      const found = match.exec(line);
      if (!found) return null;
      cells.push(found[1]!.replaceAll('""', '"'));
      at = match.lastIndex + 1;
    } else {
      const comma = line.indexOf(',', at);
      const end = comma === -1 ? line.length : comma;
      cells.push(line.slice(at, end));
      at = end + 1;
    }
  }
  return cells;
}

/** Milliseconds of an instant in ISO form (China's time where no zone is said), or of a number of seconds or milliseconds. */
function instantOf(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{10}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const form = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (!form) return null;
  const at = Date.parse(`${form[1]}T${form[2] ?? '00:00'}${form[3] ?? '+08:00'}`);
  return Number.isNaN(at) ? null : at;
}
