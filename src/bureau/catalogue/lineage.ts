import type { Principal, Text } from '../../kernel/index.ts';
import type { CatalogueNeeds } from './dependencies.ts';
import { toResource } from './entry-shape.ts';
import type { Repository } from './repository.ts';
import type { Lineage } from './schema.ts';
import type { DatasetRow } from './tables.ts';

type Link = Awaited<ReturnType<Repository['inputsOf']>>[number];
const nodeLimit = 300;

/**
 * Where a dataset's data came from and what was made of it, both ways, from the newest versions: source → dataset →
 * analysis → result. A dataset that the reader may not discover stands as an unnamed node, so that the way stays whole.
 */
export function createLineage(needs: CatalogueNeeds, repository: Repository, row: (id: string) => Promise<DatasetRow>) {
  return async function lineage(principal: Principal, id: string, options: { depth?: number } = {}): Promise<Lineage> {
    needs.access.require(principal, 'dataset:discover', toResource(await row(id)));
    const depth = Math.min(Math.max(options.depth ?? 3, 1), 10);
    const links = new Map<string, Link>();
    const note = (found: Link[]) => {
      for (const link of found)
        if (links.size < nodeLimit * 3) links.set(`${link.kind} ${link.input} ${link.dataset}`, link);
    };
    for (const way of ['up', 'down'] as const) {
      const seen = new Set([id]);
      let ring = [id];
      for (let step = 0; step < depth && ring.length > 0; step++) {
        const found = way === 'up' ? await repository.inputsOf(ring) : await repository.outputsOf(ring);
        note(found);
        ring = found
          .filter((link) => link.kind === 'dataset')
          .map((link) => (way === 'up' ? link.input : link.dataset))
          .filter((next) => !seen.has(next) && seen.add(next) && seen.size <= nodeLimit);
      }
      // An analysis stands between a dataset and its result, so its own other inputs belong to the picture.
      if (way === 'down') note((await repository.inputsOf([...seen])).filter((link) => link.kind === 'analysis'));
    }
    return draw([...links.values()], await names(principal, id, [...links.values()]));
  };

  async function names(principal: Principal, id: string, links: Link[]) {
    const ids = new Set([
      id,
      ...links.flatMap((link) => (link.kind === 'dataset' ? [link.input, link.dataset] : [link.dataset])),
    ]);
    const visible = await repository.findVisible([...ids], needs.access.datasetFilter(principal));
    const known = new Map(visible.map((entry) => [entry.id, entry]));
    let hidden = 0;
    return new Map(
      [...ids].map((dataset) => {
        const entry = known.get(dataset);
        const title = entry
          ? { zh: entry.title_zh, en: entry.title_en }
          : { zh: '无权查看的数据资源', en: 'A dataset not yours to see' };
        return [
          dataset,
          {
            node: entry ? `dataset:${dataset}` : `hidden:${++hidden}`,
            title,
            version: entry ? Number(entry.version ?? 0) : null,
            // What a file of another department is called is its own affair.
            namesSources:
              entry !== undefined && needs.access.decide(principal, 'dataset:collect', toResource(entry)).allowed,
          },
        ];
      }),
    );
  }
}

function draw(
  links: Link[],
  names: Map<string, { node: string; title: Text; version: number | null; namesSources: boolean }>,
): Lineage {
  const nodes = new Map<string, Lineage['nodes'][number]>();
  const edges = new Map<string, { from: string; to: string }>();
  const join = (from: string, to: string) => edges.set(`${from} ${to}`, { from, to });
  for (const { node, title, version } of names.values()) nodes.set(node, { id: node, kind: 'dataset', title, version });
  const analyses = new Map<string, string[]>();
  for (const link of links) {
    if (link.kind !== 'analysis') continue;
    const node = `analysis:${link.input}`;
    // The analysis of a hidden dataset would tell of it.
    if (names.get(link.dataset)?.node.startsWith('hidden:')) continue;
    nodes.set(node, { id: node, kind: 'analysis', title: { zh: link.title_zh, en: link.title_en }, version: null });
    analyses.set(link.dataset, [...(analyses.get(link.dataset) ?? []), node]);
    join(node, names.get(link.dataset)!.node);
  }
  // A recipe stands between a dataset and its sources.
  const recipes = new Map<string, string>();
  for (const link of links) {
    const to = names.get(link.dataset)!.node;
    if (link.kind !== 'recipe' || to.startsWith('hidden:')) continue;
    const node = `recipe:${link.input}`;
    const version = link.input_version === null ? null : Number(link.input_version);
    nodes.set(node, { id: node, kind: 'recipe', title: { zh: link.title_zh, en: link.title_en }, version });
    recipes.set(link.dataset, node);
    join(node, to);
  }
  for (const link of links) {
    const { node: to, namesSources } = names.get(link.dataset)!;
    if (link.kind === 'source') {
      if (to.startsWith('hidden:')) continue;
      const node = `source:${link.input}`;
      const title = namesSources ? { zh: link.title_zh, en: link.title_en } : { zh: '源文件', en: 'Source file' };
      nodes.set(node, { id: node, kind: 'source', title, version: null });
      join(node, recipes.get(link.dataset) ?? to);
    } else if (link.kind === 'dataset') {
      for (const through of analyses.get(link.dataset) ?? [to]) join(names.get(link.input)!.node, through);
    }
  }
  const kept = new Map([...nodes].slice(0, nodeLimit));
  return {
    nodes: [...kept.values()],
    edges: [...edges.values()].filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}
