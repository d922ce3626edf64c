import { spawn } from 'node:child_process';
import path from 'node:path';
import { install } from './install.mjs';
import { root } from './stamp.mjs';

install();
// One process: the server restarts on a change of its files, and the pages reload themselves through Vite inside it.
const child = spawn(
  process.execPath,
  [
    path.join(root, 'node_modules/tsx/dist/cli.mjs'),
    'watch',
    '--clear-screen=false',
    '--exclude',
    'src/**/web/**',
    'src/cli/main.ts',
    'serve',
    '--seed-demo',
    '--dev',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16' } },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
