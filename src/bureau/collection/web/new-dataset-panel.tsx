import { Button, Checkbox, Form, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { idPattern } from '../../../kernel/shape.ts';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Problem } from '../../../web/components/states.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Organisation } from '../../identity/schema.ts';
import type { Proposal, Standard } from '../../standards/schema.ts';
import { ProposalNotes } from '../../standards/web/proposal-notes.tsx';
import { StandardForm } from '../../standards/web/standard-form.tsx';
import type { Inspection } from '../schema.ts';
import { proposeFrom } from './collect-api.ts';
import { collectionMessages } from './messages.ts';

const idExpression = new RegExp(idPattern);

/** A dataset to be made with the standard that its steward has checked. */
export interface NewTarget {
  owner: string;
  standard: Standard;
}

/** A new dataset from the file: a standard is proposed, corrected here, and used only once it is confirmed. */
export function NewDatasetPanel({
  inspection,
  onTarget,
}: {
  inspection: Inspection;
  /** Null until the standard is confirmed. */
  onTarget(target: NewTarget | null): void;
}) {
  const words = useWords(collectionMessages);
  const text = useText();
  const { person } = useSession();
  const organisations = useApi<{ items: Organisation[] }>('/organisations', {}, { staleMilliseconds: 600_000 });
  const [id, setId] = useState('');
  const [owner, setOwner] = useState(person?.organisation?.id ?? '');
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [standard, setStandard] = useState<Standard | null>(null);
  const [confirmed, setConfirmed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const idSound = idExpression.test(id);
  const propose = async () => {
    setBusy(true);
    setError(null);
    try {
      const found = await proposeFrom(inspection, id);
      setProposal(found);
      setStandard(found.standard);
      setConfirmed(false);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    onTarget(confirmed && standard && owner ? { owner, standard: { ...standard, id } } : null);
  }, [confirmed, standard, owner, id, onTarget]);
  return (
    <div className="stack">
      <Form layout="vertical" component="div">
        <div className="split" style={{ gap: '0 1rem' }}>
          <Form.Item
            label={words('newId')}
            extra={words('idRule')}
            {...(id === '' || idSound ? {} : { validateStatus: 'error' as const })}
          >
            <Input aria-label={words('newId')} value={id} onChange={(event) => setId(event.target.value.trim())} />
          </Form.Item>
          <Form.Item label={words('owner')}>
            <Select
              aria-label={words('owner')}
              showSearch={{ optionFilterProp: 'label' }}
              {...(owner ? { value: owner } : {})}
              options={(organisations.data?.items ?? []).map((entry) => ({ value: entry.id, label: text(entry.name) }))}
              onChange={(next: string) => setOwner(next)}
            />
          </Form.Item>
        </div>
      </Form>
      <div>
        <Button disabled={!idSound || owner === ''} loading={busy} onClick={() => void propose()}>
          {words('propose')}
        </Button>
      </div>
      {error ? <Problem error={error} /> : null}
      {proposal && standard ? (
        <>
          <div>
            <h3>{words('proposal')}</h3>
            <p className="muted">{words('proposalBody')}</p>
          </div>
          <ProposalNotes proposal={proposal} />
          <StandardForm
            standard={standard}
            fixedId
            onChange={(next) => {
              setStandard(next);
              setConfirmed(false);
            }}
          />
          <Checkbox checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)}>
            {words('confirmProposal')}
          </Checkbox>
        </>
      ) : null}
    </div>
  );
}
