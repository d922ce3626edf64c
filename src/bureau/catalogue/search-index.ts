import { addBit, type Bitset, emptyBits, forEachBit, intersect, removeBit, unite } from './bitset.ts';
import { type FacetColumn, facetNames } from './facets.ts';
import { addPosting, collectPostings, type Postings } from './postings.ts';
import { createSearchChannel } from './search-channel.ts';
import { matchPinyin, normalise } from './search-text.ts';

/** What search knows of one entry. */
export interface SearchEntry {
  id: string;
  titleZh: string;
  titleEn: string;
  /** Syllables of the Chinese title with spaces between. */
  titlePinyin: string;
  description: string;
  /** Keywords, the owner's names. */
  labels: string[];
  /** Names and titles of the fields, one a line. */
  fieldWords: string;
  /** In the order of `facetNames`. */
  facets: (string | null)[];
  /** Milliseconds; 0 when there is no version yet. */
  updatedAt: number;
  rows: number;
}

export type SearchIndex = ReturnType<typeof createSearchIndex>;

const separator = ' \u0001 ';

/**
 * An index of the catalogue in memory. An entry that changes gets a new ordinal and its old one dies, so lists of
 * ordinals are only ever appended to.
 */
export function createSearchIndex() {
  const ids: string[] = [];
  const syllables: string[] = [];
  const updated: number[] = [];
  const rows: number[] = [];
  const lengths: number[] = [];
  const ordinals = new Map<string, number>();
  const alive = emptyBits();
  const titles = createSearchChannel({ pinyin: true });
  const names = createSearchChannel({ pinyin: true });
  const descriptions = createSearchChannel({ pinyin: false });
  const exact: Postings<string> = new Map();
  const beginnings: Postings<string> = new Map();
  const facets = facetNames.map((): FacetColumn & { codeOf: Map<string, number> } => ({
    values: [null],
    codes: [],
    codeOf: new Map(),
  }));

  function add(entry: SearchEntry): void {
    const before = ordinals.get(entry.id);
    if (before !== undefined) {
      removeBit(alive, before);
      // What no longer counts must not hold its texts.
      for (const channel of [titles, names, descriptions]) channel.forget(before);
    }
    const ordinal = ids.length;
    const zh = normalise(entry.titleZh);
    const en = normalise(entry.titleEn);
    ids.push(entry.id);
    syllables.push(entry.titlePinyin);
    updated.push(entry.updatedAt);
    rows.push(entry.rows);
    lengths.push(zh.length);
    titles.add(zh + separator + en, entry.titlePinyin.split(' '));
    names.add(normalise([entry.id, ...entry.labels, entry.fieldWords].join(separator)));
    descriptions.add(normalise(entry.description));
    for (const title of [zh, en, entry.id]) {
      addPosting(exact, title, ordinal);
      addPosting(beginnings, title.slice(0, 2), ordinal);
    }
    for (const [index, facet] of facets.entries()) {
      const value = entry.facets[index] ?? null;
      let code = value === null ? 0 : facet.codeOf.get(value);
      if (code === undefined) {
        code = facet.values.push(value) - 1;
        facet.codeOf.set(value!, code);
      }
      facet.codes.push(code);
    }
    ordinals.set(entry.id, ordinal);
    addBit(alive, ordinal);
  }

  return {
    /** Adds entries, each in the place of an earlier one with its id. */
    add(batch: SearchEntry[]): void {
      for (const entry of batch) add(entry);
    },
    id: (ordinal: number): string => ids[ordinal]!,
    ordinalOf: (id: string): number | undefined => ordinals.get(id),
    facets: facets as FacetColumn[],
    updated,
    rows,
    titleLengths: lengths,
    /** Syllables of the Chinese title: what titles are sorted by. */
    syllables,
    /** Entries that count. */
    size: (): number => ordinals.size,
    /** Ordinals in use and dead ones. */
    span: (): number => ids.length,
    alive: (): Bitset => alive,

    /**
     * The live entries in which every word is found, with how well each answers: 100 its title or id is the query, 90
     * the title begins with it, 80 contains it, 75 contains all its words; 70, 65, 60 the same in pinyin (whole, from
     * the start, within); 40 found in keywords, owner or fields too; 20 not without the description.
     */
    match(phrase: string, words: string[], among: Bitset): { found: Bitset; scores: Float32Array } {
      const scores = new Float32Array(ids.length);
      const within = (sets: Bitset[]) => intersect(alive, among, ...sets);
      const parts = words.map((word) => {
        const title = titles.match(word);
        const spelled = titles.matchPinyin(word);
        const name = unite(names.match(word), names.matchPinyin(word));
        return { title, spelled, name, description: descriptions.match(word) };
      });
      const found = within(parts.map((part) => unite(part.title, part.spelled, part.name, part.description)));
      const raise = (bits: Bitset, score: number, when?: (ordinal: number) => boolean) =>
        forEachBit(bits, (ordinal) => {
          if (scores[ordinal]! < score && (!when || when(ordinal))) scores[ordinal] = score;
        });
      raise(found, 20);
      raise(within(parts.map((part) => unite(part.title, part.spelled, part.name))), 40);

      const letters = words.join('');
      const inPinyin = within(parts.map((part) => unite(part.title, part.spelled)));
      raise(inPinyin, 60);
      if (/^[a-z]{2,}$/.test(letters)) {
        forEachBit(inPinyin, (ordinal) => {
          const spelled = matchPinyin(syllables[ordinal]!.split(' '), letters);
          if (spelled?.from === 0) scores[ordinal] = spelled.whole ? 70 : 65;
        });
      }
      const inTitle = within(parts.map((part) => part.title));
      const isOneWord = words.length === 1 && words[0] === phrase;
      raise(inTitle, isOneWord ? 80 : 75);
      if (!isOneWord) raise(inTitle, 80, (ordinal) => titles.text(ordinal).includes(phrase));
      const beginning = emptyBits(ids.length);
      for (const [key] of phrase.length === 1
        ? [...beginnings].filter(([start]) => start[0] === phrase)
        : [[phrase.slice(0, 2)] as const]) {
        collectPostings(beginnings, key, beginning);
      }
      raise(intersect(found, beginning), 90, (ordinal) => {
        const text = titles.text(ordinal);
        return text.startsWith(phrase) || text.startsWith(phrase, text.indexOf(separator) + separator.length);
      });
      const same = emptyBits(ids.length);
      collectPostings(exact, phrase, same);
      raise(within([same]), 100);
      forEachBit(within([same]), (ordinal) => addBit(found, ordinal));
      return { found, scores };
    },
  };
}
