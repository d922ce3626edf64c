#!/usr/bin/env node
// CommonJS, so that the thread pool's size is set before anything starts the pool: with the default of four threads,
// DuckDB's queries stall every file call of the process.
process.env.UV_THREADPOOL_SIZE ??= '16';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.join(__dirname, '..');

async function main() {
  if (existsSync(path.join(root, 'src'))) {
    const { install } = await import(pathToFileURL(path.join(root, 'scripts/install.mjs')).href);
    install();
    const { buildServer } = await import(pathToFileURL(path.join(root, 'scripts/build.mjs')).href);
    await buildServer();
  }
  await import(pathToFileURL(path.join(root, 'dist/server/main.js')).href);
}

main().catch((error) => {
  console.error(error);
  process.exit(3);
});
