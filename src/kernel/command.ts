import { text } from 'node:stream/consumers';
import { AppError, kernelErrors } from './error.ts';
import type { Progress } from './job.ts';
import type { Text } from './text.ts';

/** Where a command writes. Under `--json` only `result` reaches standard output. */
export interface CommandOutput {
  json: boolean;
  /** The answer: one JSON object (or one a row, for `query`) under `--json`, else ignored in favour of `line`. */
  result(value: unknown): void;
  /** A line for a person; silent under `--json`. */
  line(text: string): void;
  table(head: string[], rows: (string | number | null)[][]): void;
  /** Redrawn in place on a terminal, plain lines otherwise, always on standard error. */
  progress(progress: Progress): void;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** One `lingnan` command as data; `Needs` are the services that the host hands it when it starts. */
export interface Command<Needs = unknown> {
  /** `['audit', 'verify']` for `lingnan audit verify`. */
  path: string[];
  summary: Text;
  /** More help: examples, what the exit codes mean. */
  details?: string;
  arguments?: { name: string; required: boolean; summary: string }[];
  /** `joined`: may be given several times; its values come joined by commas. */
  options?: { flags: string; summary: string; default?: string | boolean; joined?: boolean }[];
  /** True when it runs without database or server, as an offline verifier does; `needs` is then undefined. */
  offline?: boolean;
  /** Returns the exit code: 0 done, 1 done but the data has findings that refuse it, 2 wrong use, 3 failed. */
  run(needs: Needs, input: CommandInput, output: CommandOutput): Promise<number>;
}

export interface CommandInput {
  arguments: string[];
  options: Record<string, string | boolean | undefined>;
}

/**
 * The secret on standard input, without its last line end. No argument holds one: those are seen by every user of the
 * machine and stay in the shell's history.
 */
export async function secretFromInput(): Promise<string> {
  const secret = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (secret === '') throw new AppError(kernelErrors.invalidInput, { problem: '标准输入为空 · empty input' });
  return secret;
}
