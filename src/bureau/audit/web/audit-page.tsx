import { DownloadOutlined } from '@ant-design/icons';
import { Button, DatePicker, Drawer, Input, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { apiAddress } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag, type Tone } from '../../../web/components/status-tag.tsx';
import { absent, useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useOrganisationNames, usePersonNames } from '../../identity/web/use-names.ts';
import type { AuditEvent } from '../schema.ts';
import { actionNames } from './action-names.ts';
import { auditMessages } from './messages.ts';

const size = 100;
const tones: Record<string, Tone> = { done: 'good', refused: 'attention', failed: 'bad' };

/** The audit trail, newest first; its filters stand in the address. */
export default function AuditPage() {
  const words = useWords(auditMessages);
  const text = useText();
  const format = useFormat();
  const actorName = useActorName();
  const [search, setSearch] = useSearchParams();
  const [opened, setOpened] = useState<AuditEvent | null>(null);
  const filter = {
    action: search.get('action') ?? undefined,
    target: search.get('target') ?? undefined,
    actor: search.get('actor') ?? undefined,
    outcome: search.get('outcome') ?? undefined,
    from: search.get('from') ?? undefined,
    to: search.get('to') ?? undefined,
  };
  const paging = usePaging(search.toString());
  const events = useApi<{ items: AuditEvent[]; next: string | null }>(
    '/audit/events',
    { ...filter, limit: size, cursor: paging.cursor },
    { keep: true },
  );
  const set = (part: Record<string, string | undefined>) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(part)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      return next;
    });
  return (
    <>
      <PageHead
        title={words('audit')}
        actions={
          <Button icon={<DownloadOutlined />} href={apiAddress('/audit/export')} download>
            {words('export')}
          </Button>
        }
      >
        {words('lead')} {words('exportHint', { command: 'npx lingnan audit verify lingnan-audit.ndjson' })}
      </PageHead>
      <div className="stack">
        <div className="row">
          <Select
            allowClear
            style={{ width: '14rem' }}
            aria-label={words('action')}
            placeholder={words('action')}
            showSearch={{ optionFilterProp: 'label' }}
            {...(filter.action ? { value: filter.action } : {})}
            onChange={(action?: string) => set({ action })}
            options={Object.entries(actionNames).map(([value, name]) => ({ value, label: text(name) }))}
          />
          <Input.Search
            allowClear
            data-search=""
            style={{ width: '16rem' }}
            aria-label={words('target')}
            placeholder={`${words('target')} ${words('targetHint')}`}
            defaultValue={filter.target ?? ''}
            onSearch={(target) => set({ target: target.trim() })}
          />
          <Select
            style={{ width: '9rem' }}
            aria-label={words('outcome')}
            value={filter.outcome ?? ''}
            onChange={(outcome) => set({ outcome })}
            options={[
              { value: '', label: words('any') },
              ...(['done', 'refused', 'failed'] as const).map((value) => ({ value, label: words(value) })),
            ]}
          />
          <DatePicker.RangePicker
            aria-label={words('period')}
            onChange={(range) =>
              set({
                from: range?.[0]?.startOf('day').toISOString(),
                to: range?.[1]?.endOf('day').toISOString(),
              })
            }
          />
        </div>
        <Async query={events}>
          {(page) => (
            <>
              <DataTable
                label={words('audit')}
                cards
                loading={events.isFetching}
                rows={page.items}
                rowKey={(event) => event.sequence}
                empty={<Empty title={words('none')}>{words('noneBody')}</Empty>}
                columns={[
                  {
                    key: 'sequence',
                    title: words('sequence'),
                    numeric: true,
                    cell: (event) => (
                      <button type="button" className="sort-button link" onClick={() => setOpened(event)}>
                        {format.number(event.sequence)}
                      </button>
                    ),
                  },
                  {
                    key: 'at',
                    title: words('at'),
                    cell: (event) => <span className="nowrap">{format.instant(event.at)}</span>,
                  },
                  { key: 'actor', title: words('actor'), cell: (event) => actorName(event.actor) },
                  {
                    key: 'action',
                    title: words('action'),
                    cell: (event) => text(actionNames[event.action]) || event.action,
                  },
                  { key: 'target', title: words('target'), cell: (event) => <code>{event.target}</code> },
                  {
                    key: 'outcome',
                    title: words('outcome'),
                    cell: (event) => (
                      <StatusTag tone={tones[event.outcome] ?? 'plain'}>{words(event.outcome)}</StatusTag>
                    ),
                  },
                ]}
              />
              <Pager paging={paging} next={page.next} shown={page.items.length} size={size} />
            </>
          )}
        </Async>
      </div>
      <EventDrawer event={opened} onClose={() => setOpened(null)} />
    </>
  );
}

function useActorName(): (actor: string) => string {
  const words = useWords(auditMessages);
  const { name } = usePersonNames();
  return (actor) => {
    if (actor === 'anonymous') return words('anonymous');
    if (actor.startsWith('system:')) return words('system', { part: actor.slice(7) });
    return name(actor);
  };
}

function EventDrawer({ event, onClose }: { event: AuditEvent | null; onClose(): void }) {
  const words = useWords(auditMessages);
  const text = useText();
  const format = useFormat();
  const actorName = useActorName();
  const organisation = useOrganisationNames();
  if (!event) return null;
  const facts: [string, React.ReactNode][] = [
    [words('at'), format.instant(event.at)],
    [words('actor'), `${actorName(event.actor)} (${event.actor})`],
    [words('organisation'), organisation(event.organisation) || absent],
    [
      words('action'),
      <span key="action">
        {text(actionNames[event.action])} <code className="muted">{event.action}</code>
      </span>,
    ],
    [words('target'), event.target],
    [words('outcome'), words(event.outcome)],
    [words('requestId'), event.requestId ?? absent],
    [words('hash'), <code key="hash">{event.hash}</code>],
    [words('previousHash'), <code key="before">{event.previousHash}</code>],
  ];
  return (
    <Drawer
      open
      size="large"
      onClose={onClose}
      title={words('eventTitle', { sequence: format.number(event.sequence) })}
    >
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3 style={{ marginBlock: '1rem 0.5rem' }}>{words('details')}</h3>
      <pre style={{ whiteSpace: 'pre-wrap' }}>{JSON.stringify(event.details, null, 2)}</pre>
    </Drawer>
  );
}
