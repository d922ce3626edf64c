import { spawn } from 'node:child_process';
import path from 'node:path';
import { install } from './install.mjs';
import { root } from './stamp.mjs';

install();
const { buildServer, buildWeb } = await import('./build.mjs');
await buildServer();
await buildWeb();

const child = spawn(
  process.execPath,
  [path.join(root, 'bin/lingnan.cjs'), 'serve', '--seed-demo', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

if (process.env.npm_lifecycle_event) {
  // npm that is ended by a signal takes its shell along and not us: the server must not outlive it.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
}
