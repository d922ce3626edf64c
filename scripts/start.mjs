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
