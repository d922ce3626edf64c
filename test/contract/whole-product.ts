import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type App, openApp } from '../../src/app.ts';
import { openTestDatabase } from '../../src/database/testing.ts';
import { createHttpServer } from '../../src/gateway/http/index.ts';
import { loadConfig, silentLog } from '../../src/kernel/index.ts';

/** The whole product in this process, with its HTTP server, on a database and a data folder of its own. */
export interface WholeProduct {
  parts: App;
  app: FastifyInstance;
  /** Its data folder. */
  folder: string;
  close(): Promise<void>;
}

/** Opens the whole product; every reply is checked against its declared shape. */
export async function openWholeProduct(): Promise<WholeProduct> {
  const database = await openTestDatabase();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-product-'));
  const config = { ...loadConfig({ LINGNAN_DATA: folder, PORT: '0' }), databaseUrl: database.url };
  const parts = await openApp(config, silentLog);
  const app = await createHttpServer({
    config: parts.config,
    version: '0',
    log: silentLog,
    routes: parts.routes,
    authenticate: parts.identity.authenticate,
    require: parts.access.require,
    readiness: async () => [],
    gauges: parts.gauges,
    webFolder: null,
    checkReplies: true,
  });
  return {
    parts,
    app,
    folder,
    async close() {
      await app.close();
      await parts.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
