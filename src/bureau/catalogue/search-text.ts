import { pinyin } from 'pinyin-pro';

/** Lower case, full-width letters and digits made half-width, spaces joined: what texts and queries are compared in. */
export function normalise(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** The words of a query: split at spaces and punctuation; Chinese runs stay whole, also next to letters. */
export function queryWords(query: string): string[] {
  const words = normalise(query).match(/\p{Script=Han}+|[\p{L}\p{N}]+?(?=\p{Script=Han}|[^\p{L}\p{N}]|$)/gu) ?? [];
  return [...new Set(words)].slice(0, 12);
}

/** The words of a text that are not Chinese, as `pm2`, `5`, `hourly` and `stop_id` (whole, and its parts). */
export function latinWords(text: string): string[] {
  const words = new Set<string>();
  for (const [word] of text.matchAll(/[a-z0-9\u00c0-\u024f][a-z0-9\u00c0-\u024f_.-]*/g)) {
    const whole = word.replace(/[_.-]+$/, '').slice(0, 64);
    words.add(whole);
    for (const part of whole.split(/[_.-]/)) if (part) words.add(part);
  }
  return [...words];
}

/** The runs of Chinese characters in a text. */
export function hanRuns(text: string): string[] {
  return text.match(/\p{Script=Han}+/gu) ?? [];
}

/** Toneless pinyin with a space between syllables, what is not Chinese kept as one word: `kong qi zhi liang aqi`. */
export function toPinyin(text: string): string {
  return pinyin(normalise(text), { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
    .map((syllable) => syllable.trim())
    .filter(Boolean)
    .join(' ');
}

/**
 * Whether letters typed without spaces spell these syllables from the start of one of them: each syllable whole, or by
 * one or more of its first letters (`kqzl`, `kongqizhiliang`, `kongqizhil`, `kqzhiliang`). Returns the syllable at which
 * the first match begins and whether it runs to the last; null when there is none.
 */
export function matchPinyin(syllables: string[], letters: string): { from: number; whole: boolean } | null {
  for (let from = 0; from < syllables.length; from++) {
    const end = spell(syllables, from, letters, 0);
    if (end !== null) return { from, whole: from === 0 && end === syllables.length };
  }
  return null;
}

function spell(syllables: string[], at: number, letters: string, done: number): number | null {
  if (done === letters.length) return at;
  const syllable = syllables[at];
  if (syllable === undefined || syllable[0] !== letters[done]) return null;
  let length = 1;
  while (length < syllable.length && done + length < letters.length && syllable[length] === letters[done + length]) {
    length++;
  }
  for (; length > 0; length--) {
    const end = spell(syllables, at + 1, letters, done + length);
    if (end !== null) return end;
  }
  return null;
}
