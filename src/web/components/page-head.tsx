import type { ReactNode } from 'react';
import { useDocumentTitle } from './use-document-title.ts';

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
  useDocumentTitle(title);
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
