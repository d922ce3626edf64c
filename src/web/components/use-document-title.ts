import { useEffect } from 'react';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';

/** Names the document after the page, with the product behind it. */
export function useDocumentTitle(title: string): void {
  const product = useWords(shellMessages)('product');
  useEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
  }, [title, product]);
}
