import { startTestServer } from '../src/database/testing.ts';

/** Runs once before all tests: what the native parts need to be set before they start, and the database server. */
export default async function setup(): Promise<() => Promise<void>> {
  process.env['UV_THREADPOOL_SIZE'] ??= '16';
  return startTestServer();
}
