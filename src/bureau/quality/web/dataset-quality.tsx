import { Link } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Async } from '../../../web/components/states.tsx';
import { useWords } from '../../../web/words.ts';
import type { DriftReport, FieldHistory, RuleState } from '../schema.ts';
import { Drifts } from './drift-view.tsx';
import { Fields } from './field-history.tsx';
import { qualityMessages } from './messages.ts';
import { RuleTable } from './rule-table.tsx';

/** Of one dataset: drift of its versions, its fields over versions, and the rules that read it. */
export function DatasetQuality({ dataset, keeps }: { dataset: string; keeps: boolean }) {
  const words = useWords(qualityMessages);
  const { person } = useSession();
  const path = `/quality/datasets/${encodeURIComponent(dataset)}`;
  const drift = useApi<{ items: DriftReport[] }>(`${path}/drift`, { limit: 5 });
  const fields = useApi<FieldHistory>(`${path}/fields`);
  const rules = useApi<{ items: RuleState[] }>(person ? '/quality/rules' : null, { dataset });
  return (
    <>
      <section className="panel">
        <div className="panel-head">
          <h2>{words('drift')}</h2>
          {keeps ? (
            <Link to={`/console/quality/drift/${encodeURIComponent(dataset)}`}>{words('driftSettings')}</Link>
          ) : null}
        </div>
        <Async query={drift}>{({ items }) => <Drifts reports={items} />}</Async>
      </section>
      {rules.data && rules.data.items.length > 0 ? (
        <section className="panel">
          <h2>{words('rulesHere')}</h2>
          <RuleTable rules={rules.data.items} />
        </section>
      ) : null}
      <section className="panel">
        <h2>{words('fieldHistory')}</h2>
        <Async query={fields}>{(found) => <Fields history={found} />}</Async>
      </section>
    </>
  );
}
