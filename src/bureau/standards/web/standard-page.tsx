import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown, Select } from 'antd';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { apiAddress } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Loading } from '../../../web/components/states.tsx';
import { Views } from '../../../web/components/views.tsx';
import { absent, useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { cadenceNames } from '../../catalogue/web/names.ts';
import { usePersonNames } from '../../identity/web/use-names.ts';
import type { Compatibility, Standard, StandardLife, StandardVersion } from '../schema.ts';
import { FieldTable } from './field-table.tsx';
import { Followers } from './followers.tsx';
import { lifeMessages } from './life-messages.ts';
import { LifeState } from './life-state.tsx';
import { standardsMessages } from './messages.ts';
import { writers } from './standards-page.tsx';
import { ChangeList, Verdict } from './verdict.tsx';
import { standardToYaml } from './yaml-text.ts';

const exportFormats = { yaml: 'YAML', 'table-schema': 'Table Schema', 'json-schema': 'JSON Schema' };

/** One standard: its fields, rules, versions and what changed between any two. */
export default function StandardPage() {
  const words = useWords(standardsMessages);
  const { id = '' } = useParams();
  const [search] = useSearchParams();
  const version = search.get('version') ?? undefined;
  const standard = useApi<Standard>(`/standards/${encodeURIComponent(id)}`, { version });
  return (
    <Async query={standard} title={words('standard')} skeleton={<Loading rows={10} />}>
      {(found) => <StandardView standard={found} pinned={version !== undefined} />}
    </Async>
  );
}

function StandardView({ standard, pinned }: { standard: Standard; pinned: boolean }) {
  const words = useWords(standardsMessages);
  const text = useText();
  const navigate = useNavigate();
  const { has } = useSession();
  const lifeWords = useWords(lifeMessages);
  const life = useApi<StandardLife>(`/standards/${encodeURIComponent(standard.id)}/life`);
  return (
    <>
      <PageHead
        title={`${text(standard.title)} v${standard.version ?? 1}`}
        marks={life.data?.status ? <LifeState state={life.data.status} /> : null}
        actions={
          <>
            <Dropdown
              trigger={['click']}
              menu={{
                items: Object.entries(exportFormats).map(([format, name]) => ({
                  key: format,
                  label: (
                    <a
                      href={apiAddress(`/standards/${encodeURIComponent(standard.id)}/export`, {
                        format,
                        ...(pinned ? { version: standard.version } : {}),
                      })}
                      download
                    >
                      {words('exportAs', { format: name })}
                    </a>
                  ),
                })),
              }}
            >
              <Button icon={<DownloadOutlined />}>{words('export')}</Button>
            </Dropdown>
            <Button onClick={() => navigate(`/console/standards/${encodeURIComponent(standard.id)}/life`)}>
              {lifeWords('life')}
            </Button>
            {has(...writers) ? (
              <Button
                type="primary"
                onClick={() => navigate(`/console/standards/${encodeURIComponent(standard.id)}/edit`)}
              >
                {words('editStandard')}
              </Button>
            ) : null}
          </>
        }
      >
        {text(standard.description) || <code>{standard.id}</code>}
      </PageHead>
      <Views
        label={text(standard.title)}
        views={[
          { key: 'fields', label: words('fields'), content: () => <Fields standard={standard} /> },
          { key: 'versions', label: words('versions'), content: () => <Versions id={standard.id} /> },
          {
            key: 'followers',
            label: lifeWords('followers'),
            content: () => <Followers id={standard.id} version={standard.version ?? 1} />,
          },
          {
            key: 'yaml',
            label: words('yaml'),
            content: () => (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
              <pre tabIndex={0}>{standardToYaml(standard)}</pre>
            ),
          },
        ]}
      />
    </>
  );
}

function Fields({ standard }: { standard: Standard }) {
  const words = useWords(standardsMessages);
  const text = useText();
  const format = useFormat();
  const titleOf = (name: string) => text(standard.fields.find((field) => field.name === name)?.title) || name;
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{words('identifier')}</dt>
        <dd>
          <code>{standard.id}</code>
        </dd>
        <dt>{words('key')}</dt>
        <dd>{standard.key?.map(titleOf).join(' · ') ?? absent}</dd>
        <dt>{words('cadence')}</dt>
        <dd>{standard.cadence ? text(cadenceNames[standard.cadence]) : absent}</dd>
        {standard.coordinates ? (
          <>
            <dt>{words('coordinates')}</dt>
            <dd>{standard.coordinates}</dd>
          </>
        ) : null}
        <dt>{words('refuseAbove')}</dt>
        <dd>{format.percent(standard.refuseAbove ?? 0.5, 0)}</dd>
      </dl>
      <FieldTable standard={standard} />
      {(standard.rules ?? []).length > 0 ? (
        <section className="stack" style={{ gap: '0.5rem' }}>
          <h2>{words('rules')}</h2>
          <ul className="plain stack" style={{ gap: '0.375rem' }}>
            {standard.rules?.map((rule) => (
              <li key={rule.name}>
                {text(rule.message)} <code className="muted">{rule.check}</code>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {(standard.references ?? []).length > 0 ? (
        <section className="stack" style={{ gap: '0.5rem' }}>
          <h2>{words('references')}</h2>
          <ul className="plain">
            {standard.references?.map((rule) => (
              <li key={rule.name}>
                {text(rule.message) ||
                  words('referenceTo', {
                    fields: rule.fields.join(', '),
                    dataset: rule.references.dataset,
                    targets: rule.references.fields.join(', '),
                  })}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

function Versions({ id }: { id: string }) {
  const words = useWords(standardsMessages);
  const format = useFormat();
  const { name } = usePersonNames();
  const [search, setSearch] = useSearchParams();
  const versions = useApi<{ items: StandardVersion[] }>(`/standards/${encodeURIComponent(id)}/versions`);
  const [from, to] = [search.get('from'), search.get('to')];
  const compared = useApi<Compatibility>(
    from && to && from !== to ? `/standards/${encodeURIComponent(id)}/compatibility` : null,
    { from, to },
  );
  const set = (key: string, value: string) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      next.set(key, value);
      return next;
    });
  return (
    <Async query={versions}>
      {({ items }) => {
        const options = items.map((item) => ({ value: String(item.version), label: `v${item.version}` }));
        return (
          <div className="stack">
            {items.length > 1 ? (
              <section className="panel stack">
                <h2>{words('compare')}</h2>
                <div className="row">
                  {(['from', 'to'] as const).map((key) => (
                    <Select
                      key={key}
                      aria-label={words(key)}
                      placeholder={words(key)}
                      style={{ minWidth: '9rem' }}
                      options={options}
                      {...(search.get(key) ? { value: search.get(key) as string } : {})}
                      onChange={(value: string) => set(key, value)}
                    />
                  ))}
                  {compared.data ? <Verdict verdict={compared.data.verdict} /> : null}
                </div>
                {compared.data ? <ChangeList changes={compared.data.changes} /> : null}
                {from && to && from !== to ? <SideBySide id={id} versions={[from, to]} /> : null}
              </section>
            ) : null}
            <DataTable
              label={words('versions')}
              cards
              rows={items}
              rowKey={(item) => item.version}
              columns={[
                { key: 'version', title: words('version'), cell: (item) => `v${item.version}` },
                { key: 'verdict', title: words('verdict'), cell: (item) => <Verdict verdict={item.verdict} /> },
                {
                  key: 'changes',
                  title: words('changes'),
                  cell: (item) => (item.changes.length > 0 ? <ChangeList changes={item.changes} /> : null),
                },
                { key: 'note', title: words('note'), cell: (item) => item.note },
                {
                  key: 'published',
                  title: words('publishedAt'),
                  cell: (item) => (
                    <span>
                      {format.instant(item.publishedAt)}
                      <br />
                      <span className="muted small">{name(item.publishedBy)}</span>
                    </span>
                  ),
                },
              ]}
            />
          </div>
        );
      }}
    </Async>
  );
}

function SideBySide({ id, versions }: { id: string; versions: [string, string] }) {
  const words = useWords(lifeMessages);
  const path = `/standards/${encodeURIComponent(id)}`;
  const before = useApi<Standard>(path, { version: versions[0] });
  const after = useApi<Standard>(path, { version: versions[1] });
  return (
    <section className="stack" aria-label={words('sideBySide')}>
      <h3>{words('sideBySide')}</h3>
      <div className="split">
        {[before, after].map((side, index) => (
          <div key={versions[index] ?? index} className="stack" style={{ minWidth: 0 }}>
            <h4>v{versions[index]}</h4>
            <Async query={side}>{(standard) => <FieldTable standard={standard} />}</Async>
          </div>
        ))}
      </div>
    </section>
  );
}
