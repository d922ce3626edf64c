import { addBit, type Bitset } from './bitset.ts';

/** Growing list of ordinals; most words stand in one entry only, so a list of one is kept as the number itself. */
type List = number | { items: Uint32Array; length: number };

/** Which entries hold a key (a word, a character, a pair of characters). */
export type Postings<Key> = Map<Key, List>;

/** Adds an ordinal; ordinals of one key come in rising order, so a repeated one is the last. */
export function addPosting<Key>(postings: Postings<Key>, key: Key, ordinal: number): void {
  const list = postings.get(key);
  if (list === undefined) {
    postings.set(key, ordinal);
  } else if (typeof list === 'number') {
    if (list !== ordinal) postings.set(key, { items: Uint32Array.of(list, ordinal, 0, 0), length: 2 });
  } else if (list.items[list.length - 1] !== ordinal) {
    if (list.length === list.items.length) {
      const grown = new Uint32Array(list.length * 2);
      grown.set(list.items);
      list.items = grown;
    }
    list.items[list.length++] = ordinal;
  }
}

/** Adds a key's ordinals to a set. */
export function collectPostings<Key>(postings: Postings<Key>, key: Key, into: Bitset): void {
  const list = postings.get(key);
  if (list === undefined) return;
  if (typeof list === 'number') addBit(into, list);
  else for (let i = 0; i < list.length; i++) addBit(into, list.items[i]!);
}
