import { expect, test } from 'vitest';
import { placeNodes } from './lineage-layout.ts';

const node = (id: string) => ({ id, kind: 'dataset' as const, title: { zh: id, en: id }, version: 1 });

test('each node stands after all that it comes from', () => {
  const placed = placeNodes({
    nodes: [node('result'), node('a'), node('b'), node('analysis')],
    edges: [
      { from: 'a', to: 'analysis' },
      { from: 'b', to: 'analysis' },
      { from: 'a', to: 'b' },
      { from: 'analysis', to: 'result' },
    ],
  });
  const column = Object.fromEntries(placed.nodes.map((entry) => [entry.node.id, entry.column]));
  expect(column).toEqual({ a: 0, b: 1, analysis: 2, result: 3 });
  expect(placed.columns).toBe(4);
});

test('nodes of one column take different rows', () => {
  const placed = placeNodes({ nodes: [node('a'), node('b'), node('c')], edges: [{ from: 'a', to: 'c' }] });
  expect(placed.nodes.map(({ column, row }) => [column, row])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
  ]);
  expect(placed.rows).toBe(2);
});
