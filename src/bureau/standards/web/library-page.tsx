import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { LibraryItem } from '../schema.ts';
import { lifeMessages } from './life-messages.ts';
import { standardsMessages } from './messages.ts';
import { writers } from './standards-page.tsx';

/** Ready standards by sector; one press makes one a draft of the own organisation. */
export default function LibraryPage() {
  const words = useWords(lifeMessages);
  const names = useWords(standardsMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { has } = useSession();
  const { message } = App.useApp();
  const [busy, setBusy] = useState('');
  const library = useApi<{ items: LibraryItem[] }>('/standard-library', {}, { staleMilliseconds: 600_000 });
  const use = async (id: string) => {
    setBusy(id);
    try {
      await call('POST', `/standard-library/${id}/draft`, { body: {} });
      message.success(words('draftSaved'));
      await navigate(`/console/standards/${id}/life`);
    } catch (error) {
      message.error((error as Error).message);
    } finally {
      setBusy('');
    }
  };
  return (
    <>
      <PageHead title={words('library')}>{words('libraryLead')}</PageHead>
      <Async query={library}>
        {({ items }) => (
          <DataTable
            label={words('library')}
            cards
            rows={items}
            rowKey={({ standard }) => standard.id}
            columns={[
              { key: 'sector', title: words('sector'), cell: ({ sector }) => words(sector) },
              {
                key: 'title',
                title: names('title'),
                cell: ({ standard }) => (
                  <span>
                    {text(standard.title)}
                    <br />
                    <code className="muted">{standard.id}</code>
                  </span>
                ),
              },
              {
                key: 'fields',
                title: names('fieldCount'),
                numeric: true,
                cell: ({ standard }) => format.number(standard.fields.length),
              },
              {
                key: 'source',
                title: words('source'),
                cell: ({ source }) => (source ? text(source) : <span className="muted">{words('noSource')}</span>),
              },
              {
                key: 'use',
                title: '',
                cell: ({ standard }) =>
                  has(...writers) ? (
                    <Button size="small" loading={busy === standard.id} onClick={() => void use(standard.id)}>
                      {words('use')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Async>
    </>
  );
}
