import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { apiAddress, call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { ConfirmByName } from '../../../web/components/confirm-by-name.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Async, Empty, Loading } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import type { Mend, QuarantinedRow, Run } from '../schema.ts';
import { BulkEdit } from './bulk-edit.tsx';
import type { Mends } from './mends.ts';
import { collectionMessages } from './messages.ts';
import { QuarantineGrid } from './quarantine-grid.tsx';
import { UploadMended } from './upload-mended.tsx';

const size = 50;
const noMends: Mends = {};
const statusWords = {
  open: 'rowOpen',
  mended: 'rowMended',
  resubmitted: 'rowResubmitted',
  discarded: 'rowDiscarded',
} as const;

/** The rejected rows of a run: mended in place, in bulk or by file, then resubmitted. */
export default function QuarantinePage() {
  const words = useWords(collectionMessages);
  const { id = '' } = useParams();
  const run = useApi<Run>(`/runs/${encodeURIComponent(id)}`, {}, { staleMilliseconds: 0 });
  return (
    <Async query={run} title={words('quarantine')} skeleton={<Loading rows={8} />}>
      {(found) => <Quarantine run={found} />}
    </Async>
  );
}

function Quarantine({ run }: { run: Run }) {
  const words = useWords(collectionMessages);
  const text = useText();
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const [field, rule, status] = [search.get('field'), search.get('rule'), search.get('status') ?? ''];
  const base = `/runs/${encodeURIComponent(run.id)}`;
  const paging = usePaging(search.toString());
  const dataset = useApi<DatasetDetail>(`/datasets/${encodeURIComponent(run.dataset)}`);
  const rows = useApi<{ items: QuarantinedRow[]; next: string | null; total?: number }>(
    `${base}/quarantine`,
    { field, rule, status, limit: size, cursor: paging.cursor },
    { keep: true, staleMilliseconds: 0 },
  );
  const draft = useDraft<Mends>(`quarantine.${run.id}`, noMends);
  const [selected, setSelected] = useState<number[]>([]);
  const [discarding, setDiscarding] = useState(false);
  const [bulkOpen, setBulkOpen] = useState(false);
  const [uploadOpen, setUploadOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const unsaved = Object.keys(draft.value).length;
  const finding = run.summary.find((entry) => entry.rule === rule && (entry.field ?? '') === (field ?? ''));

  const work = async <Answer,>(act: () => Promise<Answer>): Promise<Answer | undefined> => {
    setBusy(true);
    try {
      const answer = await act();
      await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      return answer;
    } catch (error) {
      message.error((error as Error).message);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const save = async () => {
    if (unsaved === 0) return true;
    const body: Mend = {
      rows: Object.entries(draft.value).map(([row, mended]) => ({ row: Number(row), mended })),
    };
    const answer = await work(async () => {
      await call('PATCH', `${base}/quarantine`, { body });
      return true;
    });
    if (answer) {
      draft.clear(noMends);
      message.success(words('mendedCount', { count: format.number(body.rows?.length ?? 0) }));
    }
    return answer === true;
  };
  const resubmit = async () => {
    if (!(await save())) return;
    const started = await work(() => call<{ run: Run }>('POST', `${base}/resubmission`, { body: {} }));
    if (started) await navigate(`/console/runs/${started.run.id}`);
  };
  const discard = async () => {
    const done = await work(async () => {
      await call('PATCH', `${base}/quarantine`, { body: { discard: selected } satisfies Mend });
      return true;
    });
    if (!done) return;
    message.success(words('discarded', { count: format.number(selected.length) }));
    setSelected([]);
    setDiscarding(false);
  };
  const narrow = (part: Record<string, string | null>) => {
    setSelected([]);
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(part)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      return next;
    });
  };
  const titleOf = (name: string | null) =>
    name ? text(dataset.data?.fields.find((candidate) => candidate.name === name)?.title) || name : words('wholeRow');
  const discardName = words('discardTitle', { count: format.number(selected.length) });
  return (
    <>
      <PageHead
        title={words('quarantine')}
        actions={
          <>
            <Button icon={<DownloadOutlined />} href={apiAddress(`${base}/quarantine/download`)} download>
              {words('downloadRows')}
            </Button>
            <Button icon={<UploadOutlined />} onClick={() => setUploadOpen(true)}>
              {words('uploadRows')}
            </Button>
            <Button type="primary" loading={busy} onClick={() => void resubmit()}>
              {words('resubmit')}
            </Button>
          </>
        }
      >
        {words('quarantineLead', { file: run.source.name })}
      </PageHead>
      <div className="stack">
        <div className="row">
          <Select
            style={{ minWidth: 'min(24rem, 100%)' }}
            aria-label={words('filterFinding')}
            showSearch={{ optionFilterProp: 'label' }}
            value={rule ? `${field ?? ''}|${rule}` : ''}
            onChange={(value: string) => {
              const [nextField = '', nextRule = ''] = value === '' ? [] : value.split('|');
              narrow({ field: nextField, rule: nextRule });
            }}
            options={[
              { value: '', label: words('allFindings') },
              ...run.groups
                .filter(({ fields }) => fields > 1)
                .map((group) => ({
                  value: `|${group.rule}`,
                  label: `${text(group.message)} (${format.number(group.count)})`,
                })),
              ...run.summary.map((entry) => ({
                value: `${entry.field ?? ''}|${entry.rule}`,
                label: `${titleOf(entry.field)} · ${text(entry.message)} (${format.number(entry.count)})`,
              })),
            ]}
          />
          <Select
            style={{ width: '10rem' }}
            aria-label={words('filterStatus')}
            value={status}
            onChange={(value: string) => narrow({ status: value })}
            options={[
              { value: '', label: words('any') },
              ...Object.entries(statusWords).map(([value, word]) => ({ value, label: words(word) })),
            ]}
          />
          <Button
            disabled={!finding?.field}
            title={finding?.field ? undefined : words('bulkChoose')}
            onClick={() => setBulkOpen(true)}
          >
            {words('bulk')}
          </Button>
          <Button danger disabled={selected.length === 0} onClick={() => setDiscarding(true)}>
            {words('discard')}
          </Button>
          {unsaved > 0 ? (
            <>
              <Button type="primary" ghost loading={busy} onClick={() => void save()}>
                {words('saveMends', { count: format.number(unsaved) })}
              </Button>
              <Button onClick={() => draft.clear(noMends)}>{words('undoMends')}</Button>
            </>
          ) : null}
        </div>
        <Async query={rows}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title={words('quarantineEmpty')}>{words('quarantineEmptyBody')}</Empty>
            ) : (
              <>
                <QuarantineGrid
                  rows={page.items}
                  fields={(dataset.data?.fields ?? []).map((entry) => ({ name: entry.name, title: text(entry.title) }))}
                  mends={draft.value}
                  selected={selected}
                  onSelect={setSelected}
                  onMend={(row, name, value) =>
                    draft.set((before) => ({ ...before, [row]: { ...before[row], [name]: value } }))
                  }
                />
                <Pager paging={paging} next={page.next} shown={page.items.length} size={size} total={page.total} />
              </>
            )
          }
        </Async>
      </div>
      {finding?.field ? (
        <BulkEdit
          open={bulkOpen}
          field={finding.field}
          fieldTitle={titleOf(finding.field)}
          finding={finding}
          onClose={() => setBulkOpen(false)}
          onApply={async (bulk) => {
            const done = await work(async () => {
              await call('PATCH', `${base}/quarantine`, { body: { bulk } satisfies Mend });
              return true;
            });
            if (done) {
              setBulkOpen(false);
              message.success(words('saved'));
            }
          }}
        />
      ) : null}
      <UploadMended
        open={uploadOpen}
        path={`${base}/quarantine/upload`}
        onClose={() => setUploadOpen(false)}
        onTaken={async ({ rows: taken }) => {
          setUploadOpen(false);
          message.success(words('mendedCount', { count: format.number(taken) }));
          await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
        }}
      />
      <ConfirmByName
        open={discarding}
        title={discardName}
        name={discardName}
        action={words('discard')}
        busy={busy}
        onClose={() => setDiscarding(false)}
        onConfirm={() => void discard()}
      >
        <p>{words('discardBody')}</p>
      </ConfirmByName>
    </>
  );
}
