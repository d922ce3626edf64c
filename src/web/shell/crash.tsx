import { Button } from 'antd';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { PageHead } from '../components/page-head.tsx';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';

/** What is shown when a page itself fails, or its part could not be loaded. */
export function Crash() {
  const words = useWords(shellMessages);
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <main className="wide" style={{ paddingBlock: '3rem' }}>
      <PageHead title={words('crashTitle')}>{words('crashBody')}</PageHead>
      <Button type="primary" onClick={() => window.location.reload()}>
        {words('reload')}
      </Button>
    </main>
  );
}

/** An address that no page has. */
export function NotFound() {
  const words = useWords(shellMessages);
  return (
    <div className="wide">
      <PageHead title={words('notFoundTitle')}>{words('notFoundBody')}</PageHead>
      <a href="/">{words('home')}</a>
    </div>
  );
}
