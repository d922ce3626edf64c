import { Form, Input, InputNumber, Select } from 'antd';
import { useApi } from '../../../web/client/use-api.ts';
import { Async } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useSettings } from '../../../web/settings.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Due, Rule } from '../rules-schema.ts';
import { dayNumber, dayOfText, dayText, stripOf } from '../schema.ts';
import { DayStrip } from './day-strip.tsx';
import { lawMessages } from './messages.ts';
import { useLength } from './use-length.ts';
import { VerifiedTag } from './verified-tag.tsx';

/** What is asked, as it stands in the address. */
export interface Question {
  rule: string;
  from: string;
  extended: string;
  pauseFrom: string;
  pauseTo: string;
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}/.test(text);

/** Counts when something is due, and shows each day of it. */
export function Calculator({
  rules,
  question,
  onChange,
}: {
  rules: Rule[];
  question: Question;
  onChange(change: Partial<Question>): void;
}) {
  const words = useWords(lawMessages);
  const text = useText();
  const { length } = useLength();
  const rule = rules.find(({ id }) => id === question.rule);
  const hours = rule?.length?.unit === 'hours';
  const backward = rule?.direction === 'before';
  const most = rule?.extension ? rule.extension.count * rule.extension.times : 0;
  const today = dayText(dayNumber(new Date()));
  const from = isDay(question.from) ? question.from : today;
  const start = hours ? (from.includes('T') ? from : `${from}T09:00`) : from.slice(0, 10);
  const paused = !hours && !backward && isDay(question.pauseFrom);
  const due = useApi<Due>(
    rule ? '/law/due' : null,
    {
      rule: question.rule,
      from: start,
      extended: most > 0 ? question.extended : undefined,
      pause: paused ? `${question.pauseFrom}..${question.pauseTo}` : undefined,
    },
    { keep: true },
  );
  const instruments = [...new Set(rules.map(({ instrument }) => text(instrument.title)))];
  return (
    <section className="panel stack">
      <h2>{words('calculator')}</h2>
      <Form layout="vertical" component="div" className="law-form">
        <Form.Item label={words('rule')} htmlFor="law-rule" className="law-form-wide">
          <Select
            id="law-rule"
            value={rule ? question.rule : undefined}
            placeholder={words('chooseRule')}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(value: string) => onChange({ rule: value, extended: '' })}
            options={instruments.map((instrument) => ({
              label: instrument,
              options: rules
                .filter((found) => text(found.instrument.title) === instrument)
                .map((found) => ({ value: found.id, label: text(found.title) })),
            }))}
          />
        </Form.Item>
        <Form.Item label={words(hours ? 'fromMoment' : backward ? 'endOn' : 'from')} htmlFor="law-from">
          <Input
            id="law-from"
            type={hours ? 'datetime-local' : 'date'}
            value={start}
            onChange={({ target }) => onChange({ from: target.value })}
          />
        </Form.Item>
        {most > 0 && rule?.extension ? (
          <Form.Item
            label={words('extended')}
            htmlFor="law-extended"
            extra={words('extendedUnit', { most: length({ count: most, unit: rule.extension.unit }) })}
          >
            <InputNumber
              id="law-extended"
              min={0}
              max={most}
              precision={0}
              value={Number(question.extended) || 0}
              onChange={(value) => onChange({ extended: value ? String(value) : '' })}
            />
          </Form.Item>
        ) : null}
        {hours || backward ? null : (
          <>
            <Form.Item label={words('pauseFrom')} htmlFor="law-pause-from">
              <Input
                id="law-pause-from"
                type="date"
                value={question.pauseFrom}
                onChange={({ target }) => onChange({ pauseFrom: target.value })}
              />
            </Form.Item>
            <Form.Item label={words('pauseTo')} htmlFor="law-pause-to">
              <Input
                id="law-pause-to"
                type="date"
                value={question.pauseTo}
                disabled={!paused}
                onChange={({ target }) => onChange({ pauseTo: target.value })}
              />
            </Form.Item>
          </>
        )}
      </Form>
      {rule ? (
        <Async query={due}>
          {(answer) => <Answer due={answer} pause={paused ? [question.pauseFrom, question.pauseTo] : null} />}
        </Async>
      ) : null}
    </section>
  );
}

function Answer({ due, pause }: { due: Due; pause: [string, string] | null }) {
  const words = useWords(lawMessages);
  const text = useText();
  const format = useFormat();
  const { language } = useSettings();
  const { length } = useLength();
  const date = (day: string) => {
    const weekday = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
      timeZone: 'UTC',
      weekday: 'short',
    });
    return `${day} ${weekday.format(new Date(`${day}T00:00:00Z`))}`;
  };
  const pauses = pause ? [{ from: dayOfText(pause[0]), to: isDay(pause[1]) ? dayOfText(pause[1]) : null }] : [];
  const strip = stripOf(due, dayOfText(due.from.slice(0, 10)), { pauses, extended: due.extended });
  const total = { count: due.length.count + due.extended, unit: due.length.unit };
  return (
    <div className="stack" aria-live="polite">
      <div className="law-answer">
        <p>
          <span className="muted">{words('due')}</span>
          <strong>{due.due === null ? '—' : due.kind === 'hours' ? format.instant(due.dueAt) : date(due.due)}</strong>
        </p>
        <ul>
          <li>
            {words('counted', { length: length(total) })}
            {due.extended > 0 ? ` · ${words('extendedBy', { count: due.extended })}` : ''}
          </li>
          {due.due === null ? <li>{words('standing', { count: due.left ?? 0 })}</li> : null}
          {due.due !== null && due.pausedDays > 0 ? <li>{words('paused', { count: due.pausedDays })}</li> : null}
          {due.movedFrom ? <li>{words('moved', { day: date(due.movedFrom) })}</li> : null}
          {due.announced ? null : <li>{words('unannounced', { years: due.unannouncedYears })}</li>}
        </ul>
      </div>
      <p>
        {words('basis')}
        {language === 'zh' ? '：' : ': '}
        {text(due.citation)} <VerifiedTag verified={due.verified} />
        <br />
        <span className="small muted">{text(due.note)}</span>
      </p>
      {strip ? <DayStrip days={strip} /> : null}
    </div>
  );
}
