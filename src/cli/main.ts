import { demoCommands } from '../../demo/index.ts';
import { type App, openApp } from '../app.ts';
import { auditCommands, auditOfflineCommands } from '../bureau/audit/index.ts';
import { catalogueCommands } from '../bureau/catalogue/index.ts';
import { collectionCommands } from '../bureau/collection/index.ts';
import { identityCommands } from '../bureau/identity/index.ts';
import { lawCommands } from '../bureau/law/index.ts';
import { operationsCommands } from '../bureau/operations/index.ts';
import { qualityCommands } from '../bureau/quality/index.ts';
import { scheduleCommands, sourcesCommands } from '../bureau/sources/index.ts';
import { standardsCommands } from '../bureau/standards/index.ts';
import { streamsCommands } from '../bureau/streams/index.ts';
import { upkeepCommands } from '../bureau/upkeep/index.ts';
import { createLog, loadConfig } from '../kernel/index.ts';
import { analysisCommands } from '../sector/index.ts';
import { processTerminal } from './output.ts';
import { bindCommands, runProgram } from './program.ts';
import { serveCommand } from './serve-command.ts';
import { version } from './version.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  let asked = 0;
  process.on(signal, () => {
    asked += 1;
    controller.abort();
    // The second request ends at once what does not want to end.
    if (asked > 1) process.exit(130);
  });
}

const commands = [
  ...bindCommands<App, undefined>([serveCommand], () => undefined),
  ...bindCommands(collectionCommands, (app: App) => app),
  ...bindCommands(standardsCommands, (app: App) => app),
  ...bindCommands(catalogueCommands, (app: App) => app),
  ...bindCommands(auditCommands, (app: App) => app),
  ...bindCommands(auditOfflineCommands, () => undefined),
  ...bindCommands(identityCommands, (app: App) => app),
  ...bindCommands(lawCommands, (app: App) => app),
  ...bindCommands(streamsCommands, (app: App) => app),
  ...bindCommands(operationsCommands, (app: App) => app),
  ...bindCommands(qualityCommands, (app: App) => app),
  ...bindCommands(sourcesCommands, (app: App) => app),
  ...bindCommands(scheduleCommands, (app: App) => app),
  ...bindCommands(upkeepCommands, (app: App) => app),
  ...bindCommands(analysisCommands, (app: App) => app),
  ...bindCommands(demoCommands, (app: App) => app),
];

const code = await runProgram(process.argv.slice(2), {
  version,
  commands,
  open: async () => {
    const config = loadConfig(process.env);
    const app = await openApp(config, createLog(process.env['LOG_LEVEL'] || 'warn'));
    return { parts: app, close: app.close };
  },
  terminal: processTerminal,
  signal: controller.signal,
});
process.exitCode = code;
// Output to a pipe is written before the process ends; handles of native parts must not keep it alive.
process.stdout.write('', () => process.exit(code));
