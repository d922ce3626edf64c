import { type ComponentType, lazy, Suspense, useMemo } from 'react';
import { useSession } from '../client/session.ts';
import { Loading } from '../components/states.tsx';
import { shellMessages } from '../messages.ts';
import type { Page } from '../page.ts';
import { useWords } from '../words.ts';

const loaded = new Map<Page, ComponentType>();

/** Loads a page's part when it is opened, and says so when the person's roles do not reach it. */
export function GuardedPage({ page }: { page: Page }) {
  const words = useWords(shellMessages);
  const { has } = useSession();
  const Content = useMemo(() => {
    const known = loaded.get(page);
    if (known) return known;
    const part = lazy(page.load);
    loaded.set(page, part);
    return part;
  }, [page]);
  if (page.roles && !has(...page.roles)) {
    return (
      <div className="state">
        <h1>{words('noRight')}</h1>
        <p className="muted">{words('noRightBody')}</p>
      </div>
    );
  }
  return (
    <Suspense
      fallback={
        <div className="wide">
          <Loading rows={8} />
        </div>
      }
    >
      <Content />
    </Suspense>
  );
}
