import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { parse, stringify } from 'yaml';
import { call } from '../../../web/client/call.ts';
import { Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useWords } from '../../../web/words.ts';
import type { Rule, RuleState } from '../schema.ts';
import { qualityMessages } from './messages.ts';
import { draftOf, fitsForm, type MissingPart, missingOf, newDraft, type RuleDraft, ruleOf } from './rule-draft.ts';
import { RuleForm } from './rule-form.tsx';
import { ruleFormMessages } from './rule-form-messages.ts';

/** What is being written: the form, or the text that took its place. */
interface Written {
  form: RuleDraft;
  /** Null while the form is shown. */
  yaml: string | null;
}

function writtenOf(state: RuleState | null): Written {
  if (!state) return { form: newDraft, yaml: null };
  return { form: draftOf(state.rule), yaml: fitsForm(state.rule) ? null : state.yaml };
}

/** A rule to make or change: a form to fill in, and the same rule as YAML for those who keep rules as files. */
export function RuleEditor({ state }: { state: RuleState | null }) {
  const words = useWords(qualityMessages);
  const formWords = useWords(ruleFormMessages);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message, modal } = App.useApp();
  const draft = useDraft<Written>(`quality.rule.${state?.rule.id ?? 'new'}.${state?.revision ?? 0}`, writtenOf(state));
  const [error, setError] = useState<unknown>(null);
  const [note, setNote] = useState<'text' | MissingPart[] | null>(null);
  const { form, yaml } = draft.value;

  const show = (view: 'form' | 'text') => {
    setNote(null);
    if (view === 'text') {
      draft.set({ form, yaml: stringify(ruleOf(form), { lineWidth: 100 }) });
      return;
    }
    const read = readText(yaml ?? '');
    if (read) draft.set({ form: read, yaml: null });
    else setNote('text');
  };

  const save = async () => {
    setError(null);
    setNote(null);
    const missing = yaml === null ? missingOf(form) : [];
    if (missing.length > 0) {
      setNote(missing);
      return;
    }
    try {
      const rule = yaml === null ? ruleOf(form) : null;
      const id = state?.rule.id ?? (rule ? String(rule['id']) : idOf(yaml ?? ''));
      const saved = await call<RuleState>('PUT', `/quality/rules/${encodeURIComponent(id)}`, {
        body: { ...(rule ? { rule } : { yaml }), revision: state?.revision ?? 0 },
      });
      draft.clear(writtenOf(saved));
      message.success(words('saved'));
      await client.invalidateQueries();
      if (!state) await navigate(`/console/quality/rules/${encodeURIComponent(saved.rule.id)}`);
    } catch (problem) {
      setError(problem);
    }
  };

  const remove = () =>
    modal.confirm({
      title: words('remove'),
      content: words('removeBody'),
      okText: words('remove'),
      async onOk() {
        await call('DELETE', `/quality/rules/${encodeURIComponent(state!.rule.id)}`);
        message.success(words('removed'));
        await client.invalidateQueries();
        await navigate('/console/quality');
      },
    });

  return (
    <div className="stack">
      <Segmented
        style={{ alignSelf: 'flex-start' }}
        aria-label={words('edit')}
        value={yaml === null ? 'form' : 'text'}
        onChange={show}
        options={[
          { value: 'form', label: formWords('form') },
          { value: 'text', label: formWords('text') },
        ]}
      />
      {yaml === null ? (
        <RuleForm
          draft={form}
          onChange={(next) => {
            setNote(null);
            draft.set({ form: next, yaml: null });
          }}
        />
      ) : (
        <Input.TextArea
          aria-label={words('yaml')}
          value={yaml}
          autoSize={{ minRows: 10, maxRows: 30 }}
          spellCheck={false}
          className="mono"
          onChange={(event) => draft.set({ form, yaml: event.target.value })}
        />
      )}
      {note ? (
        <Alert
          type="warning"
          showIcon
          title={
            note === 'text'
              ? formWords('notForForm')
              : formWords('missing', { parts: note.map((part) => formWords(part)).join(formWords('listed')) })
          }
        />
      ) : null}
      {error ? <Problem error={error} /> : null}
      <div className="row">
        <Button type="primary" onClick={save}>
          {words('save')}
        </Button>
        {state ? (
          <Button danger onClick={remove}>
            {words('remove')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** The text as a form; null when it is no rule that the form can hold. */
function readText(yaml: string): RuleDraft | null {
  try {
    const { title, ...written } = parse(yaml, { maxAliasCount: 0 }) as Rule;
    const rule: Rule = {
      ...written,
      title: { zh: String(title?.zh ?? ''), en: String(title?.en ?? '') },
      severity: written.severity ?? newDraft.severity,
    };
    return fitsForm(rule) ? draftOf(rule) : null;
  } catch {
    return null;
  }
}

/** The id stands in the text; what cannot be read is told by the server. */
function idOf(yaml: string): string {
  try {
    const { id } = parse(yaml, { maxAliasCount: 0 }) as { id?: unknown };
    return typeof id === 'string' && id !== '' ? id : 'unnamed';
  } catch {
    return 'unnamed';
  }
}
