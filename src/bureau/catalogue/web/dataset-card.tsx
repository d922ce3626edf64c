import { Link } from 'react-router';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Dataset } from '../schema.ts';
import { catalogueMessages } from './messages.ts';
import { opennessNames, opennessTones, sectorNames, statusNames, statusTones } from './names.ts';

/** A dataset in a list: title, what it is, and the facts by which one chooses. */
export function DatasetCard({ dataset }: { dataset: Dataset }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const facts = [
    text(dataset.owner.name),
    dataset.sector ? text(sectorNames[dataset.sector as string]) : '',
    dataset.rows === null ? words('noVersion') : words('rowCount', { rows: format.number(dataset.rows) }),
    dataset.quality === null ? '' : words('qualityShort', { score: format.number(dataset.quality * 100, 0) }),
    dataset.updatedAt ? words('updatedAt', { at: format.instant(dataset.updatedAt) }) : '',
  ].filter(Boolean);
  return (
    <article className="panel dataset-card">
      <div className="row between">
        <h3>
          <Link to={`/datasets/${dataset.id}`}>{text(dataset.title)}</Link>
        </h3>
        {dataset.status === 'published' ? (
          <StatusTag tone={opennessTones[dataset.openness] ?? 'plain'}>
            {text(opennessNames[dataset.openness])}
          </StatusTag>
        ) : (
          <StatusTag tone={statusTones[dataset.status] ?? 'plain'}>{text(statusNames[dataset.status])}</StatusTag>
        )}
      </div>
      <p className="clamp">{text(dataset.description)}</p>
      <p className="muted small">{facts.join(' · ')}</p>
    </article>
  );
}
