import { useCallback } from 'react';
import { useText } from '../../../web/words.ts';
import { articleWords } from '../schema.ts';

/** An article's number as a reader of either language cites it. */
export function useArticle(): (article: string) => string {
  const text = useText();
  return useCallback((article) => text(articleWords(article)), [text]);
}
