import { AppError, type Text } from '../../../../kernel/index.ts';
import { remoteErrors } from './errors.ts';

/** A test of paths after a pattern: `*` and `?` within a name, `**` over folders; without `/` it is of the last name. */
export function pathPattern(pattern: string): (path: string) => boolean {
  if (pattern.split('/').includes('..') || pattern.startsWith('/')) {
    const problem = {
      zh: `文件名规则“${pattern}”不能以 / 开头或含 ..`,
      en: `the pattern “${pattern}” begins with / or holds ..`,
    };
    throw new AppError(remoteErrors.remoteSettings, { problem });
  }
  const parts = partsOf(pattern.includes('/') ? pattern : `**/${pattern}`);
  return (path) => fits(parts, [...path]);
}

type Part = 'any' | 'name' | 'names' | 'folders' | { text: string };

const wild: Record<string, Part> = { '**/': 'folders', '**': 'names', '?': 'any' };

function partsOf(pattern: string): Part[] {
  const parts = pattern
    .split(/(\*\*\/|\*+|\?)/)
    .flatMap((part): Part[] =>
      Object.hasOwn(wild, part) ? [wild[part]!] : part.startsWith('*') ? ['name'] : [...part].map((text) => ({ text })),
    );
  return parts.filter((part, index) => part !== 'folders' || parts[index - 1] !== 'folders');
}

/**
 * Walks a path once, with all places of the pattern at which it may stand. Names come from the other side, and for some
 * of them a regular expression of many stars never ends.
 */
function fits(parts: Part[], path: string[]): boolean {
  /** Stands at a place, and at those behind it where it may stand for nothing. */
  const enter = (places: Set<number>, place: number): Set<number> => {
    const part = parts[place];
    places.add(place);
    return part === 'name' || part === 'names' || part === 'folders' ? enter(places, place + 1) : places;
  };
  let places = enter(new Set(), 0);
  for (const character of path) {
    const next = new Set<number>();
    for (const place of places) {
      const part = parts[place];
      if (part === undefined) continue;
      if (part === 'names' || (part === 'name' && character !== '/')) enter(next, place);
      else if (part === 'folders') character === '/' ? enter(next, place) : next.add(place);
      else if (part === 'any' ? character !== '/' : part !== 'name' && part.text === character) enter(next, place + 1);
    }
    places = next;
  }
  return places.has(parts.length);
}

/** Characters that hide or turn text: control, direction and zero-width ones. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const hidden = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** Why a path from a listing is not to be opened; null when nothing is wrong with it. */
export function hostileName(path: string): Text | null {
  const parts = path.split('/');
  if (parts.some((part) => part === '..' || part === '.'))
    return { zh: '名称试图离开文件夹', en: 'the name leads out of the folder' };
  if (path.startsWith('/') || parts.includes(''))
    return { zh: '名称为空或是绝对路径', en: 'the name is empty or absolute' };
  if (path.includes('\\')) return { zh: '名称含反斜杠', en: 'the name holds a backslash' };
  if (hidden.test(path)) return { zh: '名称含不可见字符', en: 'the name holds characters that can’t be seen' };
  if (path.includes('\ufffd')) return { zh: '名称不是 UTF-8 编码', en: 'the name is not UTF-8' };
  if (Buffer.byteLength(path) > 1024) return { zh: '名称过长', en: 'the name is too long' };
  return null;
}

/** A name as it may be shown: what hides is written out, what is long is cut. */
export function shownName(path: string): string {
  const plain = path.replace(new RegExp(hidden, 'g'), (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return plain.length > 120 ? `${plain.slice(0, 117)}…` : plain;
}
