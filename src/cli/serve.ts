import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hasDemo, seedDemo, seedStanding, wantsDemo } from '../../demo/index.ts';
import { type App, openApp } from '../app.ts';
import { createHttpServer } from '../gateway/http/index.ts';
import { createMqttGateway } from '../gateway/mqtt/index.ts';
import { AppError, type Config, defineErrors, type Logger, type ReportProgress } from '../kernel/index.ts';
import { platformRoutes } from './platform-routes.ts';

export const serveErrors = defineErrors('serve', {
  portTaken: {
    status: 500,
    message: { zh: '端口 {port} 已被占用。', en: 'Port {port} is taken.' },
    remedy: {
      zh: '请结束占用它的程序，或用环境变量 PORT 换一个端口。',
      en: 'End the program that holds it, or choose another with the variable PORT.',
    },
  },
});

export interface ServeOptions {
  config: Config;
  log: Logger;
  version: string;
  /** Whether the demo city is made in an empty data folder; where it is not, that it can be is told unless it is off. */
  demo: 'seed' | 'offer' | 'off';
  /** Serves the pages through Vite, with reload, and checks each reply against its declared shape. */
  development: boolean;
  /** Ends the server. */
  signal: AbortSignal;
  tell(line: string): void;
  progress: ReportProgress;
}

/** Runs portal, console and API until the signal; returns when all is put away. */
export async function serve(options: ServeOptions): Promise<void> {
  const { config, log, version, tell } = options;
  const app = await openApp(config, log);
  let seeding = options.demo === 'seed' && (await wantsDemo(app)) !== 'no';
  try {
    const http = await createHttpServer({
      config,
      version,
      log,
      routes: [...app.routes, ...platformRoutes({ config, version })],
      authenticate: app.identity.authenticate,
      require: app.access.require,
      readiness: async () => [...((await app.database.answers()) ? [] : ['database']), ...(seeding ? ['demo'] : [])],
      gauges: app.gauges,
      webFolder: options.development ? null : webFolder(),
      checkReplies: options.development,
    });
    const mqtt = createMqttGateway({
      ...app,
      authenticate: app.identity.authenticate,
      network: app.sources.network,
    });
    try {
      if (options.development) await serveThroughVite(http);
      await http.listen({ port: config.port, host: config.host }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'EADDRINUSE'
          ? new AppError(serveErrors.portTaken, { port: config.port }, { cause: error })
          : error;
      });
      await app.queue.start();
      await app.upkeep.plan();
      await app.quality.plan();
      await app.streams.start();
      app.duty.start();
      const address = http.server.address();
      const port = typeof address === 'object' && address ? address.port : config.port;
      tell(`岭南 Lingnan ${version} → http://${config.host}:${port}`);
      if (seeding) await seedOnFirstStart(app, options);
      seeding = false;
      if (hasDemo(config) && !options.signal.aborted) await followStanding(app, options, port);
      await tellFirstSteps(app, options);
      await new Promise<void>((resolve) => {
        if (options.signal.aborted) resolve();
        else options.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      tell('正在停止… Stopping…');
    } finally {
      await mqtt.stop();
      await http.close();
    }
  } finally {
    await app.close();
  }
}

/** Makes the demo city while the pages are served already, and tells who may sign in. */
async function seedOnFirstStart(app: App, { log, signal, progress, tell }: ServeOptions): Promise<void> {
  tell('首次启动：正在生成演示城市鹏城（约一分钟）… First start: making the demo city Pengcheng (about a minute)…');
  try {
    const { accounts, rows, seconds } = await seedDemo(app, { log, progress, signal });
    tell(`演示城市已就绪：${rows.toLocaleString('en')} 行，${Math.round(seconds)} 秒。The demo city is ready.`);
    tell('演示账号 Demo accounts（lingnan demo accounts）:');
    for (const { role, email, password } of accounts) tell(`  ${role.padEnd(14)} ${email.padEnd(34)} ${password}`);
  } catch (error) {
    // Ctrl-C during the first start: the next start goes on where this one was.
    if (!signal.aborted) throw error;
  }
}

/** The demo city's own standing collections ask this server, whatever its port is now; without them the rest still runs. */
async function followStanding(app: App, { config, log }: ServeOptions, port: number): Promise<void> {
  const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host;
  await seedStanding(app, `http://${host}:${port}`, log).catch((error: unknown) =>
    log.warn({ err: error }, 'the standing collections of the demo city could not be entered'),
  );
}

async function tellFirstSteps(app: App, { demo, tell }: ServeOptions): Promise<void> {
  const steps = await app.identity.firstSteps();
  if (!steps) return;
  const command = 'npx lingnan serve --seed-demo';
  tell(steps.zh);
  if (demo === 'offer') tell(`想先看看演示城市，请停止后改用：${command}`);
  tell(steps.en);
  if (demo === 'offer') tell(`To see the demo city first, stop this and run: ${command}`);
}

function webFolder(): string | null {
  const folder = fileURLToPath(new URL('../web', import.meta.url));
  return existsSync(folder) ? folder : null;
}

async function serveThroughVite(http: Awaited<ReturnType<typeof createHttpServer>>): Promise<void> {
  const { createServer } = await import('vite');
  const root = fileURLToPath(new URL('../../src/web', import.meta.url));
  const vite = await createServer({
    root,
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    server: { middlewareMode: true, hmr: { server: http.server } },
    appType: 'spa',
  });
  http.addHook('onClose', () => vite.close());
  http.addHook('onRequest', (request, reply, done) => {
    if (/^\/(api(?!\/docs)|healthz|readyz|metrics)/.test(request.url)) return done();
    reply.removeHeader('Content-Security-Policy');
    vite.middlewares(request.raw, reply.raw, done);
  });
}
