import { type Bitset, forEachBit } from './bitset.ts';
import type { SearchIndex } from './search-index.ts';

export type SearchSort = 'relevance' | 'updated' | 'title' | 'rows';
type Order = (a: number, b: number) => number;

/** The order of a sort, best first, with the id as the last word so that pages never overlap. */
export function orderOf(sort: SearchSort, index: SearchIndex, scores: Float32Array): Order {
  const { updated, rows, titleLengths, syllables } = index;
  const byId: Order = (a, b) => (index.id(a) < index.id(b) ? -1 : 1);
  const byUpdate: Order = (a, b) => updated[b]! - updated[a]! || byId(a, b);
  if (sort === 'updated') return byUpdate;
  if (sort === 'rows') return (a, b) => rows[b]! - rows[a]! || byId(a, b);
  if (sort === 'title') {
    return (a, b) => (syllables[a]! < syllables[b]! ? -1 : syllables[a]! > syllables[b]! ? 1 : byId(a, b));
  }
  return (a, b) => {
    const difference = scores[b]! - scores[a]!;
    if (difference !== 0) return difference;
    // Among titles that contain the query, the shorter is the closer one.
    const closer = scores[a]! >= 60 ? titleLengths[a]! - titleLengths[b]! : 0;
    return closer || byUpdate(a, b);
  };
}

/** The first `count` of a set in an order, without sorting the rest: a heap whose root is the worst one kept. */
export function firstOf(bits: Bitset, count: number, order: Order): number[] {
  const heap: number[] = [];
  forEachBit(bits, (ordinal) => {
    if (heap.length < count) {
      heap.push(ordinal);
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (order(heap[i]!, heap[parent]!) <= 0) break;
        [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
        i = parent;
      }
    } else if (count > 0 && order(ordinal, heap[0]!) < 0) {
      heap[0] = ordinal;
      for (let i = 0; ; ) {
        let worst = i;
        for (const child of [2 * i + 1, 2 * i + 2]) {
          if (child < heap.length && order(heap[child]!, heap[worst]!) > 0) worst = child;
        }
        if (worst === i) break;
        [heap[i], heap[worst]] = [heap[worst]!, heap[i]!];
        i = worst;
      }
    }
  });
  return heap.sort(order);
}
