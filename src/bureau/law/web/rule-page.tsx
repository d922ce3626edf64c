import { Button } from 'antd';
import { Link, useLocation, useParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Rule, RuleHistory } from '../rules-schema.ts';
import { citationOf } from '../schema.ts';
import { lawMessages } from './messages.ts';
import { placeName } from './places.ts';
import { RuleForm } from './rule-form.tsx';
import { useLength } from './use-length.ts';
import { VerifiedTag } from './verified-tag.tsx';

/** One rule: what it says and under which article, its revisions, and the form to revise it. */
export default function RulePage() {
  const words = useWords(lawMessages);
  const { id = '' } = useParams();
  const history = useApi<RuleHistory>(`/law/rules/${encodeURIComponent(id)}`);
  return (
    <Async query={history} title={words('rule')}>
      {(found) => <RuleView history={found} onSaved={() => void history.refetch()} />}
    </Async>
  );
}

function RuleView({ history, onSaved }: { history: RuleHistory; onSaved(): void }) {
  const words = useWords(lawMessages);
  const text = useText();
  const { pathname } = useLocation();
  const inConsole = pathname.startsWith('/console');
  const base = inConsole ? '/console/law' : '/law';
  const shown = history.current ?? history.revisions[0]!;
  const { rule } = shown;
  const { id: _, ...body } = rule;
  return (
    <div className={inConsole ? undefined : 'wide'}>
      <PageHead
        title={text(rule.title)}
        marks={
          <>
            <VerifiedTag verified={rule.verified} />
            {history.current ? null : <StatusTag tone="attention">{words('notInForce')}</StatusTag>}
          </>
        }
        actions={
          rule.length && history.current ? (
            <Link to={`${base}?rule=${rule.id}`}>
              <Button type="primary">{words('count')}</Button>
            </Link>
          ) : undefined
        }
      >
        {text(rule.summary)}
      </PageHead>
      <div className="stack">
        <Facts rule={rule} />
        <Revisions history={history} />
        {inConsole && history.may.edit ? (
          <section className="panel stack">
            <h2>{words('edit')}</h2>
            <p className="muted">{words('editLead')}</p>
            <RuleForm key={history.saved} id={history.id} initial={body} saved={history.saved} onSaved={onSaved} />
          </section>
        ) : null}
      </div>
    </div>
  );
}

function Facts({ rule }: { rule: Rule }) {
  const words = useWords(lawMessages);
  const text = useText();
  const { length, period } = useLength();
  const facts: [string, string][] = [
    [words('basis'), text(citationOf(rule))],
    [words('place'), text(placeName(rule.jurisdiction))],
    [words('length'), period(rule)],
    ...(rule.length
      ? ([
          [words('starts'), text(rule.starts)],
          [words('extension'), rule.extension ? length(rule.extension) : words('extensionNone')],
          [words('pauses'), text(rule.pauses) || words('pausesNone')],
        ] as [string, string][])
      : []),
    ...(rule.expiry ? ([[words('expiry'), text(rule.expiry)]] as [string, string][]) : []),
    [words('check'), text(rule.note)],
    [words('number'), rule.id],
    [words('matter'), rule.matter],
  ];
  return (
    <section className="panel" aria-label={words('rule')}>
      <dl className="law-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Revisions({ history }: { history: RuleHistory }) {
  const words = useWords(lawMessages);
  const format = useFormat();
  const { period } = useLength();
  return (
    <section className="panel">
      <h2>{words('history')}</h2>
      <DataTable
        label={words('history')}
        rows={history.revisions}
        rowKey={({ revision, rule }) => `${revision} ${rule.from}`}
        cards
        columns={[
          { key: 'from', title: words('begins'), cell: ({ rule }) => <span className="nowrap">{rule.from}</span> },
          { key: 'until', title: words('ends'), cell: ({ rule }) => rule.until ?? '—' },
          { key: 'length', title: words('length'), cell: ({ rule }) => period(rule) },
          {
            key: 'origin',
            title: words('origin'),
            cell: ({ revision }) => (revision === null ? words('pack') : words('officer', { revision })),
          },
          { key: 'reason', title: words('reason'), cell: ({ reason }) => reason ?? '—' },
          {
            key: 'at',
            title: words('savedAt'),
            cell: ({ at }) => <span className="nowrap">{format.instant(at)}</span>,
          },
        ]}
      />
    </section>
  );
}
