import type { Expression, SqlBool } from 'kysely';
import type { Text } from '../../kernel/index.ts';
import { addBit, type Bitset, emptyBits } from './bitset.ts';
import type { Repository } from './repository.ts';
import { createSearchIndex, type SearchEntry, type SearchIndex } from './search-index.ts';

const batch = 500;
/** How old the index may be when nothing changed in this process; changes of other processes are seen after this. */
const freshMilliseconds = 250;
const readerLimit = 200;

/** The index at a moment, and which of its entries a reader may discover. */
export interface SearchState {
  index: SearchIndex;
  /** The change of the catalogue up to which it is. */
  change: number;
  ownerName: (id: string) => Text | undefined;
}

/**
 * Keeps the search index in step with the metadata database, which stays the truth: it reads the entries that changed
 * since it last looked. Who may discover what is asked of the database with the SQL condition that `access` gives, once
 * for all readers of one condition, and then for changed entries only.
 */
export function createSearchSource(repository: Repository) {
  const owners = new Map<string, Text>();
  let state: SearchState = { index: createSearchIndex(), change: 0, ownerName: (id) => owners.get(id) };
  let readers = new Map<string, { bits: Bitset; change: number }>();
  let checkedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;

  async function readChanges(): Promise<void> {
    // Most ordinals are dead after many changes: begin anew, the old index serves until the new one is whole.
    const rebuild = state.index.span() > 1000 && state.index.span() > 2 * state.index.size();
    const next = rebuild ? { ...state, index: createSearchIndex(), change: 0 } : state;
    let after: { change: number; id: string | null } = { change: next.change, id: null };
    while (true) {
      const rows = await repository.changedEntries(after, batch);
      next.index.add(rows.map(toSearchEntry));
      for (const row of rows) owners.set(row.owner, { zh: row.owner_name_zh, en: row.owner_name_en });
      const last = rows.at(-1);
      if (!last) break;
      after = { change: Number(last.change), id: last.id };
      if (rows.length < batch) break;
    }
    next.change = after.change;
    if (rebuild) {
      state = next;
      readers = new Map();
    }
  }

  async function refresh(now: number): Promise<void> {
    while (now > checkedAt) {
      if (running) {
        await running;
        continue;
      }
      const startedAt = performance.now();
      running = readChanges().finally(() => {
        running = null;
      });
      await running;
      checkedAt = startedAt;
    }
  }

  return {
    /** The index, no older than `freshMilliseconds`, and never older than this process's own last change. */
    async current(): Promise<SearchState> {
      const now = performance.now();
      if (now - checkedAt > freshMilliseconds) await refresh(now);
      return state;
    },

    /** To be called after a change of the catalogue in this process. */
    changed(): void {
      checkedAt = Number.NEGATIVE_INFINITY;
    },

    /** The ordinals of what a reader may discover, with a key that equal readers share. */
    async visible({ index, change }: SearchState, filter: Expression<SqlBool>): Promise<{ key: string; bits: Bitset }> {
      const key = repository.filterKey(filter);
      const known = readers.get(key);
      if (known?.change === change) return { key, bits: known.bits };
      const since = known?.change ?? -1;
      const bits = known ? { words: known.bits.words.slice() } : emptyBits(index.span());
      for (const id of await repository.discoverable(filter, since)) {
        const ordinal = index.ordinalOf(id);
        if (ordinal !== undefined) addBit(bits, ordinal);
      }
      readers.delete(key);
      if (readers.size >= readerLimit) readers.delete(readers.keys().next().value!);
      readers.set(key, { bits, change });
      return { key, bits };
    },
  };
}

export type SearchRow = Awaited<ReturnType<Repository['changedEntries']>>[number];

function toSearchEntry(row: SearchRow): SearchEntry {
  return {
    id: row.id,
    titleZh: row.title_zh,
    titleEn: row.title_en,
    titlePinyin: row.title_pinyin,
    description: `${row.description_zh} ${row.description_en}`,
    labels: [...row.keywords, row.owner_name_zh, row.owner_name_en],
    fieldWords: row.field_words,
    // In the order of `facetNames`.
    facets: [row.sector, row.owner, row.openness, row.sharing, row.level, row.status, row.cadence, row.update_mode],
    updatedAt: row.updated_at?.getTime() ?? 0,
    rows: Number(row.rows ?? 0),
  };
}
