import type { Bitset } from './bitset.ts';
import { createDictionary } from './dictionary.ts';
import { matchPinyin, toPinyin } from './search-text.ts';

const memoLimit = 1000;

/** Chinese phrases and the entries they stand in, found by pinyin: whole, initials, or a mixture. */
export interface PinyinDictionary {
  /** `syllables` where the caller has them. */
  add(phrase: string, ordinal: number, syllables?: string[]): void;
  collect(letters: string, into: Bitset): void;
}

/** A dictionary of phrases by their spelling; phrases that sound alike share one. */
export function createPinyinDictionary(): PinyinDictionary {
  const spellingOf = new Map<string, string>();
  const spellings: string[] = [];
  const known = new Set<string>();
  // Spellings are only ever added, so an answer is completed by looking at the new ones.
  const memo = new Map<string, { seen: number; found: string[] }>();
  const initials = createDictionary();
  const whole = createDictionary();
  /** Spellings by what stands in the two dictionaries. */
  const byInitials = new Map<string, Set<string>>();
  const bySpelling = new Map<string, Set<string>>();
  const entries = createDictionary();

  const note = (map: Map<string, Set<string>>, key: string, spelling: string) => {
    const known = map.get(key);
    if (known) known.add(spelling);
    else map.set(key, new Set([spelling]));
  };

  return {
    add(phrase, ordinal, syllables) {
      let spelling = spellingOf.get(phrase);
      if (spelling === undefined) {
        spelling = syllables?.join(' ') ?? toPinyin(phrase);
        spellingOf.set(phrase, spelling);
        if (!known.has(spelling)) {
          known.add(spelling);
          spellings.push(spelling);
        }
        const parts = spelling.split(' ');
        const first = parts.map((syllable) => syllable[0]).join('');
        const joined = parts.join('');
        initials.add(first, 0);
        whole.add(joined, 0);
        note(byInitials, first, spelling);
        note(bySpelling, joined, spelling);
      }
      entries.add(spelling, ordinal);
    },
    collect(letters, into) {
      const known = memo.get(letters) ?? { seen: 0, found: [] };
      if (known.seen < spellings.length) {
        const candidates = new Set<string>();
        for (const key of initials.containing(letters)) for (const one of byInitials.get(key)!) candidates.add(one);
        for (const key of whole.containing(letters)) for (const one of bySpelling.get(key)!) candidates.add(one);
        // Neither initials nor whole: perhaps a mixture as `kqzhiliang`, which only a look at every phrase finds.
        known.found =
          candidates.size > 0
            ? [...candidates].filter((one) => matchPinyin(one.split(' '), letters))
            : [...known.found, ...spellings.slice(known.seen).filter((one) => matchPinyin(one.split(' '), letters))];
        known.seen = spellings.length;
        if (memo.size >= memoLimit) memo.delete(memo.keys().next().value!);
        memo.set(letters, known);
      }
      for (const spelling of known.found) entries.collect(spelling, into);
    },
  };
}
