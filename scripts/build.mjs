import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint, isStamped, root, writeStamp } from './stamp.mjs';

const serverStamp = path.join(root, 'dist/server/.stamp');
const webStamp = path.join(root, 'dist/web/.stamp');

/** Packages of very many small files, which cost each command more to find and read than the rest of it; one that imports JSON. */
const bundled = ['@duckdb/node-api', 'chinese-days', 'kysely', 'pinyin-pro', 'typebox', 'yaml'];

/** Bundles the server and command line into `dist/server`; other packages stay outside. Skipped when nothing changed. */
export async function buildServer() {
  const print = fingerprint(['src', 'demo', 'package-lock.json', 'scripts/build.mjs']);
  if (isStamped(serverStamp, print)) return;
  const { build, stop } = await import('esbuild');
  const { version, dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/cli/main.ts', 'locked-process': 'src/lake/engines/locked-process.ts' },
    outdir: 'dist/server',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: ['@duckdb/node-bindings', ...Object.keys(dependencies).filter((name) => !bundled.includes(name))],
    // Some of the bundled are CommonJS and require what is built in.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    sourcemap: 'linked',
    loader: { '.cedar': 'text', '.cedarschema': 'text', '.yaml': 'text' },
    define: { __LINGNAN_VERSION__: JSON.stringify(version) },
    logLevel: 'warning',
  });
  await stop();
  writeStamp(serverStamp, print);
}

/** Builds the pages into `dist/web`. Skipped when nothing changed. */
export async function buildWeb() {
  const print = fingerprint(['src', 'vite.config.ts', 'package-lock.json', 'scripts/build.mjs']);
  if (isStamped(webStamp, print)) return;
  const { build } = await import('vite');
  await build({ root: path.join(root, 'src/web'), configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn' });
  writeFileSync(path.join(root, 'dist/web/pages.json'), JSON.stringify(await listPages()));
  writeStamp(webStamp, print);
}

/** The addresses of all pages, from the declarations of the slices: the server answers these and no others with a page. */
async function listPages() {
  const { build, stop } = await import('esbuild');
  const bundle = await build({
    absWorkingDir: root,
    entryPoints: ['src/web/pages.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    jsx: 'automatic',
    plugins: [
      {
        name: 'declarations-only',
        setup({ onResolve, onLoad }) {
          // What a page shows is not wanted here, nor the packages that it is made with.
          onResolve({ filter: /.*/ }, ({ kind, path: wanted }) => {
            if (kind === 'dynamic-import') return { path: wanted, external: true };
            return /^\.|^src\//.test(wanted) ? undefined : { path: wanted, namespace: 'package' };
          });
          onLoad({ filter: /.*/, namespace: 'package' }, () => ({
            contents: 'module.exports = Object.create(new Proxy({}, { get: () => () => null }));',
          }));
        },
      },
    ],
  });
  await stop();
  const { pages } = await import(`data:text/javascript,${encodeURIComponent(bundle.outputFiles[0].text)}`);
  return pages.map((page) => page.path);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await buildServer();
  if (!process.argv.includes('--server')) await buildWeb();
}
