import { AppError } from '../../kernel/index.ts';
import { httpErrors } from './errors.ts';

const deepest = 100;
const unstorable = /\0|\p{Surrogate}/u;

/**
 * Refuses what no database holds, named by its place: NUL and halves of a surrogate pair in a text or a name, and values
 * nested so deep that to walk through them would end the stack.
 */
export function requireStorable(value: unknown, at: string): void {
  // Level by level and no recursion: the value may be as deep as the sender likes. Places are told only of faults.
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) throw new AppError(httpErrors.nestedTooDeep, { at, limit: deepest });
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item === 'string' ? !isStorable(item) : !look(item, next)) throw faultIn(value, at);
    }
    level = next;
  }
}

const isStorable = (text: string) => !unstorable.test(text);

/** Looks at what an array or object holds, and gathers what is to be looked into. */
function look(item: unknown, next: unknown[]): boolean {
  const gather = (inner: unknown) => {
    if (typeof inner === 'string') return isStorable(inner);
    if (typeof inner === 'object' && inner !== null) next.push(inner);
    return true;
  };
  if (Array.isArray(item)) return item.every(gather);
  if (typeof item !== 'object' || item === null) return true;
  for (const name in item) if (!isStorable(name) || !gather((item as Record<string, unknown>)[name])) return false;
  return true;
}

/** The refusal of the first fault, which there is. */
function faultIn(value: unknown, at: string): AppError {
  const open: { value: unknown; at: string }[] = [{ value, at }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, at } = next;
    if (typeof value === 'string' && !isStorable(value)) return refusal(value, at);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (!isStorable(name)) return refusal(name, at);
      open.push({ value: inner, at: `${at}/${name}` });
    }
  }
  return refusal('\0', at);
}

function refusal(text: string, at: string): AppError {
  const found = unstorable.exec(text)?.[0] ?? '\0';
  const character = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return new AppError(httpErrors.textUnstorable, { at: at.slice(0, 200), character });
}
