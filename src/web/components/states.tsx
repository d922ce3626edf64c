import type { UseQueryResult } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { ApiError } from '../client/call.ts';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';
import { PageHead } from './page-head.tsx';

/** Says what will appear here and how to make the first one. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="state">
      <h3>{title}</h3>
      {children ? <p className="muted">{children}</p> : null}
      {action}
    </div>
  );
}

/** What happened, what to do next, and the request id; never a machine's words. */
export function Problem({ error, onRetry, children }: { error: unknown; onRetry?: () => void; children?: ReactNode }) {
  const words = useWords(shellMessages);
  const known = error instanceof ApiError ? error : null;
  return (
    <div className="state problem" role="alert">
      <h3>{known ? known.message : words('errorTitle')}</h3>
      {known?.remedy ? <p>{known.remedy}</p> : null}
      {children}
      {onRetry ? <Button onClick={onRetry}>{words('retry')}</Button> : null}
      {known?.requestId ? <p className="small muted">{words('requestId', { id: known.requestId })}</p> : null}
    </div>
  );
}

/** The shape of a list or text that is on its way. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const words = useWords(shellMessages);
  return (
    <div role="status" aria-label={words('loading')} aria-busy="true">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

/** Shows a query's skeleton, error or content; content that is there stays while it is read anew. */
export function Async<Answer>({
  query,
  title,
  skeleton,
  children,
}: {
  query: UseQueryResult<Answer, ApiError>;
  /** Heads the page until the content, which has its own, is there. */
  title?: string;
  skeleton?: ReactNode;
  children: (answer: Answer) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  return (
    <>
      {title ? <PageHead title={title} /> : null}
      {query.error ? <Problem error={query.error} onRetry={() => void query.refetch()} /> : (skeleton ?? <Loading />)}
    </>
  );
}
