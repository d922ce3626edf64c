import { Alert, Input } from 'antd';
import { useMemo } from 'react';
import { Problem } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { Standard } from '../schema.ts';
import { standardsMessages } from './messages.ts';
import { StandardForm } from './standard-form.tsx';
import { type StandardCheck, useCheck } from './use-check.ts';
import { ChangeList, Verdict } from './verdict.tsx';
import { standardToYaml, yamlToStandard } from './yaml-text.ts';

/** Form and YAML of one standard side by side, with the server's check below; the YAML text is the truth of both. */
export function StandardEditor({
  yaml,
  fixedId,
  onChange,
  actions,
}: {
  yaml: string;
  fixedId: boolean;
  onChange(yaml: string): void;
  /** The acts that a sound standard allows. */
  actions(check: StandardCheck | undefined, sound: boolean): React.ReactNode;
}) {
  const words = useWords(standardsMessages);
  const standard = useMemo(() => yamlToStandard(yaml), [yaml]);
  const { check, checking, error } = useCheck(yaml);
  const sound = !checking && check?.standard !== null && check?.standard !== undefined && check.findings.length === 0;
  return (
    <div className="stack">
      <div className="split editor">
        <section className="panel" aria-label={words('form')}>
          {standard ? (
            <StandardForm
              standard={standard}
              fixedId={fixedId}
              onChange={(next: Standard) => onChange(standardToYaml(next))}
            />
          ) : (
            <Alert type="warning" showIcon title={words('unreadable')} />
          )}
        </section>
        <section className="panel stack" aria-label={words('yaml')}>
          <h2>{words('yaml')}</h2>
          <Input.TextArea
            className="mono code-area"
            aria-label={words('yaml')}
            spellCheck={false}
            autoSize={{ minRows: 16, maxRows: 32 }}
            value={yaml}
            onChange={(event) => onChange(event.target.value)}
            wrap="off"
          />
          {error ? <Problem error={error} /> : null}
          <CheckResult check={check} checking={checking} />
        </section>
      </div>
      <div className="row">{actions(check, sound)}</div>
    </div>
  );
}

function CheckResult({ check, checking }: { check: StandardCheck | undefined; checking: boolean }) {
  const words = useWords(standardsMessages);
  const text = useText();
  const format = useFormat();
  return (
    <div className="stack" style={{ gap: '0.5rem' }} aria-live="polite">
      {checking ? (
        <StatusTag tone="active">{words('checking')}</StatusTag>
      ) : check && check.findings.length > 0 ? (
        <StatusTag tone="bad">{words('unsound', { count: format.number(check.findings.length) })}</StatusTag>
      ) : check?.standard ? (
        <StatusTag tone="good">{words('sound')}</StatusTag>
      ) : null}
      {(check?.findings ?? []).map((finding) => (
        <p key={`${finding.row}|${finding.field}|${finding.message.en}`} className="small">
          {finding.row === null ? '' : `${words('atLine', { line: finding.row })} · `}
          {finding.field ? <code>{finding.field}</code> : null} {text(finding.message)}
        </p>
      ))}
      {check?.compatibility ? (
        <>
          <p className="row">
            <Verdict verdict={check.compatibility.verdict} /> {words(`${check.compatibility.verdict}Body`)}
          </p>
          <ChangeList changes={check.compatibility.changes} />
        </>
      ) : null}
    </div>
  );
}
