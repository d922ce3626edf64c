import { Link } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { usePersonNames } from '../../identity/web/use-names.ts';
import type { StandardDraft } from '../schema.ts';
import { lifeMessages } from './life-messages.ts';
import { LifeState } from './life-state.tsx';
import { standardsMessages } from './messages.ts';

/** The drafts that this person may see, and where each stands in its review. */
export default function DraftsPage() {
  const words = useWords(lifeMessages);
  const names = useWords(standardsMessages);
  const text = useText();
  const format = useFormat();
  const { name } = usePersonNames();
  const drafts = useApi<{ items: StandardDraft[] }>('/standards/drafts');
  return (
    <>
      <PageHead title={words('drafts')}>{words('draftsLead')}</PageHead>
      <Async query={drafts}>
        {({ items }) => (
          <DataTable
            label={words('drafts')}
            cards
            rows={items}
            rowKey={({ id }) => id}
            empty={<Empty title={words('noDrafts')}>{words('noDraftsBody')}</Empty>}
            columns={[
              {
                key: 'title',
                title: names('title'),
                cell: ({ id, standard }) => <Link to={`/console/standards/${id}/life`}>{text(standard.title)}</Link>,
              },
              { key: 'id', title: names('identifier'), cell: ({ id }) => <code>{id}</code> },
              { key: 'state', title: words('state'), cell: ({ status }) => <LifeState state={status} /> },
              { key: 'by', title: words('savedBy'), cell: ({ savedBy }) => name(savedBy) },
              {
                key: 'at',
                title: names('updated'),
                cell: ({ savedAt }) => <span className="nowrap">{format.instant(savedAt)}</span>,
              },
            ]}
          />
        )}
      </Async>
    </>
  );
}
