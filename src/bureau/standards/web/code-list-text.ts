import type { CodeList } from '../schema.ts';

export type Codes = CodeList['codes'];

/** A line that is no code: its number, and what is wrong with it. */
export interface BadLine {
  line: number;
  problem: 'twice' | 'noCode' | 'noTitle';
  code: string;
}

/** Codes as lines of `code, Chinese, English, from, to`; a comma inside a title makes the line use tabs, as a spreadsheet does. */
export function codesToText(codes: Codes): string {
  return codes
    .map(({ code, title, from = '', to = '' }) => {
      const period = from || to ? [from, ...(to ? [to] : [])] : [];
      const cells = title.en === title.zh && !from && !to ? [code, title.zh] : [code, title.zh, title.en, ...period];
      return cells.join(cells.some((cell) => cell.includes(',')) ? '\t' : ', ');
    })
    .join('\n');
}

/** Reads lines typed, or pasted from a spreadsheet; the English title is the Chinese one where it is left out. */
export function textToCodes(text: string): { codes: Codes; bad: BadLine[] } {
  const codes: Codes = [];
  const bad: BadLine[] = [];
  const seen = new Set<string>();
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const separator = line.includes('\t') ? '\t' : /[,，]/;
    const [code = '', zh = '', en = '', from = '', to = ''] = line.split(separator).map((cell) => cell.trim());
    const wrong = (problem: BadLine['problem']) => bad.push({ line: index + 1, problem, code });
    if (code === '') wrong('noCode');
    else if (zh === '') wrong('noTitle');
    else if (seen.has(code)) wrong('twice');
    else {
      seen.add(code);
      codes.push({ code, title: { zh, en: en || zh }, ...(from ? { from } : {}), ...(to ? { to } : {}) });
    }
  });
  return { codes, bad };
}
