import type { Text } from '../../kernel/text.ts';
import type { Rule } from './rules-schema.ts';

const digits: Record<string, number> = {
  零: 0,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const tens: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };

/** 二百零三 as 203. */
function numeral(text: string): number {
  let sum = 0;
  let digit = 0;
  for (const character of text) {
    const unit = tens[character];
    if (unit) {
      sum += (digit || 1) * unit;
      digit = 0;
    } else digit = digits[character] ?? 0;
  }
  return sum + digit;
}

const parts: Record<string, string> = { 章: 'chapter', 节: 'section', 条: 'article', 款: 'paragraph', 项: 'item' };

/** An article's number as a reader of English cites it: 第二十一条第一款 is “Article 21, paragraph 1”. */
export function articleWords(article: string): Text {
  if (article.startsWith('附录')) return { zh: article, en: `Annex ${article.slice(2)}` };
  if (!/第.+[章节条款项]/.test(article))
    return { zh: article, en: /^\d/.test(article) ? `Clause ${article}` : article };
  const found = [...article.matchAll(/第([零一二三四五六七八九十百千]+)([章节条款项])/g)].map(
    ([, number = '', part = '']) => `${parts[part]} ${numeral(number)}`,
  );
  const words = found.join(', ');
  return { zh: article, en: words.charAt(0).toUpperCase() + words.slice(1) };
}

/** Instrument and article as they are cited in a letter. */
export function citationOf({ instrument, article }: Pick<Rule, 'instrument' | 'article'>): Text {
  const place = articleWords(article);
  return {
    zh: `《${instrument.title.zh}》（${instrument.number.zh}）${place.zh}`,
    en: `${instrument.title.en} (${instrument.number.en}), ${place.en}`,
  };
}
