import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
// The server names every part, and each part declares its errors as it loads.
import '../src/cli/serve.ts';
import { listErrors } from '../src/kernel/index.ts';

/** `docs/errors.md`, made from the registry. */
export function renderErrors(): string {
  const lines = [
    '# 错误代码 · Error codes',
    '',
    '每个错误都有一个代码；接口以 `application/problem+json` 返回，命令行打印代码和处理办法。本页由 `npm run docs:errors` 生成。',
    '',
    'Every failure has a code; the API answers with `application/problem+json`, the command line prints the code and how to mend it. Made by `npm run docs:errors`.',
    '',
    'Findings in data are no errors: they are listed with the run, each with its rule; see `docs/guide/standards.md`.',
    '',
  ];
  let slice = '';
  for (const { code, definition } of listErrors()) {
    const own = code.split('.')[0]!;
    if (own !== slice) {
      slice = own;
      lines.push(`## ${slice}`, '');
    }
    lines.push(`### ${code}`, '', `HTTP ${definition.status}`, '');
    lines.push(
      `- ${definition.message.zh} ${definition.remedy.zh}`,
      `- ${definition.message.en} ${definition.remedy.en}`,
      '',
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

export const errorsPage = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(errorsPage, renderErrors());
  process.exit(0);
}
