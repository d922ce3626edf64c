import { PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { CodeList } from '../schema.ts';
import { standardsMessages } from './messages.ts';
import { writers } from './standards-page.tsx';

/** The code lists whose codes standards name as allowed values. */
export default function CodeListsPage() {
  const words = useWords(standardsMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const { has } = useSession();
  const [query, setQuery] = useState('');
  const lists = useApi<{ items: CodeList[] }>('/code-lists');
  const wanted = query.trim().toLowerCase();
  return (
    <>
      <PageHead
        title={words('codeLists')}
        actions={
          has(...writers) ? (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => navigate('/console/code-lists/new')}>
              {words('newCodeList')}
            </Button>
          ) : null
        }
      >
        {words('codeListsLead')}
      </PageHead>
      <div className="stack">
        <Input
          allowClear
          data-search=""
          style={{ maxWidth: '24rem' }}
          placeholder={words('search')}
          aria-label={words('search')}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Async query={lists}>
          {({ items }) => (
            <DataTable
              label={words('codeLists')}
              cards
              rows={items.filter(({ id, title }) => `${id} ${title.zh} ${title.en}`.toLowerCase().includes(wanted))}
              rowKey={(list) => list.id}
              empty={<Empty title={words('noCodeLists')}>{words('noCodeListsBody')}</Empty>}
              columns={[
                {
                  key: 'title',
                  title: words('title'),
                  cell: (list) => <Link to={`/console/code-lists/${list.id}`}>{text(list.title)}</Link>,
                },
                { key: 'id', title: words('identifier'), cell: (list) => <code>{list.id}</code> },
                {
                  key: 'codes',
                  title: words('codeCount'),
                  numeric: true,
                  cell: (list) => format.number(list.codes.length),
                },
              ]}
            />
          )}
        </Async>
      </div>
    </>
  );
}
