import { Link, matchPath, useLocation } from 'react-router';
import { shellMessages } from '../messages.ts';
import type { Page } from '../page.ts';
import { useText, useWords } from '../words.ts';

/** The way from the console's home down to the page that is open. */
export function Breadcrumbs({ pages }: { pages: Page[] }) {
  const words = useWords(shellMessages);
  const text = useText();
  const { pathname } = useLocation();
  const trail: { page: Page; to: string }[] = [];
  let page = pages.find((candidate) => matchPath(candidate.path, pathname));
  const parameters = page ? (matchPath(page.path, pathname)?.params ?? {}) : {};
  while (page && trail.length < 5) {
    const to = page.path.replace(/:(\w+)/g, (_whole, name: string) => parameters[name] ?? '');
    trail.unshift({ page, to });
    const above: string | undefined = page.path === '/console' ? undefined : (page.parent ?? '/console');
    page = above ? pages.find((candidate) => candidate.path === above) : undefined;
  }
  if (trail.length < 2) return null;
  return (
    <nav aria-label={words('breadcrumbs')}>
      <ol className="crumbs plain">
        {trail.map(({ page: step, to }, index) => (
          <li key={step.path}>
            {index === trail.length - 1 ? (
              <span aria-current="page">{text(step.title)}</span>
            ) : (
              <Link to={to}>{text(step.title)}</Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
