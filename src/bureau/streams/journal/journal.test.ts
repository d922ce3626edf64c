import { appendFile, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Journal, openJournal } from './journal.ts';
import { recordKind } from './record.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lingnan-journal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (name: string, options: { segmentBytes?: number; consumed?: number } = {}) =>
  openJournal({ folder: path.join(folder, name), consumed: 0, now: () => 1_700_000_000_000, ...options });

function append(journal: Journal, text: string, packet = 1): Promise<void> {
  return new Promise((resolve, reject) => {
    const message = {
      kind: recordKind.message,
      packet,
      client: Buffer.from('设备'),
      topic: 'a/b',
      payload: Buffer.from(text),
    };
    journal.append(message, (error) => (error ? reject(error) : resolve()));
  });
}

async function texts(journal: Journal, from = 0): Promise<string[]> {
  const found: string[] = [];
  for await (const records of journal.read(from)) {
    for (const record of records) {
      if (record.kind !== recordKind.message) continue;
      expect(record).toMatchObject({ client: '设备', topic: 'a/b', received: 1_700_000_000_000 });
      found.push(record.payload.toString());
    }
  }
  return found;
}

test('what was called back is read back, in order, over segments and after a restart', async () => {
  const journal = await open('order', { segmentBytes: 2000 });
  const sent = Array.from({ length: 200 }, (_, index) => `message ${index}`);
  for (let at = 0; at < sent.length; at += 20)
    await Promise.all(sent.slice(at, at + 20).map((text) => append(journal, text)));
  expect(await texts(journal)).toEqual(sent);
  await journal.close();
  expect((await readdir(path.join(folder, 'order'))).length).toBeGreaterThan(3);
  const again = await open('order', { segmentBytes: 2000 });
  expect(again.durable).toBe(journal.durable);
  await append(again, 'after');
  expect(await texts(again)).toEqual([...sent, 'after']);
  await again.release(again.durable);
  expect((await readdir(path.join(folder, 'order'))).length).toBeLessThanOrEqual(3);
  await again.close();
});

test('a torn tail is cut, whatever its length, and the journal goes on', async () => {
  const journal = await open('torn');
  await append(journal, 'first');
  const whole = journal.durable;
  await append(journal, 'second');
  await journal.close();
  const [file] = (await readdir(path.join(folder, 'torn'))).map((name) => path.join(folder, 'torn', name));
  const { size } = await stat(file!);
  for (let end = size - 1; end >= whole; end -= 7) {
    await truncate(file!, end);
    const torn = await open('torn');
    expect(await texts(torn)).toEqual(['first']);
    await torn.close();
  }
  for (const tail of [
    Buffer.alloc(100),
    Buffer.from('no record at all, but some words'),
    Buffer.from([255, 255, 255, 255, 0]),
  ]) {
    await appendFile(file!, tail);
    const torn = await open('torn');
    expect(await texts(torn)).toEqual(['first']);
    await append(torn, 'more');
    expect(await texts(torn)).toEqual(['first', 'more']);
    await torn.close();
    await truncate(file!, whole);
  }
});

test('a record larger than a group and than a read is whole', async () => {
  const journal = await open('large');
  const large = 'x'.repeat(5_000_000);
  await Promise.all([append(journal, 'small'), append(journal, large), append(journal, 'small again')]);
  expect(await texts(journal)).toEqual(['small', large, 'small again']);
  await journal.close();
});

test('a journal that is older than what was made of it goes on after that', async () => {
  const journal = await open('old', { consumed: 5000 });
  await append(journal, 'new');
  expect(journal.durable).toBeGreaterThan(5000);
  expect(await texts(journal, 5000)).toEqual(['new']);
  await journal.close();
});
