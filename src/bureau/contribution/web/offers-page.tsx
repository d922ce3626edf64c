import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useWords } from '../../../web/words.ts';
import type { OfferStatus, OfferSummary } from '../schema.ts';
import { contributionMessages } from './messages.ts';
import { OfferState, offerStatuses } from './offer-state.tsx';

/** The offers that this person may see, newest first. */
export default function OffersPage() {
  const words = useWords(contributionMessages);
  const format = useFormat();
  const [status, setStatus] = useState<OfferStatus | ''>('');
  const offers = useApi<{ items: OfferSummary[] }>('/offers', { limit: 200, ...(status ? { status } : {}) });
  return (
    <>
      <PageHead title={words('offers')}>{words('offersLead')}</PageHead>
      <div className="row">
        <Select
          aria-label={words('status')}
          style={{ minWidth: '10rem' }}
          value={status}
          options={[
            { value: '', label: words('all') },
            ...offerStatuses.map((value) => ({ value, label: words(value) })),
          ]}
          onChange={(next: OfferStatus | '') => setStatus(next)}
        />
      </div>
      <Async query={offers}>
        {({ items }) => (
          <DataTable
            label={words('offers')}
            cards
            rows={items}
            rowKey={({ id }) => id}
            empty={<Empty title={words('noOffers')} />}
            columns={[
              {
                key: 'title',
                title: words('title'),
                cell: ({ id, title }) => <Link to={`/console/offers/${id}`}>{title}</Link>,
              },
              {
                key: 'who',
                title: words('who'),
                cell: ({ contributor, kind }) => `${contributor} · ${words(kind)}`,
              },
              { key: 'status', title: words('status'), cell: ({ status }) => <OfferState status={status} /> },
              {
                key: 'at',
                title: words('offeredAt'),
                cell: ({ createdAt }) => <span className="nowrap">{format.instant(createdAt)}</span>,
              },
            ]}
          />
        )}
      </Async>
    </>
  );
}
