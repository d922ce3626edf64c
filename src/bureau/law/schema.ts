// The calendar and the counting are computed alike by server and pages, so the pages take them from here too.

export { articleWords, citationOf } from './citation.ts';
export {
  type CaseTerms,
  type Counted,
  countDue,
  dueOf,
  endOfDay,
  extensionOf,
  isPeriod,
  type Pause,
  type StripDay,
  stripOf,
  type Terms,
  type TimeLeft,
  timeLeft,
} from './counting.ts';
export {
  dayNumber,
  dayOfText,
  dayText,
  isAnnounced,
  isDay,
  isWorkingDay,
  startOfDay,
  workingDayFrom,
  workingDaysBetween,
} from './working-days.ts';
