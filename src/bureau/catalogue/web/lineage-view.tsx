import { Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail, Lineage } from '../schema.ts';
import { placeNodes } from './lineage-layout.ts';
import { catalogueMessages } from './messages.ts';

const [width, height, gapX, gapY] = [208, 68, 64, 20];

/** Where the data comes from and where it is used, as a graph and as a list. */
export default function LineageView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const shell = useWords(shellMessages);
  const [view, setView] = useState<'graph' | 'list'>('graph');
  const lineage = useApi<Lineage>(`/datasets/${encodeURIComponent(dataset.id)}/lineage`);
  return (
    <Async query={lineage}>
      {(graph) =>
        graph.edges.length === 0 ? (
          <Empty title={words('lineageEmpty')}>{words('lineageEmptyBody')}</Empty>
        ) : (
          <section className="panel stack">
            <div className="chart-head">
              <h2>{words('lineageLead')}</h2>
              <Segmented
                size="small"
                aria-label={shell('chartView')}
                value={view}
                onChange={setView}
                options={[
                  { value: 'graph', label: shell('showChart') },
                  { value: 'list', label: shell('showTable') },
                ]}
              />
            </div>
            {view === 'graph' ? <Graph lineage={graph} current={dataset.id} /> : <EdgeList lineage={graph} />}
          </section>
        )
      }
    </Async>
  );
}

const kinds = {
  source: 'lineageSource',
  recipe: 'lineageRecipe',
  dataset: 'lineageDataset',
  analysis: 'lineageAnalysis',
} as const;

/** The dataset id of a node, which may carry its kind before a colon. */
function datasetOf(id: string): string {
  return id.startsWith('dataset:') ? id.slice('dataset:'.length) : id;
}

function Graph({ lineage, current }: { lineage: Lineage; current: string }) {
  const words = useWords(catalogueMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const { nodes, columns, rows } = placeNodes(lineage);
  const at = new Map(
    nodes.map(({ node, column, row }) => [node.id, { x: column * (width + gapX), y: row * (height + gapY) }]),
  );
  const size = { width: columns * (width + gapX) - gapX, height: rows * (height + gapY) - gapY };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="lineage" tabIndex={0} aria-label={words('viewLineage')}>
      <div style={{ position: 'relative', ...size }}>
        <svg width={size.width} height={size.height} aria-hidden="true">
          <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0 8 4 0 8z" fill="var(--muted)" />
            </marker>
          </defs>
          {lineage.edges.map(({ from, to }) => {
            const [a, b] = [at.get(from), at.get(to)];
            if (!a || !b) return null;
            const [x1, y1, x2, y2] = [a.x + width, a.y + height / 2, b.x, b.y + height / 2];
            const bend = Math.max(24, (x2 - x1) / 2);
            return (
              <path
                key={`${from}>${to}`}
                d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
                fill="none"
                stroke="var(--muted)"
                strokeWidth="1.5"
                markerEnd="url(#arrow)"
              />
            );
          })}
        </svg>
        {nodes.map(({ node }) => {
          const place = at.get(node.id);
          const id = datasetOf(node.id);
          const body = (
            <>
              <span className="muted small">
                {words(kinds[node.kind])}
                {node.version === null ? '' : ` · ${shell('versionNumber', { version: node.version })}`}
              </span>
              <span className="lineage-title">{text(node.title)}</span>
            </>
          );
          const props = {
            className: `lineage-node ${node.kind}${id === current ? ' current' : ''}`,
            style: { left: place?.x, top: place?.y, width, height },
            title: text(node.title),
          };
          return node.kind === 'dataset' && id !== current ? (
            <Link key={node.id} to={`/datasets/${id}`} {...props}>
              {body}
            </Link>
          ) : (
            <div key={node.id} {...props}>
              {body}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function EdgeList({ lineage }: { lineage: Lineage }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const titles = new Map(lineage.nodes.map((node) => [node.id, text(node.title)]));
  return (
    <DataTable
      label={words('viewLineage')}
      rows={lineage.edges}
      rowKey={(edge) => `${edge.from}>${edge.to}`}
      columns={[
        { key: 'from', title: words('lineageSource'), cell: (edge) => titles.get(edge.from) },
        { key: 'to', title: words('lineageDataset'), cell: (edge) => titles.get(edge.to) },
      ]}
    />
  );
}
