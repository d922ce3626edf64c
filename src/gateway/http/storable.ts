import { AppError } from '../../kernel/index.ts';
import { httpErrors } from './errors.ts';

const deepest = 100;

/**
 * Refuses what no database holds, named by its place: NUL and halves of a surrogate pair in a text or a name, and values
 * nested so deep that to walk through them would end the stack.
 */
export function requireStorable(value: unknown, at: string): void {
  // A list of what is still to be seen and no recursion: the value may be as deep as the sender likes.
  const open: { value: unknown; at: string; depth: number }[] = [{ value, at, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, at, depth } = next;
    if (typeof value === 'string') requireText(value, at);
    if (typeof value !== 'object' || value === null) continue;
    if (depth === deepest) throw new AppError(httpErrors.nestedTooDeep, { at: at.slice(0, 200), limit: deepest });
    for (const [name, inner] of Object.entries(value)) {
      requireText(name, at);
      open.push({ value: inner, at: `${at}/${name}`, depth: depth + 1 });
    }
  }
}

function requireText(text: string, at: string): void {
  const found = /\0|\p{Surrogate}/u.exec(text)?.[0];
  if (found === undefined) return;
  const character = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  throw new AppError(httpErrors.textUnstorable, { at: at.replace(/\0|\p{Surrogate}/gu, '?').slice(0, 200), character });
}
