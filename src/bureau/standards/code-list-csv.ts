import { AppError } from '../../kernel/index.ts';
import { standardsErrors } from './errors.ts';
import type { CodeList } from './schema.ts';

const head = ['code', 'zh', 'en', 'from', 'to'];

/** A code list as CSV (RFC 4180) under the columns code, zh, en, from, to. */
export function codesToCsv(codes: CodeList['codes']): string {
  const cell = (text = '') => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = codes.map(({ code, title, from, to }) => [code, title.zh, title.en, from, to].map(cell).join(','));
  return `${[head.join(','), ...lines].join('\r\n')}\r\n`;
}

/** Reads such a CSV; throws `standards.unreadable` with the line. The English title may be left out, as may from and to. */
export function csvToCodes(csv: string): CodeList['codes'] {
  const [first, ...rows] = rowsOf(csv.replace(/^\ufeff/, ''));
  const places = head.map((name) => first?.findIndex((cell) => cell.trim().toLowerCase() === name) ?? -1);
  if (places[0]! < 0 || places[1]! < 0) {
    throw unreadable('第 1 行应为列名 code,zh,en,from,to', 'line 1 must name the columns code,zh,en,from,to');
  }
  return rows.flatMap((cells, index) => {
    const [code = '', zh = '', en = '', from = '', to = ''] = places.map((place) => cells[place]?.trim() ?? '');
    if (cells.every((cell) => cell.trim() === '')) return [];
    if (code === '' || zh === '') {
      throw unreadable(`第 ${index + 2} 行缺少代码或中文含义`, `line ${index + 2} lacks the code or its title`);
    }
    return [{ code, title: { zh, en: en || zh }, ...(from ? { from } : {}), ...(to ? { to } : {}) }];
  });
}

function unreadable(problemZh: string, problemEn: string): AppError {
  return new AppError(standardsErrors.unreadable, { problemZh, problemEn });
}

/** Cells of each line; quotes may hold commas, line ends and doubled quotes. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const match of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy)) {
    const [all, quoted, plain = '', end] = match;
    if (all === '' && match.index === csv.length && rows.at(-1)!.length === 0) break;
    rows.at(-1)!.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
