import { Alert, Segmented, Select } from 'antd';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useApi } from '../../../../web/client/use-api.ts';
import { PageHead } from '../../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../../web/components/states.tsx';
import { useFormat } from '../../../../web/format.ts';
import { useWords } from '../../../../web/words.ts';
import { useOrganisationNames } from '../../../identity/web/use-names.ts';
import { dayNumber, startOfDay } from '../../../law/schema.ts';
import { type Calendar, type DutyState, lateOrMissed } from '../../duty/schema.ts';
import { CalendarGrid, type Column } from './calendar-grid.tsx';
import { CalendarStory } from './calendar-story.tsx';
import { calendarMessages } from './messages.ts';
import { stateLooks } from './states.ts';

const hour = 3_600_000;
const days = 14;
const hours = 24;

/** Every standing collection as a calendar of green, amber and red; the filters and the opened cell stand in the address. */
export default function CalendarPage() {
  const words = useWords(calendarMessages);
  const organisation = useOrganisationNames();
  const [search, setSearch] = useSearchParams();
  const span = search.get('span') === 'hours' ? 'hours' : 'days';
  const columns = useColumns(span);
  const calendar = useApi<Calendar>(
    '/sources/calendar',
    {
      from: columns.at(-1)!.from.toISOString(),
      to: columns[0]!.to.toISOString(),
      organisation: search.get('organisation') ?? undefined,
      state: search.get('state') ?? undefined,
    },
    { keep: true, every: 15_000 },
  );
  const change = (values: Record<string, string | null>) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(values)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      return next;
    });
  const collection = search.get('collection');
  const due = search.get('due');
  const owners = [...new Set([search.get('organisation'), ...(calendar.data?.items.map(({ owner }) => owner) ?? [])])];
  return (
    <>
      <PageHead title={words('calendar')}>{words('lead')}</PageHead>
      <div className="stack">
        <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
          <Segmented
            aria-label={words('span')}
            value={span}
            onChange={(value) => change({ span: value === 'hours' ? 'hours' : null })}
            options={[
              { value: 'days', label: words('byDay') },
              { value: 'hours', label: words('byHour') },
            ]}
          />
          <Select
            aria-label={words('organisation')}
            style={{ minWidth: '11rem' }}
            value={search.get('organisation') ?? ''}
            onChange={(value) => change({ organisation: value })}
            options={[
              { value: '', label: words('everyone') },
              ...owners
                .filter((owner) => owner !== null)
                .map((owner) => ({ value: owner, label: organisation(owner) })),
            ]}
          />
          <Select
            aria-label={words('state')}
            style={{ minWidth: '10rem' }}
            value={search.get('state') ?? ''}
            onChange={(value) => change({ state: value })}
            options={[
              { value: '', label: words('anyState') },
              { value: lateOrMissed.join(','), label: words('lateOrMissed') },
              ...(Object.keys(stateLooks) as DutyState[]).map((state) => ({
                value: state,
                label: `${stateLooks[state].mark} ${words(stateLooks[state].word)}`,
              })),
            ]}
          />
        </div>
        <Async query={calendar}>
          {(found) => (
            <>
              <Legend totals={found.totals} />
              {found.cut ? <Alert type="warning" showIcon title={words('cut')} /> : null}
              {found.items.length === 0 ? (
                search.get('state') || search.get('organisation') ? (
                  <Empty title={words('noneFits')}>{words('noneFitsBody')}</Empty>
                ) : (
                  <Empty title={words('none')}>{words('noneBody')}</Empty>
                )
              ) : (
                <CalendarGrid
                  rows={found.items}
                  columns={columns}
                  dense={span === 'hours'}
                  onOpen={(row, period) => change({ collection: row.id, due: period.dueAt })}
                />
              )}
            </>
          )}
        </Async>
      </div>
      <CalendarStory
        opened={collection && due ? { collection, due } : null}
        onClose={() => change({ collection: null, due: null })}
      />
    </>
  );
}

/** What each mark of the grid means, with how often it stands there. */
function Legend({ totals }: { totals: Calendar['totals'] }) {
  const words = useWords(calendarMessages);
  const format = useFormat();
  return (
    <ul aria-label={words('legend')} className="legend">
      {(Object.keys(stateLooks) as DutyState[]).map((state) => (
        <li key={state}>
          <span className={`legend-mark ${stateLooks[state].tone}`} aria-hidden>
            {stateLooks[state].mark}
          </span>
          {words(stateLooks[state].word)} <span className="muted">{format.number(totals[state] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The last days or hours, newest first, so that today is seen on a narrow screen. */
function useColumns(span: 'days' | 'hours'): Column[] {
  const format = useFormat();
  const thisHour = Math.floor(Date.now() / hour);
  return useMemo(() => {
    const columns: Column[] = [];
    if (span === 'hours') {
      for (let index = thisHour; index > thisHour - hours; index -= 1) {
        const from = new Date(index * hour);
        const full = format.instant(from);
        columns.push({ from, to: new Date((index + 1) * hour), short: full.slice(11), full });
      }
    } else {
      const today = dayNumber(new Date(thisHour * hour));
      for (let day = today; day > today - days; day -= 1) {
        const from = startOfDay(day);
        const full = format.day(from);
        columns.push({ from, to: startOfDay(day + 1), short: full.slice(5), full });
      }
    }
    return columns;
  }, [span, thisHour, format]);
}
