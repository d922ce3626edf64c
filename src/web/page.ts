import type { ComponentType, ReactNode } from 'react';
import type { Text } from '../kernel/text.ts';

/** A page as its slice declares it; `src/web/pages.ts` collects them and the shell loads each when it is opened. */
export interface Page {
  /** React Router path from the root: `/datasets/:id`, `/console/runs`. */
  path: string;
  title: Text;
  load(): Promise<{ default: ComponentType }>;
  /** Roles that may work here; anyone when absent. The server decides anew on each call. */
  roles?: string[];
  /** Path of the page above, for the console's breadcrumbs; the console's home when absent. */
  parent?: string;
  /** Place in a navigation: a portal bar or a group of the console's side. */
  nav?: {
    group: 'portal' | 'overview' | 'dataWork' | 'duty' | 'administration' | 'mine';
    order: number;
    icon?: ReactNode;
  };
}

/** Declares the pages of one slice. */
export function definePages(pages: Page[]): Page[] {
  return pages;
}
