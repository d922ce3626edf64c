import { type Bitset, emptyBits, forEachBit, intersect, removeBit } from './bitset.ts';
import { createDictionary } from './dictionary.ts';
import { createPinyinDictionary } from './pinyin-dictionary.ts';
import { addPosting, collectPostings, type Postings } from './postings.ts';
import { hanRuns, latinWords } from './search-text.ts';

const pair = (text: string, at: number) => text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1);
const phraseLimit = 40;

/**
 * One part of the entries' texts (titles, names, descriptions), searched apart so that a hit says where it is.
 * Chinese is found by characters and pairs of characters (longer fragments are verified in the text), other words
 * through a dictionary that is searched for every partial word, pinyin through the dictionary of Chinese phrases.
 */
export function createSearchChannel(options: { pinyin: boolean }) {
  const texts: string[] = [];
  const characters: Postings<number> = new Map();
  const words = createDictionary();
  const phrases = createPinyinDictionary();

  function matchHan(word: string): Bitset {
    const found = emptyBits(texts.length);
    if (word.length === 1) {
      collectPostings(characters, word.charCodeAt(0), found);
      return found;
    }
    collectPostings(characters, pair(word, 0), found);
    let all = found;
    for (let i = 1; i + 1 < word.length; i++) {
      const next = emptyBits(texts.length);
      collectPostings(characters, pair(word, i), next);
      all = intersect(all, next);
    }
    if (word.length > 2) {
      forEachBit(all, (ordinal) => {
        if (!texts[ordinal]!.includes(word)) removeBit(all, ordinal);
      });
    }
    return all;
  }

  return {
    /** Adds the text of the next ordinal. `syllables` are those of the text when it is one Chinese phrase. */
    add(text: string, syllables?: string[]): void {
      const ordinal = texts.length;
      texts.push(text);
      for (const run of hanRuns(text)) {
        for (let i = 0; i < run.length; i++) {
          addPosting(characters, run.charCodeAt(i), ordinal);
          if (i + 1 < run.length) addPosting(characters, pair(run, i), ordinal);
        }
        if (options.pinyin) {
          const brought = syllables?.length === run.length && run.length <= phraseLimit ? syllables : undefined;
          phrases.add(run.slice(0, phraseLimit), ordinal, brought);
        }
      }
      for (const word of latinWords(text)) words.add(word, ordinal);
    },

    /** Entries whose text here holds the word. */
    match(word: string): Bitset {
      if (/^\p{Script=Han}/u.test(word)) return matchHan(word);
      const found = emptyBits(texts.length);
      for (const known of words.containing(word)) words.collect(known, found);
      return found;
    },

    /** Entries of which a Chinese phrase here is spelled by these letters. */
    matchPinyin(letters: string): Bitset {
      const found = emptyBits(texts.length);
      if (options.pinyin && /^[a-z]{2,40}$/.test(letters)) phrases.collect(letters, found);
      return found;
    },

    text: (ordinal: number): string => texts[ordinal]!,
    forget(ordinal: number): void {
      texts[ordinal] = '';
    },
  };
}
