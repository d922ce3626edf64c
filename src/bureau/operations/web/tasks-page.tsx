import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Pager, usePaging } from '../../../web/components/pager.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useOrganisationNames, usePersonNames } from '../../identity/web/use-names.ts';
import type { Task } from '../schema.ts';
import { Deadline } from './deadline.tsx';
import { operationsMessages } from './messages.ts';
import { taskStates } from './names.ts';
import { TaskDrawer } from './task-drawer.tsx';
import { TaskForm } from './task-form.tsx';

const size = 50;
const views: Record<string, string | undefined> = {
  pending: 'open,in-hand',
  finished: 'done,declined',
  all: undefined,
};

/** Tasks by state; the one that is worked on stands in the address and opens at the side. */
export default function TasksPage() {
  const words = useWords(operationsMessages);
  const text = useText();
  const format = useFormat();
  const organisation = useOrganisationNames();
  const { name } = usePersonNames();
  const { has } = useSession();
  const [search, setSearch] = useSearchParams();
  const [giving, setGiving] = useState(false);
  const view = (search.get('view') ?? 'pending') in views ? (search.get('view') ?? 'pending') : 'pending';
  const paging = usePaging(view);
  const tasks = useApi<{ items: Task[]; next: string | null; total?: number }>(
    '/tasks',
    { status: views[view], limit: size, cursor: paging.cursor },
    { keep: true, every: 30_000 },
  );
  const open = (id: string | null) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      if (id) next.set('task', id);
      else next.delete('task');
      return next;
    });
  const finished = (task: Task) => task.status === 'done' || task.status === 'declined';
  return (
    <>
      <PageHead
        title={words('tasks')}
        actions={
          has('officer', 'administrator') ? (
            <Button type="primary" onClick={() => setGiving(true)}>
              {words('giveTask')}
            </Button>
          ) : null
        }
      >
        {words('tasksLead')}
      </PageHead>
      <div className="stack">
        <Segmented
          style={{ alignSelf: 'flex-start' }}
          aria-label={words('status')}
          value={view}
          onChange={(next) => setSearch({ view: String(next) })}
          options={(['pending', 'finished', 'all'] as const).map((key) => ({ value: key, label: words(key) }))}
        />
        <Async query={tasks}>
          {(page) => (
            <>
              <DataTable
                label={words('tasks')}
                cards
                loading={tasks.isFetching && !tasks.isRefetching}
                rows={page.items}
                rowKey={(task) => task.id}
                selected={(task) => task.id === search.get('task')}
                empty={<Empty title={words('noTasks')}>{words('noTasksBody')}</Empty>}
                columns={[
                  {
                    key: 'title',
                    title: words('title'),
                    cell: (task) => (
                      <button type="button" className="sort-button link" onClick={() => open(task.id)}>
                        {text(task.title)}
                      </button>
                    ),
                  },
                  {
                    key: 'status',
                    title: words('status'),
                    cell: (task) => {
                      const state = taskStates[task.status];
                      return state ? <StatusTag tone={state.tone}>{words(state.word)}</StatusTag> : task.status;
                    },
                  },
                  {
                    key: 'due',
                    title: words('due'),
                    cell: (task) =>
                      task.dueAt ? (
                        <Deadline dueAt={task.dueAt} finished={finished(task)} />
                      ) : (
                        <span className="muted">{words('noDue')}</span>
                      ),
                  },
                  {
                    key: 'organisation',
                    title: words('organisation'),
                    cell: (task) => organisation(task.organisation),
                  },
                  {
                    key: 'assignee',
                    title: words('assignee'),
                    cell: (task) => name(task.assignee) || <span className="muted">{words('nobody')}</span>,
                  },
                  {
                    key: 'created',
                    title: words('created'),
                    cell: (task) => <span className="nowrap">{format.instant(task.createdAt)}</span>,
                  },
                ]}
              />
              <Pager paging={paging} next={page.next} shown={page.items.length} size={size} total={page.total} />
            </>
          )}
        </Async>
      </div>
      <TaskDrawer id={search.get('task')} onClose={() => open(null)} />
      <TaskForm open={giving} onClose={() => setGiving(false)} />
    </>
  );
}
