/** A set of small numbers that grows with them; 100,000 of them take 12.5 kB and meet another set in microseconds. */
export interface Bitset {
  words: Uint32Array;
}

export function emptyBits(size = 0): Bitset {
  return { words: new Uint32Array((size + 31) >>> 5) };
}

export function addBit(bits: Bitset, index: number): void {
  const word = index >>> 5;
  if (word >= bits.words.length) {
    const grown = new Uint32Array(Math.max(word + 1, bits.words.length * 2));
    grown.set(bits.words);
    bits.words = grown;
  }
  bits.words[word]! |= 1 << (index & 31);
}

export function removeBit(bits: Bitset, index: number): void {
  if (index >>> 5 < bits.words.length) bits.words[index >>> 5]! &= ~(1 << (index & 31));
}

/** What is in all of them. */
export function intersect(first: Bitset, ...others: Bitset[]): Bitset {
  const length = Math.min(first.words.length, ...others.map((other) => other.words.length));
  const words = first.words.slice(0, length);
  for (const other of others) for (let i = 0; i < length; i++) words[i]! &= other.words[i]!;
  return { words };
}

/** What is in any of them. */
export function unite(...sets: Bitset[]): Bitset {
  const words = new Uint32Array(Math.max(0, ...sets.map((set) => set.words.length)));
  for (const set of sets) for (let i = 0; i < set.words.length; i++) words[i]! |= set.words[i]!;
  return { words };
}

export function forEachBit(bits: Bitset, visit: (index: number) => void): void {
  for (let i = 0; i < bits.words.length; i++) {
    let word = bits.words[i]!;
    while (word !== 0) {
      const low = 31 - Math.clz32(word & -word);
      visit((i << 5) + low);
      word &= word - 1;
    }
  }
}

/** The members in rising order. */
export function members(bits: Bitset): Uint32Array {
  const list = new Uint32Array(countBits(bits));
  let length = 0;
  forEachBit(bits, (index) => {
    list[length++] = index;
  });
  return list;
}

export function countBits(bits: Bitset): number {
  let count = 0;
  for (let word of bits.words) {
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
