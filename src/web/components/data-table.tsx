import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons';
import type { Key, ReactNode } from 'react';
import { absent } from '../format.ts';
import { shellMessages } from '../messages.ts';
import { useWords } from '../words.ts';
import { Loading } from './states.tsx';

/** A column: its head, whether it holds numbers, and how a row's cell is drawn. */
export interface Column<Row> {
  key: string;
  title: string;
  /** Shown small beside the title. */
  unit?: string | undefined;
  numeric?: boolean;
  sortable?: boolean;
  /** Stands below the title, as a filter does. */
  head?: ReactNode;
  width?: string;
  cell(row: Row, index: number): ReactNode;
  className?(row: Row): string | undefined;
}

/**
 * A table whose rows the server pages, sorts and filters. Wide ones scroll inside their own frame under a head that
 * stays; with `cards` each row becomes a card where the window is narrow.
 */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  sort,
  onSort,
  loading = false,
  cards = false,
  compactCells = false,
  selected,
  empty,
}: {
  /** Said to those who can't see the table. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row, index: number): Key;
  /** `field`, or `-field` for descending. */
  sort?: string | undefined;
  onSort?: (sort: string | undefined) => void;
  loading?: boolean;
  cards?: boolean;
  compactCells?: boolean;
  selected?: (row: Row) => boolean;
  empty?: ReactNode;
}) {
  const words = useWords(shellMessages);
  if (rows.length === 0 && !loading && empty) return <>{empty}</>;
  const direction = (key: string) => (sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : 'none');
  const nextSort = (key: string) => (sort === key ? `-${key}` : sort === `-${key}` ? undefined : key);
  return (
    // Focusable so that the keyboard can scroll it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className={`data-table-scroll${cards ? ' cards-scroll' : ''}`} tabIndex={0} aria-label={label}>
      <table
        aria-label={label}
        className={`data-table${cards ? ' cards' : ''}${compactCells ? ' wide-cells' : ''}`}
        aria-busy={loading}
        style={loading && rows.length > 0 ? { opacity: 0.6 } : undefined}
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={column.numeric ? 'numeric' : undefined}
                style={column.width ? { width: column.width } : undefined}
                aria-sort={
                  column.sortable && direction(column.key) !== 'none'
                    ? (direction(column.key) as 'ascending')
                    : undefined
                }
              >
                {column.sortable && onSort ? (
                  <button
                    type="button"
                    className="sort-button"
                    onClick={() => onSort(nextSort(column.key))}
                    title={words(direction(column.key) === 'ascending' ? 'sortDescending' : 'sortAscending', {
                      column: column.title,
                    })}
                  >
                    {column.title}
                    <span className="sort-mark" aria-hidden>
                      {direction(column.key) === 'ascending' ? <CaretUpFilled /> : null}
                      {direction(column.key) === 'descending' ? <CaretDownFilled /> : null}
                      {direction(column.key) === 'none' ? '↕' : null}
                    </span>
                  </button>
                ) : (
                  column.title
                )}
                {column.unit ? <span className="muted small"> {column.unit}</span> : null}
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row, index)} className={selected?.(row) ? 'selected' : undefined}>
              {columns.map((column) => {
                const content = column.cell(row, index);
                const classes = [column.numeric ? 'numeric' : '', column.className?.(row) ?? ''].join(' ').trim();
                return (
                  <td
                    key={column.key}
                    className={classes || undefined}
                    data-label={cards ? column.title : undefined}
                    title={compactCells && typeof content === 'string' ? content : undefined}
                  >
                    {content === null || content === undefined || content === '' ? (
                      <span className="muted">{absent}</span>
                    ) : cards ? (
                      <div>{content}</div>
                    ) : (
                      content
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {loading && rows.length === 0 ? (
        <div style={{ padding: '1rem' }}>
          <Loading rows={6} />
        </div>
      ) : null}
    </section>
  );
}
