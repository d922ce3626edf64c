import type { Lineage } from '../schema.ts';

/** A node with its column, counted from the farthest source, and its place in that column. */
export interface PlacedNode {
  node: Lineage['nodes'][number];
  column: number;
  row: number;
}

/** Puts each node one column after the last of those it comes from; cycles, which lineage has none of, end the walk. */
export function placeNodes(lineage: Lineage): { nodes: PlacedNode[]; columns: number; rows: number } {
  const sources = new Map<string, string[]>();
  for (const { from, to } of lineage.edges) sources.set(to, [...(sources.get(to) ?? []), from]);
  const columnOf = new Map<string, number>();
  const walk = (id: string, path: Set<string>): number => {
    const known = columnOf.get(id);
    if (known !== undefined) return known;
    if (path.has(id)) return 0;
    const above = (sources.get(id) ?? []).map((source) => walk(source, new Set([...path, id])) + 1);
    const column = Math.max(0, ...above);
    columnOf.set(id, column);
    return column;
  };
  const filled: number[] = [];
  const nodes = lineage.nodes.map((node) => {
    const column = walk(node.id, new Set());
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    return { node, column, row };
  });
  return { nodes, columns: filled.length, rows: Math.max(0, ...filled.map((count) => count ?? 0)) };
}
