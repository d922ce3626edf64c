import { DataTable } from '../../../web/components/data-table.tsx';
import { absent, useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Proposal } from '../schema.ts';
import { standardsMessages } from './messages.ts';

/** How sure the proposal is of each field, and why. */
export function ProposalNotes({ proposal }: { proposal: Proposal }) {
  const words = useWords(standardsMessages);
  const text = useText();
  const format = useFormat();
  const { rows, total, rejected } = proposal;
  const looked = { rows: format.number(rows), total: format.number(total), rejected: format.number(rejected) };
  return (
    <>
      <p>{words('lookedOver', looked)}</p>
      <DataTable
        label={words('proposal')}
        cards
        rows={proposal.fields}
        rowKey={(field) => field.name}
        columns={[
          { key: 'column', title: words('column'), cell: (field) => field.column || absent },
          { key: 'field', title: words('field'), cell: (field) => <code>{field.name}</code> },
          {
            key: 'confidence',
            title: words('confidence'),
            numeric: true,
            cell: (field) => format.percent(field.confidence, 0),
          },
          {
            key: 'reasons',
            title: words('reasons'),
            cell: (field) => field.reasons.map((reason) => text(reason)).join(words('reasonJoiner')),
          },
          { key: 'misfits', title: words('misfits'), cell: (field) => field.misfits.join(' · ') },
        ]}
      />
    </>
  );
}
