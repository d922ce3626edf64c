import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { install } from './install.mjs';
import { root } from './stamp.mjs';

/** The fast checks: format and lint, types, boundaries, unused code, file sizes (not of generated ones and tables). Each prints its own finding. */
const limitOfLines = 400;
const longAllowed = /(^|\/)(tables?|access\/policies|.*\.table|.*-codes|migrations\/.*)\.ts$/;

function run(name, command, args, quiet = false) {
  const started = performance.now();
  const result = spawnSync(process.execPath, [path.join(root, 'node_modules', command), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const passed = result.status === 0;
  if (!passed && !quiet) process.stdout.write(`${result.stdout}${result.stderr}`);
  console.log(`${passed ? '✓' : '✗'} ${name} (${seconds} s)`);
  return { passed, output: result.stdout ?? '' };
}

function checkBoundaries() {
  const words = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src', 'demo', 'bench'];
  const result = run('boundaries', 'dependency-cruiser/bin/dependency-cruise.mjs', words, true);
  let report;
  try {
    report = JSON.parse(result.output);
  } catch {
    console.log('✗ boundaries: no report');
    return false;
  }
  for (const { rule, from, to, cycle } of report.summary.violations) {
    console.log(`  ${rule.name}: ${from} → ${cycle ? cycle.map((step) => step.name ?? step).join(' → ') : to}`);
  }
  const own = report.modules.filter((module) => /^(src|demo|bench)\//.test(module.source));
  const arrows = own.reduce((sum, module) => sum + module.dependencies.length, 0);
  // With a parser that does not fit the TypeScript version, the tool reads nothing and passes.
  const read = own.length > 50 && arrows > own.length;
  console.log(`  ${own.length} modules, ${arrows} imports read`);
  return result.passed && read && report.summary.error === 0;
}

function checkLengths() {
  const long = [];
  const visit = (folder) => {
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      if (statSync(file).isDirectory()) visit(file);
      else if (/\.tsx?$/.test(name)) {
        const lines = readFileSync(file, 'utf8').split('\n').length - 1;
        const relative = path.relative(root, file);
        if (lines > limitOfLines && !longAllowed.test(relative))
          long.push(`${relative}: ${lines} lines, ${limitOfLines} is the limit`);
      }
    }
  };
  for (const folder of ['src', 'demo', 'bench', 'test'])
    if (existsSync(path.join(root, folder))) visit(path.join(root, folder));
  for (const line of long) console.log(`  ${line}`);
  console.log(`${long.length === 0 ? '✓' : '✗'} file lengths`);
  return long.length === 0;
}

/** Runs all of them; returns how many passed and failed. */
export function check() {
  const results = [
    run('format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']).passed,
    run('types', 'typescript/bin/tsc', ['--noEmit', '-p', '.']).passed,
    checkBoundaries(),
    run('unused code', 'knip/bin/knip.js', ['--no-progress']).passed,
    checkLengths(),
  ];
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  install();
  const { passed, failed } = check();
  let unit = 0;
  if (process.argv.includes('--unit')) {
    unit =
      spawnSync(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit'], {
        cwd: root,
        stdio: 'inherit',
      }).status ?? 1;
  }
  console.log(`${passed} checks passed, ${failed} failed`);
  process.exit(failed === 0 && unit === 0 ? 0 : 1);
}
