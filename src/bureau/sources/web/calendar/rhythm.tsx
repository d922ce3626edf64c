import { useFormat } from '../../../../web/format.ts';
import { useText, useWords } from '../../../../web/words.ts';
import { useOrganisationNames } from '../../../identity/web/use-names.ts';
import type { DutyCollection } from '../../duty/schema.ts';
import { calendarMessages } from './messages.ts';

/** Who delivers a collection, how often, and when next; where it is narrow, the calendar's rows tell the last alone. */
export function Rhythm({ row }: { row: Pick<DutyCollection, 'owner' | 'when' | 'paused' | 'nextDue'> }) {
  const words = useWords(calendarMessages);
  const text = useText();
  const format = useFormat();
  const organisation = useOrganisationNames();
  const next = row.paused ? words('paused') : row.nextDue && words('nextDue', { at: format.instant(row.nextDue) });
  return (
    <>
      <span className="calendar-more">
        {organisation(row.owner)} · {text(row.when)}
        {next ? ' · ' : null}
      </span>
      <span className="nowrap">{next}</span>
    </>
  );
}
