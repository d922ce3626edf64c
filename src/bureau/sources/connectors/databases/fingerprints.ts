/** What is known of a row that is seen: new, as it was, changed, or its key was met before in the same pull. */
export type Seen = 'new' | 'same' | 'changed' | 'repeated';

/** Fingerprints of rows by those of their keys, four words of 32 bits each: two of the key, two of the row. */
export interface Fingerprints {
  readonly size: number;
  put(words: Uint32Array, at: number): Seen;
  /** Ends a pull: what was put until now is what later ones are compared with. */
  turn(): void;
}

/** An open-addressed table in typed arrays, 17 bytes a slot, for a map of ten million entries would take a gigabyte. */
export function createFingerprints(expected = 0): Fingerprints {
  let slots = 1024;
  while (slots < expected * 1.6) slots *= 2;
  let table = new Uint32Array(slots * 4);
  // 0 for an empty slot, else the pull in which the key was last met, counted from 1.
  let met = new Uint8Array(slots);
  let size = 0;
  let pull = 1;

  /** Slot of a key, or the empty one where it belongs. */
  function find(first: number, second: number): number {
    let slot = first & (slots - 1);
    while (met[slot] !== 0 && (table[slot * 4] !== first || table[slot * 4 + 1] !== second))
      slot = (slot + 1) & (slots - 1);
    return slot;
  }

  function grow(): void {
    const [oldTable, oldMet] = [table, met];
    slots *= 2;
    table = new Uint32Array(slots * 4);
    met = new Uint8Array(slots);
    for (let old = 0; old < oldMet.length; old++) {
      if (oldMet[old] === 0) continue;
      const slot = find(oldTable[old * 4]!, oldTable[old * 4 + 1]!);
      table.set(oldTable.subarray(old * 4, old * 4 + 4), slot * 4);
      met[slot] = oldMet[old]!;
    }
  }

  return {
    get size() {
      return size;
    },
    put(words, at) {
      const slot = find(words[at]!, words[at + 1]!);
      const before = met[slot]!;
      const same = table[slot * 4 + 2] === words[at + 2] && table[slot * 4 + 3] === words[at + 3];
      table.set(words.subarray(at, at + 4), slot * 4);
      met[slot] = pull;
      if (before === pull) return 'repeated';
      if (before !== 0) return same ? 'same' : 'changed';
      size++;
      if (size > slots * 0.7) grow();
      return 'new';
    },
    turn() {
      pull = 2;
    },
  };
}
