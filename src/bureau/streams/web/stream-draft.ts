import { parse, stringify } from 'yaml';
import type { StreamDeclaration } from '../schema.ts';

/** Where the messages of a stream come from. */
export type Origin = 'inside' | 'broker' | 'http';

/** A declaration that may not be whole yet. */
export type StreamDraft = Omit<StreamDeclaration, 'payload'> & { payload: 'json' | 'csv' };

/** A new stream. */
export const emptyStream: StreamDraft = {
  id: '',
  title: { zh: '', en: '' },
  dataset: '',
  topics: [],
  payload: 'json',
};

/** Where the messages of a declaration come from. */
export function originOf({ broker, topics }: StreamDraft): Origin {
  return broker ? 'broker' : topics === undefined ? 'http' : 'inside';
}

/** The same stream with another origin. */
export function withOrigin(draft: StreamDraft, origin: Origin): StreamDraft {
  const { broker, topics, ...rest } = draft;
  if (origin === 'http') return rest;
  const kept = { ...rest, topics: topics ?? [] };
  return origin === 'inside' ? kept : { ...kept, broker: broker ?? { url: '' } };
}

/** A part of a declaration with one more entry, or without it; undefined when none is left. */
export function withEntry<Part extends object>(
  part: Part | undefined,
  name: keyof Part,
  value: Part[keyof Part] | null,
): Part | undefined {
  const { [name]: _, ...rest } = { ...part } as Part;
  const entries = value === null || value === '' ? rest : { ...rest, [name]: value };
  return Object.keys(entries).length === 0 ? undefined : (entries as Part);
}

/** What is sent: without the parts that say nothing. */
export function wholeOf(draft: StreamDraft): StreamDeclaration {
  const said = Object.entries(draft).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(said) as StreamDeclaration;
}

export const yamlOf = (draft: StreamDraft): string => stringify(wholeOf(draft), { lineWidth: 0 });

/** The draft of a YAML text; null when it is none. */
export function draftOf(yaml: string): StreamDraft | null {
  try {
    const data: unknown = parse(yaml, { maxAliasCount: 20 });
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
    return { ...emptyStream, ...('topics' in data ? {} : { topics: undefined }), ...data } as StreamDraft;
  } catch {
    return null;
  }
}

/** A topic that a publisher of a stream may send to: its first filter with a word for each `+`. */
export function sampleTopic({ topics }: StreamDraft): string {
  return (topics?.[0] ?? 'topic').replaceAll('+', 'm01').replace(/#$/, 'm01');
}

/** Types of fields as far as an example tells them apart. */
const samples: Record<string, unknown> = {
  integer: 1,
  decimal: 1.5,
  number: 1.5,
  boolean: true,
  date: '2026-11-24',
  time: '09:00:00',
  datetime: '2026-11-24T09:00:00+08:00',
  longitude: 114.05,
  latitude: 22.54,
  region: '440305',
};

/** A message of a stream whose dataset has these fields. */
export function samplePayload(draft: StreamDraft, fields: { name: string; type: string }[]): string {
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  const exampleOf = (name: string) => samples[types.get(name) ?? ''] ?? 'a1';
  if (draft.payload === 'csv') {
    return (draft.columns ?? fields.map(({ name }) => name)).map((name) => String(exampleOf(name))).join(',');
  }
  const object: Record<string, unknown> = {};
  for (const { name } of fields) {
    const place = draft.fields?.[name] ?? `payload.${name}`;
    if (!place.startsWith('payload.')) continue;
    const steps = place.slice('payload.'.length).split('.');
    let into = object;
    for (const step of steps.slice(0, -1)) {
      into[step] ??= {};
      into = into[step] as Record<string, unknown>;
    }
    into[steps.at(-1)!] = exampleOf(name);
  }
  return JSON.stringify(object);
}
