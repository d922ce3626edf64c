/** Runs once before all tests: what the native parts need to be set before they start. */
export default function setup(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= '16';
}
