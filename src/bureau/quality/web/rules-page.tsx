import { Button, Segmented } from 'antd';
import { useNavigate, useSearchParams } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useWords } from '../../../web/words.ts';
import type { RuleState } from '../schema.ts';
import { qualityMessages } from './messages.ts';
import { RuleTable } from './rule-table.tsx';

/** All rules that this person may see; the failing ones alone when asked. */
export default function RulesPage() {
  const words = useWords(qualityMessages);
  const navigate = useNavigate();
  const { has } = useSession();
  const [search, setSearch] = useSearchParams();
  const failing = search.get('view') === 'failing';
  const rules = useApi<{ items: RuleState[] }>('/quality/rules', failing ? { failing: true } : {}, {
    keep: true,
    every: 15_000,
  });
  return (
    <>
      <PageHead
        title={words('rules')}
        actions={
          has('steward', 'officer', 'administrator') ? (
            <Button type="primary" onClick={() => navigate('/console/quality/rules/new')}>
              {words('newRule')}
            </Button>
          ) : null
        }
      >
        {words('rulesLead')}
      </PageHead>
      <div className="stack">
        <Segmented
          style={{ alignSelf: 'flex-start' }}
          aria-label={words('state')}
          value={failing ? 'failing' : 'all'}
          onChange={(view) => setSearch(view === 'failing' ? { view } : {})}
          options={[
            { value: 'all', label: words('all') },
            { value: 'failing', label: words('failing') },
          ]}
        />
        <Async query={rules}>{(found) => <RuleTable rules={found.items} />}</Async>
      </div>
    </>
  );
}
