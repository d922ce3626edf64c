import { MenuOutlined } from '@ant-design/icons';
import { Button, ConfigProvider, Drawer } from 'antd';
import { useEffect, useState } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { useSession } from '../client/session.ts';
import { Loading, Problem } from '../components/states.tsx';
import { shellMessages } from '../messages.ts';
import type { Page } from '../page.ts';
import { useNarrow, useSettings } from '../settings.tsx';
import { antTheme } from '../theme.ts';
import { useText, useWords } from '../words.ts';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { DisplayMenu } from './display-menu.tsx';
import { PersonMenu } from './person-menu.tsx';

const groups = ['overview', 'dataWork', 'duty', 'administration', 'mine'] as const;

/** The staff's face: a dark bar, the duties at the side, breadcrumbs above each page. */
export function ConsoleLayout({ pages }: { pages: Page[] }) {
  const words = useWords(shellMessages);
  const { language, dark, largeText } = useSettings();
  const { person, loading, error } = useSession();
  const narrow = useNarrow();
  const location = useLocation();
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when the page changes
  useEffect(() => setOpen(false), [location.pathname]);
  return (
    <ConfigProvider theme={antTheme({ language, dark, largeText, roomy: false })}>
      <div className="console">
        <header className="console-bar">
          {narrow ? (
            <Button type="text" icon={<MenuOutlined />} aria-label={words('menu')} onClick={() => setOpen(true)} />
          ) : null}
          <Link to="/console" className="brand" aria-label={`${words('product')} ${words('console')}`}>
            <img src="/mark.svg" alt="" />
            {narrow ? null : words('product')}
          </Link>
          <div className="bar-end">
            <Link to="/" className="plain-link nowrap" style={{ paddingInline: '0.5rem' }}>
              {words('portal')}
            </Link>
            <DisplayMenu narrow={narrow} />
            <PersonMenu />
          </div>
        </header>
        {loading ? (
          <main id="content" tabIndex={-1}>
            <Loading rows={8} />
          </main>
        ) : !person ? (
          <main id="content" tabIndex={-1} className="stack">
            {error ? <Problem error={error} /> : <SignInFirst to={`${location.pathname}${location.search}`} />}
          </main>
        ) : (
          <div className="console-body">
            <aside className="side">
              <SideNavigation pages={pages} />
            </aside>
            <Drawer open={open} placement="left" onClose={() => setOpen(false)} title={words('menu')} size={280}>
              <SideNavigation pages={pages} />
            </Drawer>
            <main id="content" tabIndex={-1}>
              <Breadcrumbs pages={pages} />
              <Outlet />
            </main>
          </div>
        )}
      </div>
    </ConfigProvider>
  );
}

function SignInFirst({ to }: { to: string }) {
  const words = useWords(shellMessages);
  return (
    <div className="state">
      <h1>{words('signInNeeded')}</h1>
      <p className="muted">{words('signInNeededBody')}</p>
      <Link to={`/sign-in?to=${encodeURIComponent(to)}`}>{words('signIn')}</Link>
    </div>
  );
}

function SideNavigation({ pages }: { pages: Page[] }) {
  const words = useWords(shellMessages);
  const text = useText();
  const { has } = useSession();
  return (
    <nav aria-label={words('consoleNavigation')}>
      {groups.map((group) => {
        const links = pages
          .filter((page) => page.nav?.group === group && (!page.roles || has(...page.roles)))
          .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0));
        if (links.length === 0) return null;
        return (
          <div key={group}>
            <div className="side-title">{words(group)}</div>
            {links.map((page) => (
              <NavLink key={page.path} to={page.path} end={page.path === '/console'} className="side-link">
                {page.nav?.icon}
                {text(page.title)}
              </NavLink>
            ))}
          </div>
        );
      })}
    </nav>
  );
}
