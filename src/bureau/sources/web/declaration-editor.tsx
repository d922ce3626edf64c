import { Alert, App, Button, Input } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { CheckedDeclaration, Source } from '../schema.ts';
import { sourcesMessages } from './messages.ts';

/** The YAML of a source, with what is wrong in it told by line. */
export function DeclarationEditor({
  yaml,
  revision,
  onSaved,
}: {
  yaml: string;
  revision?: number;
  onSaved(source: Source): void;
}) {
  const words = useWords(sourcesMessages);
  const text = useText();
  const { message } = App.useApp();
  const [written, setWritten] = useState(yaml);
  const [findings, setFindings] = useState<CheckedDeclaration['findings']>([]);
  const save = async () => {
    try {
      const checked = await call<CheckedDeclaration>('POST', '/source-checks', { body: { yaml: written } });
      setFindings(checked.findings);
      if (checked.findings.length > 0) return;
      const body = { yaml: written, ...(revision === undefined ? {} : { revision }) };
      onSaved(await call<Source>('POST', '/sources', { body }));
      message.success(words('saved'));
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <div className="stack">
      <Input.TextArea
        aria-label={words('declaration')}
        value={written}
        onChange={(event) => setWritten(event.target.value)}
        autoSize={{ minRows: 10, maxRows: 30 }}
        spellCheck={false}
        style={{ fontFamily: 'monospace' }}
      />
      {findings.map((finding) => (
        <Alert key={`${finding.row} ${finding.field} ${finding.rule}`} type="error" title={text(finding.message)} />
      ))}
      <div>
        <Button type="primary" disabled={written.trim() === ''} onClick={save}>
          {words('save')}
        </Button>
      </div>
    </div>
  );
}
