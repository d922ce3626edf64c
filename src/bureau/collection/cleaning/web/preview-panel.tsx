import { DataTable } from '../../../../web/components/data-table.tsx';
import { Figure } from '../../../../web/components/figure.tsx';
import { StatusTag } from '../../../../web/components/status-tag.tsx';
import { useFormat } from '../../../../web/format.ts';
import { useText, useWords } from '../../../../web/words.ts';
import { type RecipePreview, type StepEffect, stepTitles } from '../schema.ts';
import { recipeMessages } from './messages.ts';

/** What a recipe made of a source: sums, each step with examples, and some rows before and after. */
export function PreviewPanel({ preview }: { preview: RecipePreview }) {
  const words = useWords(recipeMessages);
  const text = useText();
  const format = useFormat();
  const changes = preview.sample.flatMap(({ before, after }, row) =>
    preview.fields.flatMap(({ name, title }, index) =>
      before[index] === after[index] ? [] : [{ row, name, title, before: before[index], after: after[index] }],
    ),
  );
  const cell = (value: string | null | undefined) =>
    value === null || value === undefined || value === '' ? <span className="muted">{words('emptyText')}</span> : value;
  return (
    <div className="stack" aria-live="polite">
      <div className="tiles narrow">
        <Figure label={words('rowsSeen')} value={format.number(preview.rows)} unit={words('rowsUnit')} />
        <Figure label={words('changed')} value={format.number(preview.changed)} unit={words('rowsUnit')} />
        <Figure label={words('badBefore')} value={format.number(preview.badBefore)} unit={words('rowsUnit')} />
        <Figure label={words('badAfter')} value={format.number(preview.badAfter)} unit={words('rowsUnit')} />
      </div>
      <ol className="plain stack">
        {preview.steps.map((effect) => (
          <li key={effect.index} className="stack" style={{ gap: '0.25rem' }}>
            <Effect effect={effect} />
          </li>
        ))}
      </ol>
      <DataTable
        label={words('preview')}
        cards
        rows={changes.slice(0, 100)}
        rowKey={({ row, name }) => `${row}-${name}`}
        empty={<p className="muted">{words('noChange')}</p>}
        columns={[
          { key: 'field', title: words('field'), cell: ({ title }) => text(title) },
          { key: 'before', title: words('before'), cell: ({ before }) => <del>{cell(before)}</del> },
          { key: 'after', title: words('after'), cell: ({ after }) => <strong>{cell(after)}</strong> },
        ]}
      />
    </div>
  );
}

function Effect({ effect }: { effect: StepEffect }) {
  const words = useWords(recipeMessages);
  const text = useText();
  const format = useFormat();
  const rows = format.number(effect.rows);
  return (
    <>
      <span className="row">
        <strong>
          {effect.index + 1} · {text(stepTitles[effect.step as keyof typeof stepTitles])}
        </strong>
        <span>{words(effect.step === 'de-duplicate' ? 'takenOut' : 'effect', { rows })}</span>
        {effect.left > 0 ? (
          <StatusTag tone="attention">{words('left', { count: format.number(effect.left) })}</StatusTag>
        ) : null}
      </span>
      <span className="muted small">
        {effect.examples.slice(0, 4).map(({ field, before, after }) => (
          <span key={`${field}|${before}`} style={{ marginInlineEnd: '1rem' }}>
            {before ?? words('emptyText')} → {after || words('emptyText')}
          </span>
        ))}
        {effect.leftExamples.length > 0 ? `? ${effect.leftExamples.slice(0, 4).join(' · ')}` : null}
      </span>
    </>
  );
}
