// The calendar is computed alike by server and pages, so the pages take it from here too.
export {
  addWorkingDays,
  dayNumber,
  dayOfText,
  dayText,
  isAnnounced,
  isWorkingDay,
  startOfDay,
  workingDayFrom,
  workingDaysBetween,
} from './working-days.ts';
