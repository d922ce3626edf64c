import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { ApiError, call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { ConfirmByName } from '../../../web/components/confirm-by-name.tsx';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty, Loading, Problem } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { usePersonNames } from '../../identity/web/use-names.ts';
import type { Standard, StandardDraft, StandardLife } from '../schema.ts';
import { CommentList } from './comment-list.tsx';
import { FieldTable } from './field-table.tsx';
import { lifeMessages } from './life-messages.ts';
import { LifeState } from './life-state.tsx';
import { useCheck } from './use-check.ts';
import { ChangeList, Verdict } from './verdict.tsx';
import { standardToYaml } from './yaml-text.ts';

/** Where a standard stands: its draft in review, what may be done about it, what was done, and what was said. */
export default function LifePage() {
  const words = useWords(lifeMessages);
  const { id = '' } = useParams();
  const life = useApi<StandardLife>(`/standards/${encodeURIComponent(id)}/life`);
  return (
    <Async query={life} title={words('life')} skeleton={<Loading rows={10} />}>
      {(found) => <Life life={found} />}
    </Async>
  );
}

function Life({ life }: { life: StandardLife }) {
  const words = useWords(lifeMessages);
  const text = useText();
  const address = `/standards/${encodeURIComponent(life.id)}`;
  const draft = useApi<StandardDraft>(life.draft ? `${address}/draft` : null);
  const published = useApi<Standard>(life.version === null ? null : address);
  const shown = draft.data?.standard ?? published.data;
  return (
    <>
      <PageHead
        title={text(shown?.title) || life.id}
        marks={
          <span className="row" style={{ gap: '0.375rem' }}>
            {life.status ? <LifeState state={life.status} /> : null}
            {life.draft ? <LifeState state={life.draft.status} /> : null}
          </span>
        }
      >
        <code>{life.id}</code>
        {life.version === null ? null : (
          <>
            {' · '}
            <Link to={`/console${address}`}>v{life.version}</Link> · {words(life.reviewed ? 'reviewed' : 'unreviewed')}
          </>
        )}
        {life.successor ? (
          <>
            {' · '}
            {words('successor')} <Link to={`/console/standards/${life.successor}/life`}>{life.successor}</Link>
          </>
        ) : null}
        {life.retiredReason ? ` · ${life.retiredReason}` : null}
      </PageHead>
      <div className="stack">
        {life.draft && life.may.edit ? (
          <p>
            <Link to={`/console${address}/edit?draft=1`}>{words('editDraft')}</Link>
          </p>
        ) : null}
        <Acts life={life} />
        {draft.data ? <DraftView standard={draft.data.standard} hasPublished={life.version !== null} /> : null}
        <Steps steps={life.steps} />
        {life.may.comment && shown ? <CommentList id={life.id} fields={shown.fields.map(({ name }) => name)} /> : null}
      </div>
    </>
  );
}

