import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions } from 'antd';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { WorkProgress } from '../../../web/components/work-progress.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { UpkeepState } from '../schema.ts';
import { upkeepMessages } from './messages.ts';

/** When upkeep last ran, what it freed, when it runs next; and a button to run it now. */
export default function UpkeepPage() {
  const words = useWords(upkeepMessages);
  const client = useQueryClient();
  const { message } = App.useApp();
  const upkeep = useApi<UpkeepState>('/upkeep', {}, { every: (state) => (state?.running ? 1000 : 5000) });
  const act = async (method: 'POST' | 'DELETE', told?: string) => {
    try {
      await call(method, '/upkeep', method === 'POST' ? { body: {} } : {});
      if (told) message.success(told);
      await client.invalidateQueries();
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <>
      <PageHead
        title={words('upkeep')}
        actions={
          <Button type="primary" disabled={upkeep.data?.running != null} onClick={() => act('POST', words('asked'))}>
            {words('runNow')}
          </Button>
        }
      >
        {words('upkeepLead', { days: upkeep.data?.retainDays ?? '…' })}
      </PageHead>
      <Async query={upkeep}>
        {(state) => (
          <div className="stack">
            {state.running?.progress ? (
              <WorkProgress progress={state.running.progress} onCancel={() => act('DELETE')} />
            ) : null}
            <Report state={state} />
          </div>
        )}
      </Async>
    </>
  );
}

function Report({ state }: { state: UpkeepState }) {
  const words = useWords(upkeepMessages);
  const text = useText();
  const format = useFormat();
  const report = state.last?.report;
  const deleted = report ? report.vacuumed.files + report.log.files + report.leftovers.files : 0;
  const items = [
    { key: 'last', label: words('last'), children: state.last ? format.instant(state.last.at) : words('never') },
    { key: 'next', label: words('next'), children: state.next ? format.instant(state.next) : words('none') },
    ...(report
      ? [
          { key: 'freed', label: words('freed'), children: format.bytes(report.freedBytes) },
          { key: 'deleted', label: words('deleted'), children: format.number(deleted) },
          { key: 'tables', label: words('tables'), children: format.number(report.tables) },
          {
            key: 'files',
            label: words('files'),
            children: words('fromTo', {
              before: format.number(report.before.files),
              after: format.number(report.after.files),
            }),
          },
          { key: 'duration', label: words('duration'), children: format.duration(report.seconds) },
          ...(report.postponed.length > 0
            ? [{ key: 'postponed', label: words('postponed'), children: report.postponed.join(' · ') }]
            : []),
          ...(report.failed.length > 0
            ? [
                {
                  key: 'failed',
                  label: words('failed'),
                  children: report.failed.map(({ dataset }) => dataset).join(' · '),
                },
              ]
            : []),
        ]
      : []),
  ];
  return (
    <>
      {state.failure ? (
        <Alert
          type="error"
          showIcon
          title={words('failure')}
          description={`${format.instant(state.failure.at)} ${text(state.failure.message)}`}
        />
      ) : null}
      <Descriptions bordered column={{ xs: 1, md: 2 }} items={items} />
    </>
  );
}
