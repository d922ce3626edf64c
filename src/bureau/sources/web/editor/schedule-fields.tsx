import { useQuery } from '@tanstack/react-query';
import { Alert, Checkbox, Input, InputNumber, Radio, Select } from 'antd';
import { call } from '../../../../web/client/call.ts';
import { useFormat } from '../../../../web/format.ts';
import { useText, useWords } from '../../../../web/words.ts';
import { useSettled } from '../../../catalogue/web/dataset-search-box.tsx';
import type { SchedulePreview } from '../../duty/schema.ts';
import type { Schedule } from '../../schedule/schema.ts';
import { editorMessages } from './messages.ts';
import { type Faults, Field } from './setting-field.tsx';

type Way = 'standard' | 'cadence' | 'cron' | 'hand';
const cadences = ['hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;

const wayOf = (schedule: Schedule | undefined): Way => {
  if (schedule?.cron !== undefined) return 'cron';
  if (schedule?.cadence === 'by-hand') return 'hand';
  return schedule?.cadence === undefined || schedule.cadence === 'standard' ? 'standard' : 'cadence';
};

/** When a source is collected, with what that means said in words and instants. */
export function ScheduleFields({
  schedule,
  dataset,
  faults,
  onChange,
}: {
  schedule: Schedule | undefined;
  dataset: string;
  faults: Faults;
  onChange(schedule: Schedule | undefined): void;
}) {
  const words = useWords(editorMessages);
  const way = wayOf(schedule);
  const { cron: _cron, cadence: _cadence, ...rest } = schedule ?? {};
  const choose = (next: Way) =>
    onChange(
      {
        standard: { ...rest, cadence: 'standard' as const },
        cadence: { ...rest, cadence: 'daily' as const },
        cron: { ...rest, cron: '30 3 * * *' },
        hand: { cadence: 'by-hand' as const },
      }[next],
    );
  const change = (values: Partial<Record<keyof Schedule, unknown>>) => {
    const next = Object.entries({ ...schedule, ...values }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(next) as Schedule);
  };
  return (
    <section className="stack">
      <h2>{words('when')}</h2>
      <Radio.Group
        aria-label={words('when')}
        value={way}
        onChange={(event) => choose(event.target.value as Way)}
        options={[
          { value: 'standard', label: words('byStandard') },
          { value: 'cadence', label: words('byCadence') },
          { value: 'cron', label: words('byCron') },
          { value: 'hand', label: words('byHand') },
        ]}
        className="source-ways"
      />
      {way === 'cadence' ? (
        <Field id="schedule.cadence" label={words('cadence')} required fault={faults['schedule.cadence']}>
          <Select
            id="schedule.cadence"
            aria-label={words('cadence')}
            value={schedule!.cadence as string}
            onChange={(cadence: string) => change({ cadence })}
            options={cadences.map((cadence) => ({ value: cadence, label: words(cadence) }))}
          />
        </Field>
      ) : null}
      {way === 'cron' ? (
        <Field
          id="schedule.cron"
          label={words('cron')}
          required
          help={words('cronHelp')}
          fault={faults['schedule.cron']}
        >
          <Input
            id="schedule.cron"
            className="mono"
            value={schedule!.cron as string}
            onChange={(event) => change({ cron: event.target.value })}
          />
        </Field>
      ) : null}
      {way === 'hand' ? null : (
        <>
          <Checkbox
            checked={schedule?.calendar === 'working-days'}
            onChange={(event) =>
              change(event.target.checked ? { calendar: 'working-days' } : { calendar: undefined, restDays: undefined })
            }
          >
            {words('workingDays')}
          </Checkbox>
          {schedule?.calendar === 'working-days' ? (
            <Radio.Group
              aria-label={words('restDays')}
              value={schedule.restDays ?? 'skip'}
              onChange={(event) => change({ restDays: event.target.value })}
              options={[
                { value: 'skip', label: words('skip') },
                { value: 'move', label: words('move') },
              ]}
            />
          ) : null}
          <details>
            <summary>{words('more')}</summary>
            <div className="stack source-rare">
              <Field id="schedule.grace" label={words('grace')} help={words('graceHelp')}>
                <InputNumber
                  id="schedule.grace"
                  min={1}
                  max={527_040}
                  value={schedule?.graceMinutes ?? null}
                  onChange={(minutes) => change({ graceMinutes: minutes ?? undefined })}
                />
              </Field>
              <Field id="schedule.catchUp" label={words('catchUp')}>
                <Select
                  id="schedule.catchUp"
                  aria-label={words('catchUp')}
                  value={schedule?.catchUp ?? 'latest'}
                  onChange={(catchUp: string) => change({ catchUp })}
                  options={[
                    { value: 'latest', label: words('latest') },
                    { value: 'each', label: words('each') },
                  ]}
                />
              </Field>
            </div>
          </details>
          {way === 'standard' && dataset === '' ? (
            <p className="source-next muted">{words('afterDataset')}</p>
          ) : (
            <Preview schedule={schedule ?? {}} dataset={dataset} />
          )}
        </>
      )}
    </section>
  );
}

function Preview({ schedule, dataset }: { schedule: Schedule; dataset: string }) {
  const words = useWords(editorMessages);
  const text = useText();
  const format = useFormat();
  const settled = useSettled(JSON.stringify({ schedule, ...(dataset ? { dataset } : {}) }), 250);
  const preview = useQuery({
    queryKey: ['schedule-preview', settled],
    queryFn: () => call<SchedulePreview>('POST', '/schedule-previews', { body: JSON.parse(settled) }),
    retry: false,
    placeholderData: (before) => before,
  });
  if (preview.error) return <Alert type="error" showIcon title={preview.error.message} />;
  if (!preview.data) return null;
  const { when, next, problem } = preview.data;
  if (problem) return <Alert type="error" showIcon title={text(problem)} />;
  return (
    <div className="source-next" aria-live="polite">
      <div>{text(when)}</div>
      {next.length === 0 ? (
        <div className="muted">{words('noneComing')}</div>
      ) : (
        <>
          <div className="muted small">{words('nextFive')}</div>
          <ol aria-label={words('nextFive')}>
            {next.map((instant) => (
              <li key={instant}>{format.weekdayInstant(instant)}</li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
