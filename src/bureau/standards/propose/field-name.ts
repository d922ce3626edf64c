import { pinyin } from 'pinyin-pro';
import { columnWords } from './words.ts';

const longestWord = Math.max(...Object.keys(columnWords).map((word) => word.length));

/**
 * A field name for a column title: known words in English (`企业名称` is `company_name`), the rest in pinyin without
 * tones, letters and digits as they stand. `taken` holds names in use, compared without capitals; a number tells doubles apart.
 */
export function toFieldName(title: string, taken: ReadonlySet<string> = new Set(), fallback = 'field'): string {
  const plain = title.normalize('NFKC').trim();
  // What stands in brackets at the end is mostly a unit: 面积（平方米）.
  const bare = plain.replace(/\s*[([【<][^()[\]【】<>]*[)\]】>]\s*$/u, '') || plain;
  const words = cut(bare);
  let name = words
    .join('_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/_+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (name === '') name = fallback;
  if (/^[0-9]/.test(name)) name = `n_${name}`;
  name = name.slice(0, 56).replace(/_+$/, '');
  if (!taken.has(name)) return name;
  for (let count = 2; ; count++) {
    if (!taken.has(`${name}_${count}`)) return `${name}_${count}`;
  }
}

/** Cuts a title into English words, pinyin of what is not known, and runs of letters. */
function cut(title: string): string[] {
  const words: string[] = [];
  let unknown = '';
  const flush = () => {
    if (unknown === '') return;
    words.push(pinyin(unknown, { toneType: 'none', type: 'array', v: true, nonZh: 'removed' }).join(''));
    unknown = '';
  };
  let position = 0;
  while (position < title.length) {
    const rest = title.slice(position);
    const letters = /^[A-Za-z0-9]+/.exec(rest)?.[0];
    if (letters) {
      flush();
      words.push(letters);
      position += letters.length;
      continue;
    }
    let known: string | undefined;
    for (let length = Math.min(longestWord, rest.length); length > 0 && known === undefined; length--) {
      const candidate = rest.slice(0, length);
      // One character beside others is part of a longer name more often than a word (区 in 区间).
      if (length === 1 && (unknown !== '' || /^.\p{Script=Han}/u.test(rest))) break;
      if (Object.hasOwn(columnWords, candidate)) known = candidate;
    }
    if (known !== undefined) {
      flush();
      words.push(columnWords[known]!);
      position += known.length;
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0)!);
    if (/\p{Script=Han}/u.test(character)) unknown += character;
    else flush();
    position += character.length;
  }
  flush();
  return words;
}
