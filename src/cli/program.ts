import { Command as Commander, CommanderError, Option } from 'commander';
import { AppError, type Command, type CommandOutput } from '../kernel/index.ts';
import { createOutput, type Terminal } from './output.ts';

/** A command together with the way to get what it needs from the running parts. */
export interface BoundCommand<Parts> {
  command: Command<never>;
  needs(parts: Parts): unknown;
}

/** Joins a slice's commands with the parts they need. */
export function bindCommands<Parts, Needs>(
  commands: readonly Command<Needs>[],
  needs: (parts: Parts) => Needs,
): BoundCommand<Parts>[] {
  return commands.map((command) => ({ command: command as Command<never>, needs }));
}

export interface ProgramOptions<Parts> {
  version: string;
  commands: readonly BoundCommand<Parts>[];
  /** Starts the parts; called once, and only when a command needs them. */
  open(): Promise<{ parts: Parts; close(): Promise<void> }>;
  terminal: Terminal;
  signal: AbortSignal;
}

/**
 * Runs one command line and returns its exit code: 0 done, 1 done but refused for its data, 2 wrong use, 3 failed.
 * Under `--json` standard output holds JSON alone, also of an error: `{"error":{"code","message":{zh,en},"remedy"}}`.
 */
export async function runProgram<Parts>(argv: readonly string[], options: ProgramOptions<Parts>): Promise<number> {
  let exitCode = 0;
  const root = new Commander('lingnan')
    .description('岭南：开放公共数据平台 · Lingnan, an open public-service data platform')
    .version(options.version)
    .exitOverride()
    .configureOutput({ writeOut: options.terminal.out, writeErr: options.terminal.error })
    .showHelpAfterError('(加 --help 查看用法 · add --help for usage)')
    .addHelpText(
      'after',
      '\n退出码 Exit codes: 0 完成 done · 1 数据被拒 refused for its data · 2 用法有误 wrong use · 3 失败 failed\n数据目录 Data folder: LINGNAN_DATA (./data)\n',
    );
  const groups = new Map<string, Commander>();
  for (const bound of options.commands) {
    const { command } = bound;
    const parent = command.path.length === 1 ? root : groupOf(root, groups, command.path[0]!);
    const child = parent.command(command.path.at(-1)!).description(`${command.summary.zh} · ${command.summary.en}`);
    for (const argument of command.arguments ?? []) {
      child.argument(argument.required ? `<${argument.name}>` : `[${argument.name}]`, argument.summary);
    }
    for (const option of command.options ?? []) {
      const made = new Option(option.flags, option.summary);
      if (option.default !== undefined) made.default(option.default);
      if (option.joined) made.argParser((value: string, before?: string) => (before ? `${before},${value}` : value));
      child.addOption(made);
    }
    child
      .option('--json', '只输出 JSON · print JSON only')
      .option('--debug', '出错时显示调用栈 · show the stack of an error');
    if (command.details) child.addHelpText('after', `\n${command.details}\n`);
    child.action(async (...values: unknown[]) => {
      const given = values.slice(0, -2).filter((value): value is string => typeof value === 'string');
      const flags = child.opts<Record<string, string | boolean | undefined>>();
      exitCode = await execute(bound, given, flags, options);
    });
  }
  try {
    await root.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function groupOf(root: Commander, groups: Map<string, Commander>, name: string): Commander {
  let group = groups.get(name);
  if (!group) {
    group = root.command(name).exitOverride();
    groups.set(name, group);
  }
  return group;
}

async function execute<Parts>(
  bound: BoundCommand<Parts>,
  given: string[],
  flags: Record<string, string | boolean | undefined>,
  options: ProgramOptions<Parts>,
): Promise<number> {
  const output = createOutput(options.terminal, { json: flags['json'] === true, signal: options.signal });
  let opened: { parts: Parts; close(): Promise<void> } | null = null;
  try {
    if (!bound.command.offline) opened = await options.open();
    const needs = opened ? bound.needs(opened.parts) : undefined;
    return await bound.command.run(needs as never, { arguments: given, options: flags }, output);
  } catch (error) {
    return tell(error, output, flags['debug'] === true, options.terminal);
  } finally {
    output.end();
    await opened?.close();
  }
}

function tell(error: unknown, output: CommandOutput, debug: boolean, terminal: Terminal): number {
  if (error instanceof AppError) {
    output.result({ error: { code: error.code, message: error.text, remedy: error.remedy, details: error.details } });
    terminal.error(`${error.describe('zh')}\n${error.describe('en')}\n(${error.code})\n`);
  } else {
    const message = error instanceof Error ? error.message : String(error);
    output.result({
      error: {
        code: 'kernel.unexpected',
        message: { zh: message, en: message },
        remedy: { zh: '', en: '' },
        details: {},
      },
    });
    terminal.error(`系统内部出错 · Something failed inside the system: ${message}\n`);
  }
  if (debug && error instanceof Error)
    terminal.error(
      `${error.stack ?? ''}\n${error.cause ? `caused by: ${String((error.cause as Error).stack ?? error.cause)}\n` : ''}`,
    );
  return error instanceof AppError && error.status >= 400 && error.status < 500 ? 2 : 3;
}
