import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Drawer, Input, Select, Timeline } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Async, Problem } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useOrganisationNames, usePersonNames } from '../../identity/web/use-names.ts';
import { RuleOfTask } from '../../quality/web/rule-of-task.tsx';
import { type Task, type TaskChange, taskTransitions } from '../schema.ts';
import { Deadline } from './deadline.tsx';
import { operationsMessages } from './messages.ts';
import { taskActs, taskStates } from './names.ts';

/** One task with its log and what may be done with it. */
export function TaskDrawer({ id, onClose }: { id: string | null; onClose(): void }) {
  const words = useWords(operationsMessages);
  const task = useApi<Task>(id ? `/tasks/${encodeURIComponent(id)}` : null);
  return (
    <Drawer open={id !== null} onClose={onClose} size="large" title={words('taskTitle')} destroyOnHidden>
      {id ? <Async query={task}>{(found) => <TaskWork key={found.id} task={found} />}</Async> : null}
    </Drawer>
  );
}

function TaskWork({ task }: { task: Task }) {
  const words = useWords(operationsMessages);
  const text = useText();
  const format = useFormat();
  const organisation = useOrganisationNames();
  const { name, people } = usePersonNames();
  const client = useQueryClient();
  const { message } = App.useApp();
  const note = useDraft(`task.${task.id}`, '');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const change = async (body: TaskChange) => {
    setBusy(true);
    setError(null);
    try {
      await call('PATCH', `/tasks/${encodeURIComponent(task.id)}`, {
        body: { ...body, ...(note.value.trim() ? { note: note.value.trim() } : {}) },
      });
      note.clear('');
      message.success(words('saved'));
      await client.invalidateQueries();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const state = taskStates[task.status];
  const finished = task.status === 'done' || task.status === 'declined';
  const candidates = people.filter(
    (person) => !person.disabled && (!task.organisation || person.organisation?.id === task.organisation),
  );
  return (
    <div className="stack">
      <h2>{text(task.title)}</h2>
      <dl className="facts">
        <dt>{words('status')}</dt>
        <dd>{state ? <StatusTag tone={state.tone}>{words(state.word)}</StatusTag> : null}</dd>
        <dt>{words('due')}</dt>
        <dd>{task.dueAt ? <Deadline dueAt={task.dueAt} finished={finished} /> : words('noDue')}</dd>
        <dt>{words('organisation')}</dt>
        <dd>{organisation(task.organisation)}</dd>
        <dt>{words('assignee')}</dt>
        <dd>
          {candidates.length > 0 && !finished ? (
            <Select
              size="small"
              style={{ minWidth: '10rem' }}
              aria-label={words('assignee')}
              allowClear
              placeholder={words('nobody')}
              {...(task.assignee ? { value: task.assignee } : {})}
              options={candidates.map((person) => ({ value: person.id, label: person.name }))}
              onChange={(assignee: string | undefined) => void change({ assignee: assignee ?? null })}
            />
          ) : (
            name(task.assignee) || words('nobody')
          )}
        </dd>
        <RuleOfTask task={task.id} />
        {task.alert ? (
          <>
            <dt>{words('relatedAlert')}</dt>
            <dd>
              <Link to={`/console/alerts?view=all&alert=${task.alert}`}>{words('alerts')}</Link>
            </dd>
          </>
        ) : null}
      </dl>
      {error ? <Problem error={error} /> : null}
      <Input.TextArea
        aria-label={words('note')}
        placeholder={words('notePlaceholder')}
        rows={3}
        maxLength={2000}
        value={note.value}
        onChange={(event) => note.set(event.target.value)}
      />
      <div className="row">
        {(taskTransitions[task.status] ?? []).map((next, index) => (
          <Button
            key={next}
            type={index === 0 ? 'primary' : 'default'}
            danger={next === 'declined'}
            loading={busy}
            onClick={() => void change({ status: next as Task['status'] })}
          >
            {words(taskActs[next] ?? 'status')}
          </Button>
        ))}
      </div>
      <h3>{words('log')}</h3>
      <Timeline
        items={[...task.log].reverse().map((entry) => ({
          content: (
            <div>
              <span className="muted small">
                {format.instant(entry.at)} · {name(entry.by)}
              </span>
              <div>
                {taskStates[entry.status] ? words(taskStates[entry.status]?.word ?? 'status') : ''}
                {entry.note ? ` · ${entry.note}` : ''}
              </div>
            </div>
          ),
        }))}
      />
    </div>
  );
}
