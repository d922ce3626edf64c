import { useFormat } from '../../../web/format.ts';
import { useSettings } from '../../../web/settings.tsx';
import { useWords } from '../../../web/words.ts';
import type { StripDay } from '../schema.ts';
import { lawMessages } from './messages.ts';

/** The days of a period, each with what became of it. */
export function DayStrip({ days }: { days: StripDay[] }) {
  const words = useWords(lawMessages);
  const { language } = useSettings();
  const format = useFormat();
  const weekday = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'UTC', weekday: 'short' });
  const what = (day: StripDay) => {
    if (day.mark === 'event') return words('stripEvent');
    if (day.mark === 'paused') return words('stripPaused');
    if (day.mark === 'rest') return words('stripRest');
    const number = day.number === null ? '' : words('stripCounted', { number: day.number });
    return day.mark === 'due' ? [words('stripDue'), number].filter(Boolean).join(' · ') : number;
  };
  return (
    <>
      <ol className="law-strip" aria-label={words('strip')}>
        {days.map((day) => {
          const date = new Date(`${day.day}T00:00:00Z`);
          const exchange = day.exchanged ? words(day.working ? 'stripWorked' : 'stripHoliday') : '';
          const label = [day.day, weekday.format(date), exchange, what(day)].filter(Boolean).join(' · ');
          return (
            <li key={day.day} className={`law-day ${day.mark}`} title={label}>
              <span aria-hidden className="law-day-week">
                {weekday.format(date)}
                {day.exchanged ? <b>{words(day.working ? 'workedMark' : 'holidayMark')}</b> : null}
              </span>
              <span aria-hidden className="law-day-date">{`${date.getUTCMonth() + 1}/${date.getUTCDate()}`}</span>
              <span aria-hidden className="law-day-number">
                {day.number === null ? '' : format.number(day.number)}
              </span>
              <span className="visually-hidden">{label}</span>
            </li>
          );
        })}
      </ol>
      <ul className="law-legend small muted">
        {(['event', 'counted', 'rest', 'paused', 'due'] as const)
          .filter((mark) => days.some((day) => day.mark === mark))
          .map((mark) => (
            <li key={mark}>
              <span aria-hidden className={`law-swatch ${mark}`} />
              {words(legend[mark])}
            </li>
          ))}
        {days.some(({ exchanged, working }) => exchanged && working) ? <li>{words('legendWorked')}</li> : null}
        {days.some(({ exchanged, working }) => exchanged && !working) ? <li>{words('legendHoliday')}</li> : null}
      </ul>
    </>
  );
}

const legend = {
  event: 'legendEvent',
  counted: 'legendCounted',
  rest: 'legendRest',
  paused: 'legendPaused',
  due: 'legendDue',
} as const;
