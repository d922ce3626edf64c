import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { idPattern } from '../../../kernel/shape.ts';
import { ApiError } from '../../../web/client/call.ts';
import { DropFile } from '../../../web/components/drop-file.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Problem } from '../../../web/components/states.tsx';
import { useWords } from '../../../web/words.ts';
import { inspectFile, proposeFrom } from '../../collection/web/collect-api.ts';
import type { Proposal, Standard } from '../schema.ts';
import { newStandardDraft } from './edit-standard-page.tsx';
import { standardsMessages } from './messages.ts';
import { ProposalNotes } from './proposal-notes.tsx';
import { standardToYaml } from './yaml-text.ts';

const idExpression = new RegExp(idPattern);

/** Leaves a standard's text where the editor for a new one finds it. */
export function leaveDraft(standard: Standard): void {
  localStorage.setItem(`lingnan.draft.${newStandardDraft}`, JSON.stringify(standardToYaml(standard)));
}

/** Has a standard drafted from a file; it goes to the editor, never straight into use. */
export default function ProposePage() {
  const words = useWords(standardsMessages);
  const navigate = useNavigate();
  const [file, setFile] = useState<File | null>(null);
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  // Files of an archive that holds several, to choose one from.
  const [entries, setEntries] = useState<string[]>([]);
  const submit = async ({ id, entry }: { id: string; entry?: string }) => {
    if (!file) return;
    setBusy(true);
    setError(null);
    try {
      const inspection = await inspectFile(file, entry ? { reading: { entry } } : {});
      setProposal(await proposeFrom(inspection, id.trim()));
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === 'collection.choose-entry')
        setEntries(problem.details['entries'] as string[]);
      else setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div style={{ maxWidth: '56rem' }}>
      <PageHead title={words('propose')}>{words('proposeLead')}</PageHead>
      {error ? <Problem error={error} /> : null}
      <Form layout="vertical" onFinish={submit}>
        <Form.Item
          name="id"
          label={words('proposeId')}
          extra={words('idRule')}
          rules={[{ required: true, pattern: idExpression, message: words('idRule') }]}
        >
          <Input />
        </Form.Item>
        <Form.Item label={words('proposeFile')}>
          <DropFile
            file={file}
            onFile={(next) => {
              setFile(next);
              setEntries([]);
            }}
          />
        </Form.Item>
        {entries.length > 0 ? (
          <Form.Item
            name="entry"
            label={words('proposeEntry')}
            extra={words('proposeEntryHint')}
            rules={[{ required: true, message: words('proposeEntryHint') }]}
            preserve={false}
          >
            <Select options={entries.map((value) => ({ value, label: value }))} />
          </Form.Item>
        ) : null}
        <Button type="primary" htmlType="submit" disabled={!file} loading={busy}>
          {words('proposeAction')}
        </Button>
      </Form>
      {proposal ? (
        <section className="stack" style={{ marginTop: '1.5rem' }} aria-live="polite">
          <div>
            <h2>{words('proposal')}</h2>
            <p className="muted">{words('proposalBody')}</p>
          </div>
          <ProposalNotes proposal={proposal} />
          <div>
            <Button
              type="primary"
              onClick={() => {
                leaveDraft(proposal.standard);
                void navigate('/console/standards/new?origin=proposal');
              }}
            >
              {words('toEditor')}
            </Button>
          </div>
        </section>
      ) : null}
    </div>
  );
}
