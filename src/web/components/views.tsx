import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { useSearchParams } from 'react-router';

/** One view of a page; its content is made only while it is shown. */
export interface View {
  key: string;
  label: string;
  content(): ReactNode;
}

/** The views of a page as tabs; the one that is open stands in the address under `view`, the first without it. */
export function Views({ label, views }: { label: string; views: View[] }) {
  const id = useId();
  const [search, setSearch] = useSearchParams();
  const list = useRef<HTMLDivElement>(null);
  const open = views.find((view) => view.key === search.get('view')) ?? views[0];
  const openKey = open?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tab that is open comes into view when it changes
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected=true]');
    if (tab && list.current) list.current.scrollLeft = tab.offsetLeft - list.current.offsetLeft - 16;
  }, [openKey]);
  if (!open) return null;
  const go = (key: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (key === views[0]?.key) next.delete('view');
        else next.set('view', key);
        return next;
      },
      { preventScrollReset: true },
    );
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const index = (views.findIndex((view) => view.key === open.key) + step + views.length) % views.length;
    go(views[index]?.key ?? open.key);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus();
  };
  return (
    <>
      <div className="views" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {views.map((view) => (
          <button
            key={view.key}
            type="button"
            role="tab"
            id={`${id}-${view.key}`}
            aria-selected={view.key === open.key}
            aria-controls={`${id}-panel`}
            tabIndex={view.key === open.key ? 0 : -1}
            onClick={() => go(view.key)}
          >
            {view.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open.key}`} key={open.key}>
        {open.content()}
      </div>
    </>
  );
}
