import { createHash } from 'node:crypto';
import { AppError, type Principal } from '../../kernel/index.ts';
import { type Bitset, countBits, emptyBits, intersect } from './bitset.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { toDataset } from './entry-shape.ts';
import { catalogueErrors } from './errors.ts';
import { countFacets, type FacetFilters, passing } from './facets.ts';
import { firstOf, orderOf, type SearchSort } from './ranking.ts';
import type { Repository } from './repository.ts';
import type { Dataset, SearchResult } from './schema.ts';
import { createSearchSource, type SearchState } from './search-source.ts';
import { normalise, queryWords } from './search-text.ts';

export interface SearchOptions {
  q?: string;
  filters?: FacetFilters;
  /** `relevance` with a query and `updated` without one, when not said. */
  sort?: SearchSort;
  /** 1 to 100; 20 when not said. */
  limit?: number;
  cursor?: string;
  /** These entries alone, as far as the reader may see them: names for a page that holds only ids. */
  ids?: string[];
}

interface Answer {
  state: SearchState;
  change: number;
  ordinals: number[];
  total: number;
  facets: SearchResult['facets'];
}

const depthLimit = 10_000;
const answerLimit = 300;
/** So many of the best are kept with an answer, for the pages that follow. */
const kept = 200;

/** Search over the catalogue: found and counted in the index, only among what the reader may discover. */
export function createSearch(needs: CatalogueNeeds, repository: Repository) {
  const source = createSearchSource(repository);
  const answers = new Map<string, Answer>();

  function find(state: SearchState, visible: Bitset, options: SearchOptions & { count: number }): Answer {
    const { index } = state;
    const phrase = normalise(options.q ?? '');
    const words = queryWords(phrase);
    const filters = options.filters ?? {};
    const columns = index.facets;
    // Punctuation alone names nothing.
    const among = phrase !== '' && words.length === 0 ? emptyBits() : visible;
    const matched = words.length > 0 ? index.match(phrase, words, among) : null;
    const found = matched?.found ?? intersect(among, index.alive());
    const passed = passing(found, filters, { columns });
    const sort = options.sort ?? (matched ? 'relevance' : 'updated');
    const order =
      sort === 'relevance' && matched
        ? orderOf('relevance', index, matched.scores)
        : orderOf(sort === 'relevance' ? 'updated' : sort, index, new Float32Array());
    return {
      state,
      change: state.change,
      ordinals: firstOf(passed, options.count, order),
      total: countBits(passed),
      facets: countFacets(found, filters, { columns, ownerName: state.ownerName }),
    };
  }

  async function search(principal: Principal, options: SearchOptions = {}): Promise<SearchResult> {
    const limit = Math.min(Math.max(options.limit ?? 20, 1), 100);
    const question = JSON.stringify([normalise(options.q ?? ''), options.filters ?? {}, options.sort ?? null]);
    const offset = readCursor(options.cursor, question);
    const filter = needs.access.datasetFilter(principal);
    if (options.ids) {
      const items = (await repository.findVisible(options.ids.slice(0, 100), filter)).map(toDataset);
      return { items, next: null, total: items.length, facets: [] };
    }
    const state = await source.current();
    const visible = await source.visible(state, filter);
    const key = `${visible.key} ${question}`;
    let answer = answers.get(key);
    const enough = (known: Answer) =>
      known.ordinals.length > offset + limit || known.ordinals.length === Math.min(known.total, depthLimit);
    if (answer?.state !== state || answer.change !== state.change || !enough(answer)) {
      answer = find(state, visible.bits, {
        ...options,
        count: Math.min(Math.max(offset + limit + 1, kept), depthLimit),
      });
      answers.delete(key);
      if (answers.size >= answerLimit) answers.delete(answers.keys().next().value!);
      answers.set(key, answer);
    }
    const ids = answer.ordinals.slice(offset, offset + limit).map((ordinal) => state.index.id(ordinal));
    // The entries themselves are read under the reader's own condition, whatever the index believed.
    const rows = new Map((await repository.findVisible(ids, filter)).map((row) => [row.id, toDataset(row)]));
    const more = offset + limit < Math.min(answer.total, depthLimit);
    return {
      items: ids.map((id) => rows.get(id)).filter((item): item is Dataset => item !== undefined),
      next: more ? writeCursor(offset + limit, question) : null,
      total: answer.total,
      facets: answer.facets,
    };
  }

  return { search, changed: source.changed };
}

const mark = (question: string) => createHash('sha256').update(question).digest('base64url').slice(0, 12);

function writeCursor(offset: number, question: string): string {
  return `${offset.toString(36)}.${mark(question)}`;
}

function readCursor(cursor: string | undefined, question: string): number {
  if (cursor === undefined) return 0;
  const [offset = '', of] = cursor.split('.');
  const number = Number.parseInt(offset, 36);
  if (!/^[0-9a-z]{1,4}$/.test(offset) || of !== mark(question) || number > depthLimit) {
    throw new AppError(catalogueErrors.cursorInvalid);
  }
  return number;
}
