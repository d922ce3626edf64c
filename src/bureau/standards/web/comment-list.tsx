import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Async, Empty, Problem } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useWords } from '../../../web/words.ts';
import { usePersonNames } from '../../identity/web/use-names.ts';
import type { StandardComment } from '../schema.ts';
import { lifeMessages } from './life-messages.ts';

/** Threads of comments on a standard and its fields, with a place to add one. */
export function CommentList({ id, fields }: { id: string; fields: string[] }) {
  const words = useWords(lifeMessages);
  const client = useQueryClient();
  const path = `/standards/${encodeURIComponent(id)}/comments`;
  const comments = useApi<{ items: StandardComment[] }>(path);
  const [text, setText] = useState('');
  const [field, setField] = useState('');
  const [answering, setAnswering] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const act = async (method: 'POST' | 'DELETE', address: string, body?: unknown) => {
    setError(null);
    try {
      const answer = await call(method, address, body === undefined ? {} : { body });
      client.setQueryData([path, {}], answer);
      return true;
    } catch (problem) {
      setError(problem);
      return false;
    }
  };
  const send = async () => {
    const about = answering ? { parent: answering } : field ? { field } : {};
    if (!(await act('POST', path, { words: text, ...about }))) return;
    setText('');
    setAnswering(null);
  };
  return (
    <section className="stack" aria-label={words('comments')}>
      <h2>{words('comments')}</h2>
      <Async query={comments}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words('noComments')} />
          ) : (
            <ul className="plain stack">
              {items
                .filter(({ parent }) => parent === null)
                .map((first) => (
                  <li key={first.id} className="panel stack" style={{ gap: '0.5rem' }}>
                    <div className="row">
                      {first.field ? <code>{first.field}</code> : <span>{words('whole')}</span>}
                      <StatusTag tone={first.resolvedBy ? 'good' : 'waiting'}>
                        {words(first.resolvedBy ? 'resolved' : 'open')}
                      </StatusTag>
                    </div>
                    {[first, ...items.filter(({ parent }) => parent === first.id)].map((one) => (
                      <Said key={one.id} comment={one} />
                    ))}
                    <div className="row">
                      <Button size="small" onClick={() => setAnswering(first.id)}>
                        {words('answer')}
                      </Button>
                      <Button
                        size="small"
                        onClick={() => void act(first.resolvedBy ? 'DELETE' : 'POST', `${path}/${first.id}/resolution`)}
                      >
                        {words(first.resolvedBy ? 'reopen' : 'resolve')}
                      </Button>
                    </div>
                  </li>
                ))}
            </ul>
          )
        }
      </Async>
      {error ? <Problem error={error} /> : null}
      <div className="stack" style={{ gap: '0.5rem', maxWidth: '48rem' }}>
        {answering ? null : (
          <Select
            aria-label={words('ofField')}
            value={field}
            style={{ minWidth: '12rem' }}
            options={[{ value: '', label: words('whole') }, ...fields.map((name) => ({ value: name, label: name }))]}
            onChange={setField}
          />
        )}
        <Input.TextArea
          aria-label={words(answering ? 'answer' : 'comment')}
          placeholder={words(answering ? 'answer' : 'comment')}
          rows={3}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div>
          <Button type="primary" disabled={text.trim() === ''} onClick={() => void send()}>
            {words(answering ? 'answer' : 'addComment')}
          </Button>
        </div>
      </div>
    </section>
  );
}

function Said({ comment }: { comment: StandardComment }) {
  const format = useFormat();
  const { name } = usePersonNames();
  return (
    <div>
      <p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{comment.words}</p>
      <p className="muted small">
        {name(comment.by)} · {format.instant(comment.at)}
      </p>
    </div>
  );
}
