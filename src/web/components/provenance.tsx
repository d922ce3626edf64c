import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useDatasetTitles } from '../../bureau/catalogue/web/use-titles.ts';
import type { Indicator } from '../../bureau/operations/schema.ts';
import { shellMessages } from '../messages.ts';
import { useText, useWords } from '../words.ts';

export type ProvenanceOf = Indicator['provenance'];

/** The address of the records under a figure. */
export function rowsAddress(provenance: ProvenanceOf): string {
  const query = new URLSearchParams({
    view: 'preview',
    version: String(provenance.version),
    filter: provenance.filter,
  });
  return `/datasets/${provenance.dataset}?${query}`;
}

/** Opens a computed figure to how it came about: analysis, formula, basis, inputs with versions, and its rows. */
export function Provenance({ provenance, title }: { provenance: ProvenanceOf; title: string }) {
  const words = useWords(shellMessages);
  const text = useText();
  const [open, setOpen] = useState(false);
  const titleOf = useDatasetTitles(
    open ? [provenance.dataset, ...provenance.inputs.map((input) => input.dataset)] : [],
  );
  return (
    <>
      <Button
        type="link"
        size="small"
        style={{ paddingInline: 0 }}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
      >
        {words('howComputed')}
        <span className="visually-hidden">{title}</span>
      </Button>
      <Drawer title={title} open={open} onClose={() => setOpen(false)} size="large" destroyOnHidden>
        <dl className="stack">
          <div>
            <dt className="muted">{words('formula')}</dt>
            <dd style={{ whiteSpace: 'pre-wrap' }}>{text(provenance.formula)}</dd>
          </div>
          <div>
            <dt className="muted">{words('basis')}</dt>
            <dd>{provenance.source}</dd>
          </div>
          {provenance.analysis ? (
            <div>
              <dt className="muted">{words('analysis')}</dt>
              <dd className="mono">{provenance.analysis}</dd>
            </div>
          ) : null}
          <div>
            <dt className="muted">{words('inputs')}</dt>
            {provenance.inputs.map((input) => (
              <dd key={input.dataset}>
                <Link to={`/datasets/${input.dataset}`}>{titleOf(input.dataset)}</Link>{' '}
                <span className="muted">{words('versionNumber', { version: input.version })}</span>
              </dd>
            ))}
          </div>
          <div>
            <dt className="muted">{words('resultDataset')}</dt>
            <dd>
              <Link to={`/datasets/${provenance.dataset}`}>{titleOf(provenance.dataset)}</Link>{' '}
              <span className="muted">{words('versionNumber', { version: provenance.version })}</span>
            </dd>
          </div>
        </dl>
        <p style={{ marginTop: '1.5rem' }}>
          <Link to={rowsAddress(provenance)}>{words('showRows')}</Link>
        </p>
      </Drawer>
    </>
  );
}
