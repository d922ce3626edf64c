import { type ReactNode, useEffect } from 'react';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';

/** Title, one sentence of what this is, and the one main action at the right; also names the document. */
export function PageHead({
  title,
  children,
  actions,
  marks,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  marks?: ReactNode;
}) {
  const words = useWords(shellMessages);
  const product = words('product');
  useEffect(() => {
    document.title = title ? `${title} · ${product}` : product;
  }, [title, product]);
  return (
    <header className="page-head">
      <div>
        <div className="row">
          <h1>{title}</h1>
          {marks}
        </div>
        {children ? <p>{children}</p> : null}
      </div>
      {actions ? <div className="page-actions">{actions}</div> : null}
    </header>
  );
}
