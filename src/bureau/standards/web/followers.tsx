import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { absent, useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Follower, StandardChangePreview } from '../../catalogue/schema.ts';
import { lifeMessages } from './life-messages.ts';

/** Which datasets follow which version of a standard; those who keep one preview and make its migration here. */
export function Followers({ id, version }: { id: string; version: number }) {
  const words = useWords(lifeMessages);
  const text = useText();
  const format = useFormat();
  const followers = useApi<{ items: Follower[] }>(`/standards/${encodeURIComponent(id)}/followers`);
  const [chosen, setChosen] = useState<Follower | null>(null);
  return (
    <>
      <Async query={followers}>
        {({ items }) => (
          <DataTable
            label={words('followers')}
            cards
            rows={items}
            rowKey={(item) => item.id}
            empty={<Empty title={words('noFollowers')} />}
            columns={[
              {
                key: 'dataset',
                title: words('dataset'),
                cell: (item) => <Link to={`/datasets/${item.id}`}>{text(item.title)}</Link>,
              },
              { key: 'follows', title: words('follows'), cell: (item) => `v${item.standardVersion}` },
              {
                key: 'rows',
                title: words('rows'),
                numeric: true,
                cell: (item) => (item.rows === null ? absent : format.number(item.rows)),
              },
              {
                key: 'act',
                title: '',
                cell: (item) =>
                  item.mayMigrate && item.standardVersion !== version ? (
                    <Button size="small" onClick={() => setChosen(item)}>
                      {words('preview')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Async>
      {chosen ? <Migration dataset={chosen.id} version={version} onClose={() => setChosen(null)} /> : null}
    </>
  );
}

function Migration({ dataset, version, onClose }: { dataset: string; version: number; onClose(): void }) {
  const words = useWords(lifeMessages);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const path = `/datasets/${encodeURIComponent(dataset)}/standard-change`;
  const preview = useApi<StandardChangePreview>(path, { version }, { staleMilliseconds: 0 });
  const migrate = async () => {
    if (!preview.data) return;
    setBusy(true);
    try {
      const { failing, revision } = preview.data;
      await call('POST', path, { body: { version, failing, revision } });
      message.success(words('migrated'));
      await client.invalidateQueries();
      onClose();
    } catch (error) {
      message.error((error as Error).message);
      await preview.refetch();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width="min(60rem, 96vw)"
      title={`${words('previewTitle')} · ${dataset}`}
      onCancel={onClose}
      onOk={() => void migrate()}
      okText={words('migrate', { version })}
      okButtonProps={{ disabled: !preview.data?.possible, loading: busy }}
    >
      <Async query={preview}>{(found) => <PreviewTable preview={found} />}</Async>
    </Modal>
  );
}

function PreviewTable({ preview }: { preview: StandardChangePreview }) {
  const words = useWords(lifeMessages);
  const text = useText();
  const format = useFormat();
  const counts = {
    checked: format.number(preview.checked),
    total: format.number(preview.total),
    failing: format.number(preview.failing),
  };
  return (
    <div className="stack">
      <p role="status">{words(preview.failing === 0 ? 'previewGood' : 'previewBad', counts)}</p>
      {preview.types.map((change) => (
        <p key={change.field} style={{ color: 'var(--litchi)' }}>
          {words('previewTypes', change)}
        </p>
      ))}
      {preview.rules.length > 0 ? (
        <DataTable
          label={words('previewTitle')}
          cards
          rows={preview.rules}
          rowKey={({ field, rule }) => `${field}|${rule}`}
          columns={[
            { key: 'rule', title: words('rule'), cell: ({ message }) => text(message) },
            { key: 'count', title: words('count'), numeric: true, cell: ({ count }) => format.number(count) },
            {
              key: 'examples',
              title: words('examples'),
              cell: ({ examples }) => (
                <ul className="plain small">
                  {examples.map((row) => (
                    <li key={JSON.stringify(row)} style={{ overflowWrap: 'anywhere' }}>
                      {Object.entries(row)
                        .slice(0, 8)
                        .map(([name, value]) => `${name}: ${value === null ? absent : String(value)}`)
                        .join(' · ')}
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      ) : null}
    </div>
  );
}