function Acts({ life }: { life: StandardLife }) {
  const words = useWords(lifeMessages);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const [successor, setSuccessor] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [breaking, setBreaking] = useState(false);
  const { may } = life;
  const address = `/standards/${encodeURIComponent(life.id)}`;
  const act = async (
    method: 'POST' | 'DELETE',
    path: string,
    options: { body?: unknown; query?: { reason: string } },
  ) => {
    setBusy(true);
    setError(null);
    try {
      await call(method, `${address}/${path}`, options);
      setNote('');
      setBreaking(false);
      message.success(words('steps'));
      await client.invalidateQueries();
    } catch (problem) {
      // What a breaking version does is told first; only then may it be published all the same.
      setBreaking(problem instanceof ApiError && problem.code === 'standards.breaking');
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const reason = note.trim();
  const step = { revision: life.draft?.revision ?? 1, ...(reason ? { note: reason } : {}) };
  if (!(may.submit || may.withdraw || may.review || may.publish || may.retire)) return null;
  return (
    <section className="panel stack" aria-label={words('life')}>
      <Input.TextArea
        aria-label={words('note')}
        placeholder={words('note')}
        rows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {may.retire && life.status === 'published' ? (
        <Input
          aria-label={words('successorHint')}
          placeholder={words('successorHint')}
          style={{ maxWidth: '24rem' }}
          value={successor}
          onChange={(event) => setSuccessor(event.target.value.trim())}
        />
      ) : null}
      {may.review || may.retire ? <p className="muted small">{words('noteNeeded')}</p> : null}
      {error ? <Problem error={error} /> : null}
      <div className="row">
        {may.submit ? (
          <Button type="primary" loading={busy} onClick={() => void act('POST', 'draft/submission', { body: step })}>
            {words('submit')}
          </Button>
        ) : null}
        {may.review ? (
          <>
            <Button type="primary" loading={busy} onClick={() => void act('POST', 'draft/approval', { body: step })}>
              {words('approve')}
            </Button>
            <Button
              disabled={reason === ''}
              loading={busy}
              onClick={() => void act('POST', 'draft/return', { body: step })}
            >
              {words('sendBack')}
            </Button>
          </>
        ) : null}
        {may.publish ? (
          <Button
            type="primary"
            loading={busy}
            onClick={() => void act('POST', 'draft/publication', { body: { note: reason } })}
          >
            {words('publish')}
          </Button>
        ) : null}
        {may.withdraw ? (
          <Button loading={busy} onClick={() => void act('POST', 'draft/withdrawal', { body: step })}>
            {words('withdraw')}
          </Button>
        ) : null}
        {may.retire ? (
          life.status === 'retired' ? (
            <Button
              disabled={reason === ''}
              loading={busy}
              onClick={() => void act('DELETE', 'retirement', { query: { reason } })}
            >
              {words('reinstate')}
            </Button>
          ) : (
            <Button
              danger
              disabled={reason === ''}
              loading={busy}
              onClick={() => void act('POST', 'retirement', { body: { reason, ...(successor ? { successor } : {}) } })}
            >
              {words('retire')}
            </Button>
          )
        ) : null}
      </div>
      <ConfirmByName
        open={breaking}
        title={words('publishTitle', { id: life.id })}
        name={life.id}
        action={words('publish')}
        busy={busy}
        onClose={() => setBreaking(false)}
        onConfirm={() => void act('POST', 'draft/publication', { body: { note: reason, acceptBreaking: true } })}
      >
        {error instanceof ApiError ? <p>{error.message}</p> : null}
      </ConfirmByName>
    </section>
  );
}

function DraftView({ standard, hasPublished }: { standard: Standard; hasPublished: boolean }) {
  const words = useWords(lifeMessages);
  const { check } = useCheck(standardToYaml({ ...standard, version: undefined }));
  const compatibility = check?.compatibility;
  return (
    <section className="stack">
      {hasPublished && compatibility ? (
        <>
          <h2>
            {words('changesAgainst')} <Verdict verdict={compatibility.verdict} />
          </h2>
          <ChangeList changes={compatibility.changes} />
        </>
      ) : null}
      <h2>{words('draftFields')}</h2>
      <FieldTable standard={standard} />
    </section>
  );
}

function Steps({ steps }: { steps: StandardLife['steps'] }) {
  const words = useWords(lifeMessages);
  const format = useFormat();
  const { name } = usePersonNames();
  return (
    <section className="stack">
      <h2>{words('steps')}</h2>
      <DataTable
        label={words('steps')}
        cards
        rows={steps}
        rowKey={(_, index) => index}
        empty={<Empty title={words('noSteps')} />}
        columns={[
          { key: 'action', title: words('state'), cell: ({ action }) => words(action) },
          { key: 'by', title: words('by'), cell: ({ by }) => name(by) },
          { key: 'note', title: words('note'), cell: ({ note }) => note },
          { key: 'at', title: words('at'), cell: ({ at }) => <span className="nowrap">{format.instant(at)}</span> },
        ]}
      />
    </section>
  );
}
