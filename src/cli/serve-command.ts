import { type Command, createLog, loadConfig } from '../kernel/index.ts';
import { version } from './version.ts';

export const serveCommand: Command<undefined> = {
  path: ['serve'],
  summary: { zh: '运行门户、工作台和接口', en: 'Run portal, console and API' },
  details:
    '环境变量 Variables: PORT 8080, HOST 127.0.0.1, LINGNAN_DATA ./data, DATABASE_URL, LOG_LEVEL info, LINGNAN_PUBLIC_URL, LINGNAN_DEMO=off',
  options: [
    { flags: '--seed-demo', summary: '数据目录为空时生成演示城市 · make the demo city in an empty data folder' },
    { flags: '--dev', summary: '开发：页面即时刷新，核对每个答复 · development: pages reload, each reply is checked' },
  ],
  offline: true,
  async run(_needs, { options }, output) {
    const config = loadConfig(process.env);
    // The HTTP server's packages take a third of a second to load, which no other command needs.
    const { serve } = await import('./serve.ts');
    await serve({
      config,
      log: createLog(config.logLevel),
      version,
      demo: process.env['LINGNAN_DEMO'] === 'off' ? 'off' : options['seedDemo'] === true ? 'seed' : 'offer',
      development: options['dev'] === true,
      signal: output.signal,
      tell: output.line,
      progress: output.progress,
    });
    return 0;
  },
};
