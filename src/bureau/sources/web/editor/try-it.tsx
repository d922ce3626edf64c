import { Alert, Button } from 'antd';
import { useRef, useState } from 'react';
import { Link } from 'react-router';
import type { Static } from 'typebox';
import { call } from '../../../../web/client/call.ts';
import { Copyable } from '../../../../web/components/copyable.tsx';
import { DataTable } from '../../../../web/components/data-table.tsx';
import { Problem } from '../../../../web/components/states.tsx';
import { useText, useWords } from '../../../../web/words.ts';
import type { ProbeShape } from '../../schema.ts';
import { editorMessages } from './messages.ts';
import { bilingual } from './settings-shape.ts';

type Probe = Static<typeof ProbeShape>;

/** Reaches the source and shows its first columns and rows, or what keeps it from being reached. */
export function TryIt({ path, body, ready = true }: { path: string; body(): unknown; ready?: boolean }) {
  const words = useWords(editorMessages);
  const [found, setFound] = useState<Probe | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [asking, setAsking] = useState<AbortController | null>(null);
  const running = useRef<AbortController | null>(null);
  const look = async () => {
    const abort = new AbortController();
    running.current = abort;
    setAsking(abort);
    setFound(null);
    setError(null);
    try {
      setFound(await call<Probe>('POST', path, { body: body(), signal: abort.signal }));
    } catch (cause) {
      if (!abort.signal.aborted) setError(cause);
    } finally {
      if (running.current === abort) setAsking(null);
    }
  };
  return (
    <section className="stack" aria-live="polite">
      <div className="row">
        <Button onClick={look} loading={asking !== null} disabled={!ready}>
          {words(asking ? 'probing' : 'probe')}
        </Button>
        {asking ? <Button onClick={() => asking.abort()}>{words('stop')}</Button> : null}
        <span className="muted small">{words('probeHelp')}</span>
      </div>
      {error ? <Problem error={error} /> : null}
      {found ? <Found probe={found} /> : null}
    </section>
  );
}

function Found({ probe }: { probe: Probe }) {
  const words = useWords(editorMessages);
  const text = useText();
  return (
    <>
      <Alert
        type="success"
        showIcon
        title={text(probe.found)}
        {...(probe.sample.length === 0 && probe.columns.length > 0
          ? {
              description: words('columns', {
                count: probe.columns.length,
                names: probe.columns.map(({ name }) => name).join('、'),
              }),
            }
          : {})}
      />
      {probe.sample.length > 0 ? (
        <DataTable
          label={words('sample')}
          compactCells
          rows={probe.sample.filter((row) => row.some((cell) => cell !== null && cell !== ''))}
          rowKey={(_row, index) => index}
          columns={probe.columns.map(({ name }, index) => ({
            key: `${index}`,
            title: probe.columns.length === 1 ? text(bilingual(name)) : name,
            cell: (row: (string | null)[]) => row[index] ?? '',
          }))}
        />
      ) : null}
      {probe.standard ? (
        <details>
          <summary>{words('proposed')}</summary>
          <p className="muted underlined">
            {words('proposedHelp')} <Link to="/console/standards/new">{words('newStandard')}</Link>
          </p>
          <Copyable code={probe.standard} label={words('proposed')} />
        </details>
      ) : null}
    </>
  );
}
