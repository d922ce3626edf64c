import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Language } from '../kernel/text.ts';

/** How the reader wants the pages; kept in this browser only. */
export interface Settings {
  language: Language;
  theme: 'system' | 'light' | 'dark';
  largeText: boolean;
}

interface SettingsContext extends Settings {
  /** What the theme comes to, after the system's wish. */
  dark: boolean;
  change(part: Partial<Settings>): void;
}

const storageKey = 'lingnan.settings';
const defaults: Settings = { language: 'zh', theme: 'system', largeText: false };
const Context = createContext<SettingsContext | null>(null);

function readSettings(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Settings>;
    return {
      language: stored.language === 'en' ? 'en' : 'zh',
      theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : 'system',
      largeText: stored.largeText === true,
    };
  } catch {
    return defaults;
  }
}

/** Follows a media query, as the system's wish for a dark theme or a narrow window. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const update = () => setMatches(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}

/** Gives the pages the reader's settings and writes them onto the document. */
export function SettingsProvider({ children }: { children: ReactNode }) {
  const [settings, setSettings] = useState(readSettings);
  const systemDark = useMedia('(prefers-color-scheme: dark)');
  const dark = settings.theme === 'dark' || (settings.theme === 'system' && systemDark);

  useEffect(() => {
    const root = document.documentElement;
    root.lang = settings.language === 'zh' ? 'zh-CN' : 'en';
    root.dataset['theme'] = dark ? 'dark' : 'light';
    root.dataset['text'] = settings.largeText ? 'large' : 'normal';
    try {
      localStorage.setItem(storageKey, JSON.stringify(settings));
    } catch {
      // A browser that keeps nothing still shows the pages; the choice then lasts for this visit.
    }
  }, [settings, dark]);

  const value = useMemo(
    () => ({
      ...settings,
      dark,
      change: (part: Partial<Settings>) => setSettings((before) => ({ ...before, ...part })),
    }),
    [settings, dark],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** The reader's settings. */
export function useSettings(): SettingsContext {
  const value = useContext(Context);
  if (!value) throw new Error('SettingsProvider is missing');
  return value;
}

/** True where a page has the width of a telephone. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 767px)');
}
