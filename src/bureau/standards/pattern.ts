import type { Text } from '../../kernel/index.ts';

/** What RE2 has not, and how to write it instead; the engine would refuse the whole query. */
const refused: [RegExp, Text][] = [
  [/\(\?(=|!|<=|<!)/, { zh: '不支持环视（?= ?! ?<= ?<!）', en: 'look-around (?= ?! ?<= ?<!) is not supported' }],
  [/\\[1-9]|\\k</, { zh: '不支持反向引用', en: 'back-references are not supported' }],
  [/\\u/, { zh: '请直接写出该字，或写作 \\x{4e00}', en: 'write the character itself, or \\x{4e00}' }],
  [/\\c/, { zh: '不支持 \\c', en: '\\c is not supported' }],
  [/\(\?>|[*+?}]\+/, { zh: '不支持占有量词和原子组', en: 'possessive and atomic groups are not supported' }],
  [
    /\\[ACEQZzpPbBGXR](?![{])(?<!\\b|\\B)/,
    { zh: '请勿使用 \\A、\\z、\\Q 等记号', en: 'signs such as \\A, \\z and \\Q are not supported' },
  ],
];

/**
 * The pattern of a standard (the part of RE2 that JavaScript shares, with `\x{4e00}` and `\p{Han}`) as a JavaScript
 * expression that matches whole texts, or what is wrong with it.
 */
export function toJavaScriptPattern(pattern: string): { expression: RegExp | null; problem: Text | null } {
  const bare = pattern.replaceAll('\\\\', '');
  const trouble = refused.find(([sign]) => sign.test(bare));
  if (trouble) return { expression: null, problem: trouble[1] };
  for (const [, low, high] of bare.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    if (Number(low) > 1000 || Number(high || 0) > 1000) {
      return { expression: null, problem: { zh: '重复次数不得超过 1000', en: 'a count may not be above 1000' } };
    }
  }
  const flags = /^\(\?(i|s|is|si)\)/.exec(pattern);
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replace(/\\x\{/g, '\\u{')
    .replace(/\\(p|P)\{(Han|Latin|Greek|Cyrillic|Hiragana|Katakana)\}/g, '\\$1{Script=$2}')
    // RE2 lets any ASCII sign be escaped; JavaScript's unicode mode only those with a meaning.
    .replace(/\\([^\w\s^$\\.*+?()[\]{}|/-])/g, '$1');
  try {
    return { expression: new RegExp(`^(?:${body})$`, `u${flags?.[1] ?? ''}`), problem: null };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message.replace(/^Invalid regular expression: /, '') : '';
    return {
      expression: null,
      problem: { zh: `正则表达式有误：${detail}`, en: `not a valid regular expression: ${detail}` },
    };
  }
}
