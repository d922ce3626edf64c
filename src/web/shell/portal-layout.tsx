import { MenuOutlined } from '@ant-design/icons';
import { Button, ConfigProvider, Dropdown } from 'antd';
import { Link, NavLink, Outlet, useNavigate } from 'react-router';
import { usePublicSettings } from '../client/public-settings.ts';
import { useSession } from '../client/session.ts';
import { shellMessages } from '../messages.ts';
import type { Page } from '../page.ts';
import { useNarrow, useSettings } from '../settings.tsx';
import { antTheme } from '../theme.ts';
import { useText, useWords } from '../words.ts';
import { DisplayMenu } from './display-menu.tsx';
import { PersonMenu } from './person-menu.tsx';

/** The citizens' face: a bar, the page, a foot. */
export function PortalLayout({ pages }: { pages: Page[] }) {
  const words = useWords(shellMessages);
  const text = useText();
  const { language, dark, largeText } = useSettings();
  const { person } = useSession();
  const settings = usePublicSettings();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const links = pages
    .filter((page) => page.nav?.group === 'portal')
    .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0))
    .map((page) => ({ to: page.path, label: text(page.title) }));
  if (person) links.push({ to: '/console', label: words('console') });
  return (
    <ConfigProvider theme={antTheme({ language, dark, largeText, roomy: true })}>
      <div className="portal">
        <header className="top-bar">
          <div className="wide">
            {narrow ? (
              <Dropdown
                trigger={['click']}
                menu={{
                  items: links.map((link) => ({ key: link.to, label: link.label })),
                  onClick: ({ key }) => void navigate(key),
                }}
              >
                <Button type="text" icon={<MenuOutlined />} aria-label={words('menu')} />
              </Dropdown>
            ) : null}
            <Link to="/" className="brand" aria-label={words('product')}>
              <img src="/mark.svg" alt="" />
              {narrow ? null : words('product')}
            </Link>
            {narrow ? null : (
              <nav className="top-nav" aria-label={words('mainNavigation')}>
                {links.map((link) => (
                  <NavLink key={link.to} to={link.to} end={link.to === '/'}>
                    {link.label}
                  </NavLink>
                ))}
              </nav>
            )}
            <div className="bar-end">
              <DisplayMenu narrow={narrow} />
              <PersonMenu />
            </div>
          </div>
        </header>
        <main id="content" tabIndex={-1}>
          <Outlet />
        </main>
        <footer className="foot">
          <div className="wide">
            <span>
              {[settings?.city ? text(settings.city) : '', words('product'), settings?.version ?? '']
                .filter(Boolean)
                .join(' · ')}
            </span>
            <nav aria-label={words('about')}>
              <Link to="/about">{words('about')}</Link>
              <Link to="/api/docs">{words('apiDocs')}</Link>
              <Link to="/console">{words('console')}</Link>
            </nav>
          </div>
        </footer>
      </div>
    </ConfigProvider>
  );
}
