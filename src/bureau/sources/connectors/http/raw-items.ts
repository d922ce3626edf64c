/** What `path` (`data.items`; empty for the whole) leads to; undefined when it is not there. */
export function valueAtPath(value: unknown, path: string): unknown {
  let found = value;
  for (const step of path === '' ? [] : path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

/**
 * The texts of the items of the array at `path`, as they stand in a JSON text that has been parsed before: a number
 * keeps all its digits. Null when there is no array.
 */
export function rawItems(text: string, path: string): string[] | null {
  let at = skip(text, 0);
  for (const step of path === '' ? [] : path.split('.')) {
    const found = memberAt(text, at, step);
    if (found === null) return null;
    at = found;
  }
  if (text[at] !== '[') return null;
  const items: string[] = [];
  for (at = skip(text, at + 1); text[at] !== ']'; ) {
    const end = endOf(text, at);
    items.push(text.slice(at, end));
    at = skip(text, end);
    if (text[at] === ',') at = skip(text, at + 1);
  }
  return items;
}

/** Where the value of the last member of this name begins; JSON.parse takes the last one too. */
function memberAt(text: string, from: number, name: string): number | null {
  if (text[from] !== '{') return null;
  let found: number | null = null;
  for (let at = skip(text, from + 1); text[at] !== '}'; ) {
    const end = endOf(text, at);
    const value = skip(text, skip(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === name) found = value;
    at = skip(text, endOf(text, value));
    if (text[at] === ',') at = skip(text, at + 1);
  }
  return found;
}

function skip(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? '.')) at++;
  return at;
}

function endOf(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from);
  if (text[from] !== '{' && text[from] !== '[') {
    let at = from;
    while (at < text.length && !',]} \t\r\n'.includes(text[at]!)) at++;
    return at;
  }
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at) - 1;
    else if (sign === '{' || sign === '[') depth++;
    else if ((sign === '}' || sign === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}
