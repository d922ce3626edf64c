import { useText, useWords } from '../../../../web/words.ts';
import type { CalendarRow, DutyPeriod } from '../../duty/schema.ts';
import { calendarMessages } from './messages.ts';
import { Rhythm } from './rhythm.tsx';
import { stateLooks, worst } from './states.ts';

export interface Column {
  from: Date;
  to: Date;
  short: string;
  full: string;
}

/** Collections down, days or hours across; each cell is a button that says in words what it shows. */
export function CalendarGrid({
  rows,
  columns,
  dense,
  onOpen,
}: {
  rows: CalendarRow[];
  columns: Column[];
  /** Whether the columns need the width more than the heads of the rows do. */
  dense: boolean;
  onOpen(row: CalendarRow, period: DutyPeriod): void;
}) {
  const words = useWords(calendarMessages);
  const text = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="calendar-scroll" aria-label={words('calendar')} tabIndex={0}>
      <table className={`calendar-grid${dense ? ' dense' : ''}`}>
        <thead>
          <tr>
            <th scope="col">{words('collection')}</th>
            {columns.map((column) => (
              <th key={column.full} scope="col" className="day">
                <abbr title={column.full} style={{ textDecoration: 'none' }}>
                  {column.short}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <div className="calendar-title">{text(row.title)}</div>
                <div className="calendar-rhythm">
                  <Rhythm row={row} />
                </div>
              </th>
              {columns.map((column) => (
                <td key={column.full}>
                  <Cell row={row} column={column} onOpen={onOpen} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({
  row,
  column,
  onOpen,
}: {
  row: CalendarRow;
  column: Column;
  onOpen(row: CalendarRow, period: DutyPeriod): void;
}) {
  const words = useWords(calendarMessages);
  const text = useText();
  const periods = row.periods.filter(({ dueAt }) => {
    const due = Date.parse(dueAt);
    return due >= column.from.getTime() && due < column.to.getTime();
  });
  const state = worst(periods.map((period) => period.state));
  const shown = periods.findLast((period) => period.state === state);
  if (!shown) {
    return (
      <span className="calendar-none">
        <span aria-hidden>·</span>
        <span className="visually-hidden">{words('nothingDue', { column: column.full })}</span>
      </span>
    );
  }
  const look = stateLooks[state];
  const label = `${column.full} · ${words(look.word)} · ${text(shown.told)}`;
  return (
    <button
      type="button"
      title={label}
      aria-label={`${text(row.title)} · ${label}`}
      onClick={() => onOpen(row, shown)}
      className={`calendar-cell ${look.tone}`}
    >
      {look.mark}
    </button>
  );
}
