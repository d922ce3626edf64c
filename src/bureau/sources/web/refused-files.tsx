import { Button, Space } from 'antd';
import { Link } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { RefusedFile } from '../schema.ts';
import { sourcesMessages } from './messages.ts';

/** Files of the folder whose data were refused, each to be tried again or left out; nothing where there is none. */
export function RefusedFiles({
  id,
  edits,
  act,
}: {
  id: string;
  edits: boolean;
  act(work: () => Promise<unknown>, told?: string): Promise<void>;
}) {
  const words = useWords(sourcesMessages);
  const text = useText();
  const format = useFormat();
  const files = useApi<{ items: RefusedFile[] }>(`/sources/${id}/refused-files`, {}, { every: 3000 });
  const items = files.data?.items ?? [];
  if (items.length === 0) return null;
  const decide = (path: string, verb: 'retry' | 'leave-out', told: string) =>
    act(() => call('POST', `/sources/${id}/refused-files`, { body: { path, act: verb } }), told);
  return (
    <section>
      <h2>{words('refusedFiles')}</h2>
      <p>{words('refusedFilesLead')}</p>
      <DataTable
        label={words('refusedFiles')}
        cards
        rows={items}
        rowKey={({ path }) => path}
        columns={[
          { key: 'file', title: words('file'), cell: ({ path }) => path },
          { key: 'at', title: words('at'), cell: ({ refusedAt }) => format.instant(refusedAt) },
          {
            key: 'problem',
            title: words('problem'),
            cell: ({ problem, run }) => (
              <>
                {text(problem.message)} <Link to={`/console/runs/${run}`}>{words('seeRun')}</Link>
              </>
            ),
          },
          {
            key: 'state',
            title: words('state'),
            cell: ({ leftOutAt }) => words(leftOutAt === null ? 'fileWaits' : 'fileLeftOut'),
          },
          {
            key: 'acts',
            title: words('acts'),
            cell: ({ path, leftOutAt }) =>
              edits ? (
                <Space wrap>
                  <Button
                    size="small"
                    aria-label={`${words('retry')} ${path}`}
                    onClick={() => decide(path, 'retry', words('retried'))}
                  >
                    {words('retry')}
                  </Button>
                  {leftOutAt === null ? (
                    <Button
                      size="small"
                      aria-label={`${words('leaveOut')} ${path}`}
                      onClick={() => decide(path, 'leave-out', words('saved'))}
                    >
                      {words('leaveOut')}
                    </Button>
                  ) : null}
                </Space>
              ) : (
                '–'
              ),
          },
        ]}
      />
    </section>
  );
}
