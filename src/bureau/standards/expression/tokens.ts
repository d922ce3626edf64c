import { ExpressionProblem } from './tree.ts';

export interface Token {
  kind: 'number' | 'text' | 'word' | 'sign' | 'end';
  text: string;
  at: number;
}

const tokenPattern =
  /\s*(?:(?<number>\d+(?:\.\d+)?)|'(?<text>(?:[^']|'')*)'|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<sign><=|>=|!=|<>|[=<>+\-*/(),]))/uy;

/** Cuts a rule into tokens; throws `ExpressionProblem` at a sign that has no meaning. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let end = source.trimEnd().length;
  while (tokenPattern.lastIndex < end) {
    const from = tokenPattern.lastIndex;
    const match = tokenPattern.exec(source);
    if (!match) {
      const at = from + (/^\s*/.exec(source.slice(from))?.[0].length ?? 0);
      const sign = source[at]!;
      throw new ExpressionProblem(
        at,
        sign === "'"
          ? { zh: '引号没有结束', en: 'a quote is not closed' }
          : { zh: `不认识的符号“${sign}”`, en: `“${sign}” has no meaning here` },
      );
    }
    const [kind, text] = Object.entries(match.groups!).find(([, value]) => value !== undefined)!;
    const at = match.index + match[0].length - (kind === 'text' ? text!.length + 2 : text!.length);
    tokens.push({ kind: kind as Token['kind'], text: kind === 'text' ? text!.replaceAll("''", "'") : text!, at });
  }
  end = source.length;
  tokens.push({ kind: 'end', text: '', at: end });
  return tokens;
}
