import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { StreamDeclarationShape } from '../schema.ts';
import {
  draftOf,
  emptyStream,
  originOf,
  samplePayload,
  sampleTopic,
  wholeOf,
  withEntry,
  withOrigin,
  yamlOf,
} from './stream-draft.ts';

const draft = {
  ...emptyStream,
  id: 'demo.meters',
  title: { zh: '电表', en: 'Meters' },
  dataset: 'demo.readings',
  topics: ['meters/+/reading'],
  fields: { device: 'topic.2', value: 'payload.values.power' },
};

test('a draft becomes a declaration that the server takes, as a form and as YAML, and comes back', () => {
  expect(wholeOf(draft)).toEqual(draft);
  expect(parse(yamlOf(draft))).toEqual(draft);
  expect(Value.Check(StreamDeclarationShape, parse(yamlOf(draft)))).toBe(true);
  expect(draftOf(yamlOf(draft))).toEqual(draft);
  expect(draftOf('a: [')).toBeNull();
  expect(draftOf('- a')).toBeNull();
});

test('an origin brings what it needs and takes away what is of another', () => {
  const http = withOrigin(draft, 'http');
  expect(originOf(http)).toBe('http');
  expect('topics' in http).toBe(false);
  expect(originOf(draftOf(yamlOf(http))!)).toBe('http');
  const broker = withOrigin(draft, 'broker');
  expect(originOf(broker)).toBe('broker');
  expect(broker.topics).toEqual(draft.topics);
  expect(withOrigin(broker, 'inside')).toEqual(draft);
});

test('a part without an entry is no part', () => {
  expect(withEntry(undefined, 'seconds' as never, null)).toBeUndefined();
  expect(withEntry({ seconds: 5, messages: 1 }, 'seconds', null)).toEqual({ messages: 1 });
  expect(withEntry({ seconds: 5 }, 'seconds', 9)).toEqual({ seconds: 9 });
});

test('the example of a message has the fields where they are taken from', () => {
  const fields = [
    { name: 'device', type: 'string' },
    { name: 'at', type: 'datetime' },
    { name: 'value', type: 'decimal' },
  ];
  expect(JSON.parse(samplePayload(draft, fields))).toEqual({ at: '2026-11-24T09:00:00+08:00', values: { power: 1.5 } });
  expect(samplePayload({ ...draft, payload: 'csv', columns: ['at', 'value'] }, fields)).toBe(
    '2026-11-24T09:00:00+08:00,1.5',
  );
  expect(sampleTopic(draft)).toBe('meters/m01/reading');
});
