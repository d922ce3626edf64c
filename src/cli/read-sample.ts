import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { App } from '../app.ts';
import { systemPrincipal } from '../kernel/index.ts';

/** Columns and first rows of a file, read as collecting it would read it. */
export async function readSample(app: App, file: string): Promise<{ columns: string[]; rows: (string | null)[][] }> {
  const upload = { name: path.basename(file), stream: createReadStream(file) };
  const { columns, sample } = await app.collection.inspect({ principal: systemPrincipal('cli'), upload });
  return { columns, rows: sample };
}
