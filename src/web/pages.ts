import { identityPages } from '../bureau/identity/web/pages.tsx';
import type { Page } from './page.ts';

/** Every page of the product, from the slices that own them. */
export const pages: Page[] = [...identityPages];
