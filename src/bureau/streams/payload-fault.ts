import { isUtf8 } from 'node:buffer';
import { fillText, type Text } from '../../kernel/index.ts';

/** So many characters before and after the place of a fault are shown. */
const around = 12;

/** What is wrong with a payload that is no UTF-8; null when it is. */
export function encodingFault(payload: Buffer): Text | null {
  if (isUtf8(payload)) return null;
  const at = firstBadByte(payload);
  const byte = `0x${payload[at]!.toString(16).padStart(2, '0').toUpperCase()}`;
  const chinese = readsAsChinese(payload);
  return fillText(
    {
      zh: `第 {place} 个字节 {byte} 不是 UTF-8${chinese ? '，看起来是 GB18030 编码' : ''}`,
      en: `byte {place}, {byte}, is not UTF-8${chinese ? '; it looks like GB18030' : ''}`,
    },
    { place: at + 1, byte },
  );
}

/** Where the longest beginning that is UTF-8 ends. */
function firstBadByte(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (!isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return Math.max(0, bytes.length - 1);
}

function readsAsChinese(bytes: Buffer): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a text that is to be one JSON object, and where. */
export function jsonFault(text: string): Text {
  const trimmed = text.trim();
  if (trimmed === '') return { zh: '消息内容为空', en: 'the message is empty' };
  const { at, wanted } = scan(text);
  if (wanted === null) {
    const kind: Text = trimmed.startsWith('[')
      ? { zh: '数组', en: 'an array' }
      : trimmed.startsWith('"')
        ? { zh: '字符串', en: 'a text' }
        : { zh: `“${trimmed.slice(0, 20)}”`, en: `“${trimmed.slice(0, 20)}”` };
    return fillText({ zh: '应为 JSON 对象，实际是{kind}', en: 'it must be a JSON object and is {kind}' }, { kind });
  }
  if (at >= text.trimEnd().length) {
    return fillText(
      { zh: 'JSON 在第 {place} 个字符处中断，缺少{wanted}', en: 'the JSON ends at character {place}, before {wanted}' },
      { place: at + 1, wanted },
    );
  }
  const excerpt = text.slice(Math.max(0, at - around), at + around);
  return fillText(
    {
      zh: 'JSON 第 {place} 个字符有误（…{excerpt}…），此处应为{wanted}',
      en: 'the JSON is wrong at character {place} (…{excerpt}…): {wanted} is expected there',
    },
    { place: at + 1, excerpt, wanted },
  );
}

const words = {
  value: { zh: '值', en: 'a value' },
  name: { zh: '双引号括起的字段名', en: 'a field name in double quotes' },
  colon: { zh: '冒号', en: 'a colon' },
  quote: { zh: '结束的双引号', en: 'a closing double quote' },
  object: { zh: '逗号或 }', en: 'a comma or }' },
  array: { zh: '逗号或 ]', en: 'a comma or ]' },
  end: { zh: '结尾', en: 'the end' },
} satisfies Record<string, Text>;

const token = {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them in a text
  text: /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y,
  plain: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y,
  space: /[ \t\r\n]*/y,
};

/** Where a text stops being JSON and what should stand there; no wish when it is JSON. Nesting costs no stack. */
function scan(text: string): { at: number; wanted: Text | null } {
  let at = 0;
  const open: ('{' | '[')[] = [];
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found !== null;
  };
  let state: 'value' | 'name' | 'after' = 'value';
  let first = false;
  for (;;) {
    take(token.space);
    const here = text[at];
    if (state === 'after') {
      const inside = open.at(-1);
      if (!inside) return { at, wanted: at < text.length ? words.end : null };
      if (here === (inside === '{' ? '}' : ']')) open.pop();
      else if (here === ',') state = inside === '{' ? 'name' : 'value';
      else return { at, wanted: inside === '{' ? words.object : words.array };
      at++;
      first = false;
    } else if (state === 'name') {
      if (first && here === '}') {
        state = 'after';
        continue;
      }
      if (here !== '"') return { at, wanted: words.name };
      if (!take(token.text)) return { at, wanted: words.quote };
      take(token.space);
      if (text[at] !== ':') return { at, wanted: words.colon };
      at++;
      state = 'value';
      first = false;
    } else if (here === '{' || here === '[') {
      open.push(here);
      at++;
      state = here === '{' ? 'name' : 'value';
      first = true;
    } else if (first && here === ']') state = 'after';
    else if (here === '"') {
      if (!take(token.text)) return { at, wanted: words.quote };
      state = 'after';
    } else if (take(token.plain)) state = 'after';
    else return { at, wanted: words.value };
  }
}

/** What is wrong with a line that is to have these cells. */
export function cellsFault(cells: string[] | null, line: string, columns: string[]): Text {
  if (line.trim() === '') return { zh: '消息内容为空', en: 'the message is empty' };
  if (cells === null) {
    const place = line.lastIndexOf('"') + 1;
    return fillText(
      { zh: '第 {place} 个字符处的引号没有配对', en: 'the quote at character {place} has no partner' },
      { place },
    );
  }
  const missing = columns.slice(cells.length);
  return fillText(
    {
      zh: `有 {found} 个单元格，应为 {wanted} 个${missing.length > 0 ? '，缺少 {names}' : ''}`,
      en: `{found} of {wanted} cells${missing.length > 0 ? '; missing: {names}' : ''}`,
    },
    { found: cells.length, wanted: columns.length, names: missing.slice(0, 5) },
  );
}
