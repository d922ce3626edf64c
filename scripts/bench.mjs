import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { install } from './install.mjs';
import { root } from './stamp.mjs';

install();
const { buildServer } = await import('./build.mjs');
await buildServer();
const result = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/tsx/dist/cli.mjs'), 'bench/run.ts', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  },
);
process.exit(result.status ?? 1);
