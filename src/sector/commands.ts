import { AppError, type Command, kernelErrors, systemPrincipal } from '../kernel/index.ts';
import type { SectorHost } from './host.ts';

/** `lingnan analyses list` and `lingnan analyses run`. */
export const analysisCommands: Command<{ sectors: SectorHost }>[] = [
  {
    path: ['analyses', 'list'],
    summary: { zh: '列出各领域的分析', en: 'List the analyses of all sectors' },
    async run({ sectors }, _input, output) {
      const items = await sectors.listAnalyses(systemPrincipal('command'));
      output.result({ items });
      output.table(
        ['id', 'title', 'result', 'version', 'rows'],
        items.map((item) => [
          item.id,
          item.title.zh,
          item.result,
          item.latest?.version ?? null,
          item.latest?.rows ?? null,
        ]),
      );
      return 0;
    },
  },
  {
    path: ['analyses', 'run'],
    summary: { zh: '运行一项分析', en: 'Run an analysis over the newest versions of its inputs' },
    arguments: [{ name: 'id', required: true, summary: 'id of the analysis' }],
    options: [{ flags: '--parameters <json>', summary: 'its parameters as a JSON object' }],
    async run({ sectors }, { arguments: [id = ''], options }, output) {
      const text = options['parameters'];
      const run = await sectors.runAnalysis(systemPrincipal('command'), id, {
        parameters: typeof text === 'string' ? parseParameters(text) : undefined,
      });
      output.result(run);
      output.line(`${run.dataset} version ${run.version}: ${run.rows} rows${run.unchanged ? ' (unchanged)' : ''}`);
      return 0;
    },
  },
];

function parseParameters(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new AppError(kernelErrors.invalidInput, { problem: '--parameters' }, { cause });
  }
  throw new AppError(kernelErrors.invalidInput, { problem: '--parameters' });
}
