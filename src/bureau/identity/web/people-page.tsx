import { PlusOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Person } from '../schema.ts';
import { identityMessages } from './messages.ts';
import { PasswordOnce } from './password-once.tsx';
import { PersonForm } from './person-form.tsx';
import { roleNames } from './role-names.ts';

/** Who may sign in, and as what; for administrators. */
export default function PeoplePage() {
  const words = useWords(identityMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [query, setQuery] = useState('');
  const [edited, setEdited] = useState<Person | 'new' | null>(null);
  const [told, setTold] = useState<{ name: string; password: string } | null>(null);
  const people = useApi<{ items: Person[] }>('/people', { search: query.trim() }, { keep: true });
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      message.success(words('saved'));
      await client.invalidateQueries();
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  const reset = (person: Person) =>
    modal.confirm({
      title: words('resetTitle', { name: person.name }),
      content: words('resetBody'),
      okText: words('resetPassword'),
      onOk: () =>
        act(async () => {
          const answer = await call<{ password: string | null }>(
            'POST',
            `/people/${encodeURIComponent(person.id)}/password`,
          );
          if (answer.password) setTold({ name: person.name, password: answer.password });
        }),
    });
  return (
    <>
      <PageHead
        title={words('people')}
        actions={
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>
            {words('addPerson')}
          </Button>
        }
      >
        {words('peopleLead')}
      </PageHead>
      <div className="stack">
        <Input.Search
          allowClear
          data-search=""
          style={{ maxWidth: '24rem' }}
          placeholder={words('searchPeople')}
          aria-label={words('searchPeople')}
          onSearch={setQuery}
        />
        <Async query={people}>
          {({ items }) => (
            <DataTable
              label={words('people')}
              cards
              rows={items}
              rowKey={(person) => person.id}
              empty={<Empty title={words('noPeople')}>{words('noPeopleBody')}</Empty>}
              columns={[
                { key: 'name', title: words('name'), cell: (person) => <strong>{person.name}</strong> },
                { key: 'email', title: words('email'), cell: (person) => person.email },
                {
                  key: 'organisation',
                  title: words('organisation'),
                  cell: (person) => (person.organisation ? text(person.organisation.name) : words('noOrganisation')),
                },
                {
                  key: 'roles',
                  title: words('roles'),
                  cell: (person) => person.roles.map((role) => text(roleNames[role])).join(' · '),
                },
                {
                  key: 'state',
                  title: words('state'),
                  cell: (person) => (
                    <StatusTag tone={person.disabled ? 'plain' : 'good'}>
                      {words(person.disabled ? 'disabled' : 'active')}
                    </StatusTag>
                  ),
                },
                {
                  key: 'actions',
                  title: shell('actions'),
                  cell: (person) => (
                    <span className="row">
                      <Button size="small" onClick={() => setEdited(person)}>
                        {words('edit')}
                      </Button>
                      <Button size="small" onClick={() => reset(person)}>
                        {words('resetPassword')}
                      </Button>
                      <Button
                        size="small"
                        danger={!person.disabled}
                        onClick={() =>
                          void act(() =>
                            call('PATCH', `/people/${encodeURIComponent(person.id)}`, {
                              body: { disabled: !person.disabled },
                            }),
                          )
                        }
                      >
                        {words(person.disabled ? 'enable' : 'disable')}
                      </Button>
                    </span>
                  ),
                },
              ]}
            />
          )}
        </Async>
      </div>
      {edited ? (
        <PersonForm
          person={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onPassword={(name, password) => setTold({ name, password })}
        />
      ) : null}
      <PasswordOnce told={told} onClose={() => setTold(null)} />
    </>
  );
}
