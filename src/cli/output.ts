import { styleText } from 'node:util';
import type { CommandOutput, Progress } from '../kernel/index.ts';

/** Where lines go; tests pass their own. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** Whether standard error can be redrawn. */
  interactive: boolean;
  columns: number;
}

export const processTerminal: Terminal = {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  interactive: Boolean(process.stderr.isTTY),
  columns: process.stderr.columns ?? 80,
};

/** Width of a text on a terminal: Chinese and full-width characters take two columns. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
      ? 2
      : 1;
  return width;
}

/** The output of one command: one JSON value a `result` under `--json`, lines for people otherwise. */
export function createOutput(
  terminal: Terminal,
  options: { json: boolean; signal: AbortSignal },
): CommandOutput & { end(): void } {
  let drawn = 0;
  let lastStep = '';
  let lastAt = 0;
  const clear = () => {
    if (drawn > 0) terminal.error(`\r${' '.repeat(drawn)}\r`);
    drawn = 0;
  };
  return {
    json: options.json,
    signal: options.signal,
    result(value) {
      clear();
      if (options.json) terminal.out(`${JSON.stringify(value)}\n`);
    },
    line(text) {
      clear();
      if (!options.json) terminal.out(`${text}\n`);
    },
    table(head, rows) {
      clear();
      if (options.json) return;
      const cells = [head, ...rows.map((row) => row.map((cell) => (cell === null ? '—' : String(cell))))];
      const widths = head.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column] ?? ''))));
      const numeric = head.map(
        (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number' || row[column] === null),
      );
      cells.forEach((row, index) => {
        const text = row
          .map((cell, column) => {
            const pad = ' '.repeat(widths[column]! - widthOf(cell));
            return numeric[column] ? pad + cell : cell + pad;
          })
          .join('  ')
          .trimEnd();
        terminal.out(`${index === 0 ? styleText('bold', text) : text}\n`);
      });
    },
    progress(progress) {
      const text = describeProgress(progress);
      if (terminal.interactive) {
        const cut = text.slice(0, terminal.columns - 1);
        const width = widthOf(cut);
        terminal.error(`\r${cut}${' '.repeat(Math.max(0, drawn - width))}`);
        drawn = width;
        return;
      }
      // Plain lines: one a step, and one every five seconds within it.
      const now = performance.now();
      if (progress.step.en === lastStep && now - lastAt < 5000) return;
      lastStep = progress.step.en;
      lastAt = now;
      terminal.error(`${text}\n`);
    },
    end: clear,
  };
}

function describeProgress(progress: Progress): string {
  const parts = [`${progress.step.zh} ${progress.step.en}`];
  if (progress.share !== null) parts.push(`${Math.round(progress.share * 100)}%`);
  if (progress.rows !== undefined) parts.push(`${progress.rows.toLocaleString('en')} 行 rows`);
  if (progress.bytes !== undefined) parts.push(`${(progress.bytes / 1_000_000).toFixed(1)} MB`);
  return parts.join(' · ');
}
