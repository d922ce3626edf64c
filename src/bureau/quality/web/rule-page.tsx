import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { parse } from 'yaml';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Examples, Result, RuleKind, RuleState } from '../schema.ts';
import { qualityMessages } from './messages.ts';
import { RuleStanding } from './rule-table.tsx';
import { ruleTemplates } from './templates.ts';

type Detail = RuleState & { results: Result[] };

/** One rule: what was found, rows that show it, results over time, and its text to edit; or a new one. */
export default function RulePage() {
  const words = useWords(qualityMessages);
  const { id = '' } = useParams();
  const rule = useApi<Detail>(id === 'new' ? null : `/quality/rules/${encodeURIComponent(id)}`, {}, { every: 10_000 });
  if (id === 'new') {
    return (
      <>
        <PageHead title={words('newRule')}>{words('rulesLead')}</PageHead>
        <RuleEditor state={null} />
      </>
    );
  }
  return (
    <Async query={rule} title={words('rule')}>
      {(state) => <RuleDetail state={state} />}
    </Async>
  );
}

function RuleDetail({ state }: { state: Detail }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  return (
    <>
      <PageHead title={text(state.rule.title)} marks={<RuleStanding state={state} />}>
        {text(state.last?.message)}
      </PageHead>
      <div className="stack">
        {state.failure ? (
          <p>
            {words('due')} {format.deadline(state.failure.dueAt).words}{' '}
            <Link to={`/console/tasks?task=${encodeURIComponent(state.failure.task)}`}>{words('task')}</Link>
          </p>
        ) : null}
        {state.last && !state.last.passed ? <ExampleRows id={state.rule.id} /> : null}
        <section className="panel">
          <h2>{words('history')}</h2>
          <DataTable
            label={words('history')}
            rows={state.results}
            rowKey={(result) => `${result.at} ${result.revision}`}
            columns={[
              { key: 'at', title: words('at'), cell: ({ at }) => <span className="nowrap">{format.instant(at)}</span> },
              {
                key: 'versions',
                title: words('versions'),
                cell: ({ inputs }) => inputs.map(({ dataset, version }) => `${dataset} v${version}`).join(' · '),
              },
              { key: 'state', title: words('state'), cell: ({ passed }) => words(passed ? 'passed' : 'failed') },
              { key: 'broken', title: words('broken'), numeric: true, cell: ({ broken }) => format.number(broken) },
              { key: 'total', title: words('total'), numeric: true, cell: ({ total }) => format.number(total) },
              { key: 'found', title: words('found'), cell: ({ message }) => text(message) },
            ]}
          />
        </section>
        <section className="panel">
          <h2>{words('edit')}</h2>
          {state.editable ? <RuleEditor state={state} /> : <pre>{state.yaml}</pre>}
        </section>
      </div>
    </>
  );
}

function ExampleRows({ id }: { id: string }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const examples = useApi<Examples>(`/quality/rules/${encodeURIComponent(id)}/examples`);
  return (
    <section className="panel">
      <h2>{words('examples')}</h2>
      <Async query={examples}>
        {({ columns, rows, note }) =>
          note ? (
            <p className="muted">{text(note)}</p>
          ) : (
            <DataTable<Record<string, unknown>>
              label={words('examples')}
              compactCells
              rows={rows}
              rowKey={(_, index) => index}
              columns={columns.map(({ name, title }) => ({
                key: name,
                title: text(title),
                cell: (row) => (row[name] === null || row[name] === undefined ? null : String(row[name])),
              }))}
            />
          )
        }
      </Async>
    </section>
  );
}

function RuleEditor({ state }: { state: Detail | null }) {
  const words = useWords(qualityMessages);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message, modal } = App.useApp();
  const draft = useDraft(`quality.rule.${state?.rule.id ?? 'new'}`, state?.yaml ?? ruleTemplates.referential);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setError(null);
    try {
      // The id stands in the text; what cannot be read is told by the server.
      const id = state?.rule.id ?? idOf(draft.value);
      const saved = await call<RuleState>('PUT', `/quality/rules/${encodeURIComponent(id)}`, {
        body: { yaml: draft.value, revision: state?.revision ?? 0 },
      });
      draft.clear(saved.yaml);
      message.success(words('saved'));
      await client.invalidateQueries();
      if (!state) await navigate(`/console/quality/rules/${encodeURIComponent(saved.rule.id)}`);
    } catch (problem) {
      setError(problem);
    }
  };
  const remove = () =>
    modal.confirm({
      title: words('remove'),
      content: words('removeBody'),
      okText: words('remove'),
      async onOk() {
        await call('DELETE', `/quality/rules/${encodeURIComponent(state!.rule.id)}`);
        message.success(words('removed'));
        await client.invalidateQueries();
        await navigate('/console/quality');
      },
    });
  return (
    <div className="stack">
      {state ? null : (
        <Select<RuleKind>
          aria-label={words('template')}
          placeholder={words('template')}
          style={{ maxWidth: '16rem' }}
          onChange={(kind) => draft.set(ruleTemplates[kind])}
          options={(Object.keys(ruleTemplates) as RuleKind[]).map((kind) => ({ value: kind, label: words(kind) }))}
        />
      )}
      <Input.TextArea
        aria-label={words('yaml')}
        value={draft.value}
        autoSize={{ minRows: 10, maxRows: 30 }}
        style={{ fontFamily: 'monospace' }}
        onChange={(event) => draft.set(event.target.value)}
      />
      {error ? <Problem error={error} /> : null}
      <div className="row">
        <Button type="primary" onClick={save}>
          {words('save')}
        </Button>
        {state ? (
          <Button danger onClick={remove}>
            {words('remove')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function idOf(yaml: string): string {
  try {
    const { id } = parse(yaml) as { id?: unknown };
    return typeof id === 'string' && id !== '' ? id : 'unnamed';
  } catch {
    return 'unnamed';
  }
}
