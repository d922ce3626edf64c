import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router';
import { type ApiError, problemFrom } from '../client/call.ts';
import { Copyable } from '../components/copyable.tsx';
import { DataTable } from '../components/data-table.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Async, Empty, Loading } from '../components/states.tsx';
import { StatusTag } from '../components/status-tag.tsx';
import { shellMessages } from '../messages.ts';
import { useSettings } from '../settings.tsx';
import { useWords } from '../words.ts';
import { portalMessages } from './messages.ts';
import { type ApiDocument, type Call, callsByTag, curlOf, needsSignIn, outline, typeInWords } from './openapi.ts';

const tagWords: Record<string, { zh: string; en: string }> = {
  session: { zh: '登录', en: 'Session' },
  organisations: { zh: '组织', en: 'Organisations' },
  people: { zh: '人员', en: 'People' },
  tokens: { zh: '访问令牌', en: 'Tokens' },
  standards: { zh: '数据标准', en: 'Standards' },
  datasets: { zh: '数据资源', en: 'Datasets' },
  runs: { zh: '采集', en: 'Collection' },
  operations: { zh: '指标、预警、处置', en: 'Indicators, alerts, tasks' },
  government: { zh: '空气质量与地图', en: 'Air quality and map' },
  analyses: { zh: '分析', en: 'Analyses' },
  policies: { zh: '访问规则', en: 'Policies' },
  queries: { zh: '查询', en: 'Queries' },
  audit: { zh: '审计', en: 'Audit' },
  platform: { zh: '平台', en: 'Platform' },
};

/** The API as a page, made from the OpenAPI document in the reader's language. */
export default function ApiPage() {
  const words = useWords(portalMessages);
  const { language } = useSettings();
  const document = useQuery<ApiDocument, ApiError>({
    queryKey: ['/api/openapi.json', language],
    queryFn: async ({ signal }) => {
      const response = await fetch('/api/openapi.json', { signal, headers: { 'Accept-Language': language } });
      const text = await response.text();
      if (!response.ok) throw problemFrom(response.status, text, response.headers.get('x-request-id'));
      return JSON.parse(text) as ApiDocument;
    },
    staleTime: 600_000,
  });
  const notes = [
    ['docsTokens', 'docsTokensBody'],
    ['docsPaging', 'docsPagingBody'],
    ['docsErrors', 'docsErrorsBody'],
  ] as const;
  return (
    <div className="wide">
      <PageHead title={words('docsTitle')} actions={<Button href="/api/openapi.json">{words('docsFile')}</Button>}>
        {words('docsLead')}
      </PageHead>
      <div className="stack">
        <div className="tiles">
          {notes.map(([title, body]) => (
            <section key={title} className="panel">
              <h2>{words(title)}</h2>
              <p className="small">{words(body)}</p>
            </section>
          ))}
        </div>
        <Async query={document} skeleton={<Loading rows={12} />}>
          {(found) => <Calls document={found} />}
        </Async>
      </div>
    </div>
  );
}

function Calls({ document }: { document: ApiDocument }) {
  const words = useWords(portalMessages);
  const { language } = useSettings();
  const { hash } = useLocation();
  const [query, setQuery] = useState('');
  const groups = useMemo(() => [...callsByTag(document)], [document]);
  const wanted = query.trim().toLowerCase();
  const matches = (call: Call) =>
    `${call.method} ${call.path} ${call.operation.summary}`.toLowerCase().includes(wanted);
  const shown = groups
    .map(([tag, calls]) => [tag, wanted ? calls.filter(matches) : calls] as const)
    .filter(([, calls]) => calls.length > 0);
  useEffect(() => {
    if (hash) window.document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [hash]);
  return (
    <>
      <Input.Search
        allowClear
        data-search=""
        style={{ maxWidth: '28rem' }}
        placeholder={words('docsFind')}
        aria-label={words('docsFind')}
        onChange={(event) => setQuery(event.target.value)}
      />
      {shown.length === 0 ? <Empty title={words('docsNone')} /> : null}
      {shown.map(([tag, calls]) => (
        <section key={tag} className="stack" style={{ gap: '0.5rem' }}>
          <h2>{tagWords[tag]?.[language] ?? tag}</h2>
          {calls.map((call) => (
            <CallEntry key={call.operation.operationId} call={call} open={hash === `#${call.operation.operationId}`} />
          ))}
        </section>
      ))}
    </>
  );
}

function CallEntry({ call, open }: { call: Call; open: boolean }) {
  const words = useWords(portalMessages);
  const [shown, setShown] = useState(open);
  const { operation } = call;
  return (
    <details
      className="api-call"
      id={operation.operationId}
      open={shown}
      onToggle={(event) => setShown(event.currentTarget.open)}
    >
      <summary>
        <span className={`api-method ${call.method.toLowerCase()}`}>{call.method}</span>
        <code>{call.path}</code>
        <span className="muted">{operation.summary}</span>
      </summary>
      {shown ? (
        <div className="stack" style={{ padding: '0.75rem 1rem 1rem' }}>
          <div>
            {needsSignIn(operation) ? (
              <StatusTag tone="attention">{words('docsSignIn')}</StatusTag>
            ) : (
              <StatusTag tone="good">{words('docsOpenToAll')}</StatusTag>
            )}
          </div>
          <CallDetail call={call} />
        </div>
      ) : null}
    </details>
  );
}

function CallDetail({ call }: { call: Call }) {
  const words = useWords(portalMessages);
  const shell = useWords(shellMessages);
  const { operation } = call;
  const parameters = operation.parameters ?? [];
  const body = operation.requestBody?.content['application/json']?.schema;
  const sent = operation.requestBody?.content['multipart/form-data'] ? words('docsFileReply') : outline(body);
  const reply = operation.responses['200']?.content?.['application/json']?.schema;
  return (
    <>
      {parameters.length > 0 ? (
        <DataTable
          label={words('docsParameters')}
          cards
          rows={parameters}
          rowKey={(parameter) => `${parameter.in}.${parameter.name}`}
          columns={[
            { key: 'name', title: words('docsName'), cell: (parameter) => <code>{parameter.name}</code> },
            { key: 'in', title: words('docsPlace'), cell: (parameter) => parameter.in },
            {
              key: 'type',
              title: words('docsType'),
              cell: (parameter) => <code>{typeInWords(parameter.schema)}</code>,
            },
            {
              key: 'required',
              title: words('docsRequired'),
              cell: (parameter) => shell(parameter.required ? 'yes' : 'no'),
            },
            { key: 'meaning', title: words('docsMeaning'), cell: (parameter) => parameter.description },
          ]}
        />
      ) : null}
      {sent ? <Copyable label={words('docsBody')} code={sent} /> : null}
      <Copyable label={words('docsExample')} code={curlOf(call, window.location.origin)} />
      <Copyable label={words('docsReply')} code={reply ? outline(reply) : words('docsFileReply')} />
    </>
  );
}
