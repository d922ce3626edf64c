import { describe, expect, test } from 'vitest';
import { AppError, type Command, kernelErrors } from '../kernel/index.ts';
import { type Terminal, widthOf } from './output.ts';
import { bindCommands, runProgram } from './program.ts';

const commands: Command<{ base: number }>[] = [
  {
    path: ['sums', 'add'],
    summary: { zh: '加', en: 'Add' },
    arguments: [{ name: 'NUMBER', required: true, summary: 'a number' }],
    options: [{ flags: '--times <n>', summary: 'times', default: '1' }],
    async run({ base }, input, output) {
      const sum = base + Number(input.arguments[0]) * Number(input.options['times']);
      output.progress({ share: 0.5, step: { zh: '计算', en: 'Adding' } });
      output.result({ sum });
      output.line(`= ${sum}`);
      output.table(['名', 'n'], [['甲', 1]]);
      return sum > 100 ? 1 : 0;
    },
  },
  {
    path: ['fail'],
    summary: { zh: '错', en: 'Fail' },
    async run() {
      throw new AppError(kernelErrors.notFound, { what: '甲' });
    },
  },
];

async function run(...argv: string[]) {
  let out = '';
  let error = '';
  let opened = 0;
  let closed = 0;
  const terminal: Terminal = {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    interactive: false,
    columns: 80,
  };
  const code = await runProgram(argv, {
    version: '1.2.3',
    commands: bindCommands(commands, (parts: { base: number }) => parts),
    open: async () => {
      opened += 1;
      return {
        parts: { base: 1 },
        close: async () => {
          closed += 1;
        },
      };
    },
    terminal,
    signal: new AbortController().signal,
  });
  return { code, out, error, opened, closed };
}

describe('command line', () => {
  test('runs a command with its parts, and closes them', async () => {
    expect(await run('sums', 'add', '2', '--times', '3')).toMatchObject({
      code: 0,
      out: expect.stringContaining('= 7'),
      opened: 1,
      closed: 1,
    });
    expect((await run('sums', 'add', '200')).code).toBe(1);
  });

  test('prints one JSON object and nothing else under --json', async () => {
    const { out } = await run('sums', 'add', '2', '--json');
    expect(JSON.parse(out)).toEqual({ sum: 3 });
  });

  test('tells an error in both languages and as JSON, and closes the parts', async () => {
    const { code, out, error, closed } = await run('fail', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out).error.code).toBe('kernel.not-found');
    expect(error).toContain('没有找到');
    expect(error).toContain('Not found');
    expect(closed).toBe(1);
  });

  test('help and wrong use start nothing', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, opened: 0 });
    expect(await run('sums', 'add', '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('NUMBER'),
      opened: 0,
    });
    expect(await run('sums', 'add')).toMatchObject({ code: 2, opened: 0 });
    expect(await run('nonsense')).toMatchObject({ code: 2, opened: 0 });
  });

  test('counts Chinese characters as two columns', () => expect(widthOf('甲a')).toBe(3));
});
