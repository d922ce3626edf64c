import { useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { apiAddress, call } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty, Loading, Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { Views } from '../../../web/components/views.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useSettled } from '../../catalogue/web/dataset-search-box.tsx';
import type { CodeList, CodeListUses } from '../schema.ts';
import { CodeListHistory, usePeriod } from './code-list-history.tsx';
import { codesToText, textToCodes } from './code-list-text.ts';
import { standardsMessages } from './messages.ts';
import { writers } from './standards-page.tsx';

const badWords = { twice: 'codeTwice', noCode: 'codeMissing', noTitle: 'codeUntitled' } as const;

/** One code list, shown and, by those who write standards, edited; without an id in the address a new one. */
export default function CodeListPage() {
  const words = useWords(standardsMessages);
  const { id } = useParams();
  const list = useApi<CodeList>(id === undefined ? null : `/code-lists/${encodeURIComponent(id)}`);
  if (id === undefined) return <Editor list={null} onDone={null} />;
  return (
    <Async query={list} title={words('codeList')} skeleton={<Loading rows={10} />}>
      {(found) => <Shown list={found} />}
    </Async>
  );
}

function Shown({ list }: { list: CodeList }) {
  const words = useWords(standardsMessages);
  const text = useText();
  const format = useFormat();
  const { has } = useSession();
  const [editing, setEditing] = useState(false);
  if (editing) return <Editor list={list} onDone={() => setEditing(false)} />;
  return (
    <>
      <PageHead
        title={text(list.title)}
        actions={
          has(...writers) ? (
            <Button type="primary" onClick={() => setEditing(true)}>
              {words('editCodeList')}
            </Button>
          ) : null
        }
      >
        <code>{list.id}</code> · {words('codesOf', { count: format.number(list.codes.length) })}
      </PageHead>
      <Uses list={list} />
    </>
  );
}

function Uses({ list }: { list: CodeList }) {
  const words = useWords(standardsMessages);
  const text = useText();
  const format = useFormat();
  const uses = useApi<CodeListUses>(`/code-lists/${encodeURIComponent(list.id)}/uses`);
  const { standards = [], versions = [] } = uses.data ?? {};
  const [newest] = versions;
  return (
    <>
      <p>
        <a href={apiAddress(`/code-lists/${encodeURIComponent(list.id)}/export`)} download>
          {words('exportCsv')}
        </a>
        {newest ? ` · v${newest.version} · ${format.instant(newest.publishedAt)}` : null}
        {standards.length > 0 ? ` · ${words('usedBy')}: ` : null}
        {standards.map((standard) => (
          <span key={standard.id}>
            <Link to={`/console/standards/${standard.id}`}>{text(standard.title)}</Link>{' '}
          </span>
        ))}
      </p>
      <Views
        label={text(list.title)}
        views={[
          { key: 'codes', label: words('codes'), content: () => <CodesOnDay codes={list.codes} /> },
          { key: 'history', label: words('versions'), content: () => <CodeListHistory states={versions} /> },
        ]}
      />
    </>
  );
}

function CodesOnDay({ codes }: { codes: CodeList['codes'] }) {
  const words = useWords(standardsMessages);
  const [day, setDay] = useState<string | null>(null);
  const shown = day === null ? codes : codes.filter(({ from = '', to = '9999' }) => from <= day && day <= to);
  // Without periods every day shows the same codes.
  const dated = codes.some(({ from, to }) => from || to);
  return (
    <div className="stack">
      {dated ? (
        <div className="row">
          <DatePicker
            aria-label={words('onDay')}
            placeholder={words('onDay')}
            style={{ minWidth: '15rem' }}
            onChange={(_, next) => setDay(typeof next === 'string' && next !== '' ? next : null)}
          />
        </div>
      ) : null}
      <CodeTable codes={shown} />
    </div>
  );
}

function CodeTable({ codes }: { codes: CodeList['codes'] }) {
  const words = useWords(standardsMessages);
  const period = usePeriod();
  return (
    <DataTable
      label={words('codeList')}
      rows={codes}
      rowKey={({ code }) => code}
      empty={<Empty title={words('noneInForce')} />}
      columns={[
        { key: 'code', title: words('code'), cell: ({ code }) => <code>{code}</code> },
        { key: 'zh', title: words('titleZh'), cell: ({ title }) => title.zh },
        { key: 'en', title: words('titleEn'), cell: ({ title }) => title.en },
        {
          key: 'period',
          title: words('period'),
          cell: (code) => period(code),
        },
      ]}
    />
  );
}

function Editor({ list, onDone }: { list: CodeList | null; onDone: (() => void) | null }) {
  const words = useWords(standardsMessages);
  const shell = useWords(shellMessages);
  const format = useFormat();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const start = {
    id: list?.id ?? '',
    zh: list?.title.zh ?? '',
    en: list?.title.en ?? '',
    text: list ? codesToText(list.codes) : '',
  };
  const draft = useDraft(`code-list.${list?.id ?? 'new'}`, start);
  const { value } = draft;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { codes, bad } = textToCodes(useSettled(value.text, 200));
  const set = (part: Partial<typeof start>) => draft.set((before) => ({ ...before, ...part }));
  const ready = value.id && value.zh && value.en && codes.length > 0 && bad.length === 0;
  const leave = () => {
    draft.clear(start);
    if (onDone) onDone();
    else void navigate('/console/code-lists');
  };
  const publish = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = { title: { zh: value.zh, en: value.en }, codes: textToCodes(value.text).codes };
      await call('PUT', `/code-lists/${encodeURIComponent(value.id)}`, { body });
      await client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/code-lists') });
      draft.clear(start);
      message.success(words('codeListPublished'));
      if (onDone) onDone();
      else await navigate(`/console/code-lists/${value.id}`);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <PageHead title={words(list ? 'editCodeList' : 'newCodeList')}>{words('codesHint')}</PageHead>
      <div className="split">
        <Form layout="vertical" component="div" className="panel">
          <Form.Item label={words('identifier')} extra={words('idRule')} htmlFor="code-list-id">
            <Input
              id="code-list-id"
              disabled={list !== null}
              value={value.id}
              onChange={(event) => set({ id: event.target.value.trim() })}
            />
          </Form.Item>
          <Form.Item label={words('titleZh')} htmlFor="code-list-zh">
            <Input id="code-list-zh" value={value.zh} onChange={(event) => set({ zh: event.target.value })} />
          </Form.Item>
          <Form.Item label={words('titleEn')} htmlFor="code-list-en">
            <Input id="code-list-en" value={value.en} onChange={(event) => set({ en: event.target.value })} />
          </Form.Item>
          <Form.Item label={words('codes')} extra={words('codesFormat')} htmlFor="code-list-codes">
            <Input.TextArea
              id="code-list-codes"
              className="mono"
              rows={14}
              spellCheck={false}
              value={value.text}
              onChange={(event) => set({ text: event.target.value })}
            />
          </Form.Item>
          <div aria-live="polite">
            {bad.slice(0, 8).map((entry) => (
              <p key={entry.line} className="small" style={{ color: 'var(--litchi)' }}>
                {words(badWords[entry.problem], { line: entry.line, code: entry.code })}
              </p>
            ))}
          </div>
          {error ? <Problem error={error} /> : null}
          <div className="row">
            <Button type="primary" disabled={!ready} loading={busy} onClick={() => void publish()}>
              {words('publishCodeList')}
            </Button>
            <Button onClick={leave}>{shell('cancel')}</Button>
          </div>
        </Form>
        <section className="stack">
          <h2>{words('codesOf', { count: format.number(codes.length) })}</h2>
          <CodeTable codes={codes.slice(0, 500)} />
        </section>
      </div>
    </>
  );
}
