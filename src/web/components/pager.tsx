import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useCallback, useState } from 'react';
import { useFormat } from '../format.ts';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';

/** The pages of a list read by cursor; `reset` goes back to the first one, as a new filter must. */
export interface Paging {
  cursor: string | undefined;
  page: number;
  forward(next: string): void;
  backward(): void;
  reset(): void;
}

/** Keeps the cursors of the pages that were passed; `key` names the list, and another key starts at its first page. */
export function usePaging(key: string): Paging {
  const [state, setState] = useState<{ key: string; cursors: string[] }>({ key, cursors: [] });
  const cursors = state.key === key ? state.cursors : [];
  return {
    cursor: cursors.at(-1),
    page: cursors.length,
    forward: useCallback(
      (next: string) => setState((before) => ({ key, cursors: [...(before.key === key ? before.cursors : []), next] })),
      [key],
    ),
    backward: useCallback(
      () => setState((before) => ({ key, cursors: before.key === key ? before.cursors.slice(0, -1) : [] })),
      [key],
    ),
    reset: useCallback(() => setState({ key, cursors: [] }), [key]),
  };
}

/** Back and forward through a list, with the rows that are shown. */
export function Pager({
  paging,
  next,
  shown,
  size,
  total,
}: {
  paging: Paging;
  next: string | null | undefined;
  shown: number;
  size: number;
  total?: number | null | undefined;
}) {
  const words = useWords(shellMessages);
  const format = useFormat();
  if (shown === 0 && paging.page === 0) return null;
  const from = paging.page * size + 1;
  const range = { from: format.number(shown === 0 ? 0 : from), to: format.number(from + shown - 1) };
  return (
    <div className="pager">
      <span className="muted small" aria-live="polite">
        {typeof total === 'number'
          ? words('rowsRangeOf', { ...range, total: format.number(total) })
          : words('rowsRange', range)}
      </span>
      <div className="row" hidden={paging.page === 0 && !next}>
        <Button size="small" icon={<LeftOutlined />} disabled={paging.page === 0} onClick={() => paging.backward()}>
          {words('previous')}
        </Button>
        <Button
          size="small"
          icon={<RightOutlined />}
          iconPlacement="end"
          disabled={!next}
          onClick={() => next && paging.forward(next)}
        >
          {words('next')}
        </Button>
      </div>
    </div>
  );
}
