import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { install } from './install.mjs';
import { root } from './stamp.mjs';

install();
const { provide } = await import('./provide.mjs');
const { check } = await import('./check.mjs');
const leftOut = provide();
const checks = check();

// The browser and command-line tests run what users run: the built product.
const { buildServer, buildWeb } = await import('./build.mjs');
await buildServer();
await buildWeb();

mkdirSync(path.join(root, '.cache'), { recursive: true });
const report = path.join(root, '.cache/test-report.json');
const vitest = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, UV_THREADPOOL_SIZE: '16' } },
);

let totals = { passed: 0, failed: 1, skipped: 0 };
if (existsSync(report)) {
  const json = JSON.parse(readFileSync(report, 'utf8'));
  totals = {
    passed: json.numPassedTests,
    failed: json.numFailedTests,
    skipped: json.numPendingTests + json.numTodoTests,
  };
  for (const file of json.testResults) {
    for (const test of file.assertionResults)
      if (test.status === 'pending' || test.status === 'skipped') console.log(`skipped: ${test.fullName}`);
  }
  // A file that fails to load, or an error outside a test, counts no failed test but is a failure.
  if (vitest.status !== 0 && totals.failed === 0) totals.failed = Math.max(1, json.numFailedTestSuites);
}
for (const line of leftOut) console.log(`left out: ${line}`);
const failed = totals.failed + checks.failed;
console.log(`${totals.passed + checks.passed} passed, ${failed} failed, ${totals.skipped} skipped`);
process.exit(failed === 0 && vitest.status === 0 ? 0 : 1);
