import { Button, Segmented } from 'antd';
import { Link, useLocation, useSearchParams } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { RuleList } from '../rules-schema.ts';
import { Calculator, type Question } from './calculator.tsx';
import { lawMessages } from './messages.ts';
import { placeName } from './places.ts';
import { useArticle } from './use-article.ts';
import { useLength } from './use-length.ts';
import { VerifiedTag } from './verified-tag.tsx';

type Item = RuleList['items'][number];
const filters = ['periodsOnly', 'all', 'unverifiedOnly'] as const;

/** The rules of law that hold here, by instrument, and when something is due by them. */
export default function LawPage() {
  const words = useWords(lawMessages);
  const [search, setSearch] = useSearchParams();
  const { pathname } = useLocation();
  const inConsole = pathname.startsWith('/console');
  const rules = useApi<RuleList>('/law/rules');
  const change = (values: Record<string, string>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(values)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  const value = (name: keyof Question) => search.get(name) ?? '';
  const filter = filters.find((name) => name === search.get('show')) ?? 'periodsOnly';
  return (
    <div className={inConsole ? undefined : 'wide'}>
      <PageHead
        title={words('law')}
        actions={
          inConsole && rules.data?.may.edit ? (
            <Link to="/console/law/new">
              <Button type="primary">{words('newRule')}</Button>
            </Link>
          ) : undefined
        }
      >
        {words('lead')}
      </PageHead>
      <Async query={rules}>
        {({ items }) => (
          <div className="stack">
            <Calculator
              rules={items
                .filter(({ displacedBy }) => displacedBy === null)
                .flatMap(({ rule }) => (rule.length ? [rule] : []))}
              question={{
                rule: value('rule') || 'cn.sharing.conditional-reply',
                from: value('from'),
                extended: value('extended'),
                pauseFrom: value('pauseFrom'),
                pauseTo: value('pauseTo'),
              }}
              onChange={(changed) => change(changed as Record<string, string>)}
            />
            <Segmented
              aria-label={words('filter')}
              value={filter}
              onChange={(chosen) => change({ show: chosen === 'periodsOnly' ? '' : String(chosen) })}
              options={filters.map((name) => ({ value: name, label: words(name) }))}
            />
            <Instruments
              base={inConsole ? '/console/law' : '/law'}
              items={items.filter(
                ({ rule }) => filter === 'all' || (filter === 'periodsOnly' ? rule.length !== null : !rule.verified),
              )}
            />
          </div>
        )}
      </Async>
    </div>
  );
}

function Instruments({ items, base }: { items: Item[]; base: string }) {
  const words = useWords(lawMessages);
  const text = useText();
  const article = useArticle();
  const { length, period } = useLength();
  if (items.length === 0) return <Empty title={words('noneHere')}>{words('noneHint')}</Empty>;
  const numbers = [...new Set(items.map(({ rule }) => rule.instrument.number.zh))];
  return numbers.map((number) => {
    const rows = items.filter(({ rule }) => rule.instrument.number.zh === number);
    const { instrument, jurisdiction } = rows[0]!.rule;
    return (
      <section key={number} className="panel">
        <h2>{text(instrument.title)}</h2>
        <p className="muted">
          {[text(instrument.number), text(placeName(jurisdiction)), words('since', { day: instrument.since })].join(
            ' · ',
          )}
        </p>
        <DataTable
          label={text(instrument.title)}
          rows={rows}
          rowKey={({ rule }) => rule.id}
          cards
          columns={[
            {
              key: 'title',
              title: words('title'),
              width: '34%',
              cell: ({ rule, origin, displacedBy }) => (
                <>
                  <Link to={`${base}/${rule.id}`}>{text(rule.title)}</Link>
                  {origin === 'officer' ? <div className="small muted">{words('savedHere')}</div> : null}
                  {displacedBy ? <div className="small muted">{words('displaced')}</div> : null}
                </>
              ),
            },
            {
              key: 'length',
              title: words('length'),
              width: '26%',
              cell: ({ rule }) => (
                <>
                  {period(rule)}
                  {rule.extension ? (
                    <div className="small muted">{words('extendable', { length: length(rule.extension) })}</div>
                  ) : null}
                </>
              ),
            },
            { key: 'article', title: words('article'), width: '22%', cell: ({ rule }) => article(rule.article) },
            { key: 'state', title: words('state'), cell: ({ rule }) => <VerifiedTag verified={rule.verified} /> },
          ]}
        />
      </section>
    );
  });
}
