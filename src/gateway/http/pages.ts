import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Tells whether a path is a page of the build in this folder. The build writes `pages.json`, the React Router paths of
 * all pages that the slices declare (`/datasets/:id`), so that nothing else is answered as if it were there.
 */
export function readPages(webFolder: string): (address: string) => boolean {
  const paths = JSON.parse(readFileSync(path.join(webFolder, 'pages.json'), 'utf8')) as string[];
  const patterns = paths.map((page) =>
    page
      .replace(/\/$/, '')
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+'),
  );
  const known = new RegExp(`^(?:${patterns.join('|')})/?$`);
  return (address) => known.test(address);
}
