import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enGB from 'antd/locale/en_GB';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useMemo, useRef } from 'react';
import { createBrowserRouter, Outlet, RouterProvider, useLocation } from 'react-router';
import { ApiError } from './client/call.ts';
import { shellMessages } from './messages.ts';
import type { Page } from './page.ts';
import { pages } from './pages.ts';
import { SettingsProvider, useSettings } from './settings.tsx';
import { ConsoleLayout } from './shell/console-layout.tsx';
import { Crash, NotFound } from './shell/crash.tsx';
import { GuardedPage } from './shell/guarded-page.tsx';
import { Keys } from './shell/keys.tsx';
import { PortalLayout } from './shell/portal-layout.tsx';
import { antTheme } from './theme.ts';
import { useWords } from './words.ts';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays one; only a server that can't be reached is worth asking again.
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status === 503),
      refetchOnWindowFocus: false,
    },
  },
});

const isConsole = (page: Page) => page.path === '/console' || page.path.startsWith('/console/');
const toRoute = (page: Page) => ({ path: page.path, element: <GuardedPage page={page} />, errorElement: <Crash /> });

const router = createBrowserRouter([
  {
    element: <Frame />,
    errorElement: <Crash />,
    children: [
      { element: <ConsoleLayout pages={pages} />, children: pages.filter(isConsole).map(toRoute) },
      {
        element: <PortalLayout pages={pages} />,
        children: [...pages.filter((page) => !isConsole(page)).map(toRoute), { path: '*', element: <NotFound /> }],
      },
    ],
  },
]);

/** Moves focus to the content and the view to its top when the page changes, as a full load would. */
function Frame() {
  const words = useWords(shellMessages);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    window.scrollTo(0, 0);
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <>
      <a className="skip-link" href="#content">
        {words('skip')}
      </a>
      <Outlet />
      <Keys />
    </>
  );
}

function Themed() {
  const { language, dark, largeText } = useSettings();
  useEffect(() => {
    // What failed was told in the language of before.
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    void queryClient.refetchQueries({ predicate: (query) => query.state.status === 'error' });
  }, [language]);
  const theme = useMemo(() => antTheme({ language, dark, largeText, roomy: false }), [language, dark, largeText]);
  return (
    <ConfigProvider
      locale={language === 'zh' ? zhCN : enGB}
      theme={theme}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <AntApp component={false}>
        <RouterProvider router={router} />
      </AntApp>
    </ConfigProvider>
  );
}

/** The whole of the pages: settings, theme, data, routes. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <SettingsProvider>
        <Themed />
      </SettingsProvider>
    </QueryClientProvider>
  );
}
