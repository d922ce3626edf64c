import { AppError } from '../../kernel/index.ts';
import { type CaseTerms, isPeriod, type Pause } from './counting.ts';
import { lawErrors } from './errors.ts';
import type { Length, Rule } from './rules-schema.ts';
import { dayOfText, dayText, isDay, startOfDay } from './working-days.ts';

/** Days before the People's Republic, and those that no calendar plans for, are mistakes. */
const [firstYear, lastYear] = [1949, 2199];
const mostPauses = 100;

/** Reads `2026-09-28`; a day that no calendar has (2026-02-30) is refused. */
export function readDay(value: string): number {
  const year = Number(value.slice(0, 4));
  if (isDay(value) && year >= firstYear && year <= lastYear) return dayOfText(value);
  throw new AppError(lawErrors.invalidDay, { value: value.slice(0, 60) });
}

/** Reads a day, or a moment: `2026-09-28T09:30` in Beijing time, or with its zone. */
export function readStart(value: string): { at: Date; exact: boolean } {
  const found =
    /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(
      value,
    );
  const day = readDay(found?.[1] ?? value);
  if (!found?.[2]) return { at: startOfDay(day), exact: false };
  const at = new Date(found[4] ? value.replace(' ', 'T') : `${value.replace(' ', 'T')}+08:00`);
  if (Number.isNaN(at.getTime())) throw new AppError(lawErrors.invalidDay, { value: value.slice(0, 60) });
  return { at, exact: true };
}

/** Reads pauses: `2026-10-09..2026-10-12`, several with commas between, the last one open at its end if it still lasts. */
export function readPauses(text: string): Pause[] {
  const given = text.split(',').filter((part) => part.trim() !== '');
  if (given.length > mostPauses)
    throw new AppError(lawErrors.invalidPause, { value: `${given.length} > ${mostPauses}` });
  return given.map((part) => {
    const value = part.trim();
    const [from, to, ...more] = value.split('..');
    if (from === undefined || to === undefined || more.length > 0) {
      throw new AppError(lawErrors.invalidPause, { value: value.slice(0, 60) });
    }
    const pause = { from: readDay(from), to: to === '' ? null : readDay(to) };
    if (pause.to !== null && pause.to < pause.from) throw new AppError(lawErrors.invalidPause, { value });
    return pause;
  });
}

/** Refuses what the rule does not provide for, and gives the rule as a period. */
export function requireCountable(
  rule: Rule,
  start: { at: Date; exact: boolean },
  { pauses = [], extended = 0 }: CaseTerms,
): Rule & { length: Length } {
  if (!isPeriod(rule)) throw new AppError(lawErrors.noPeriod, { rule: rule.id });
  const hours = rule.length.unit === 'hours';
  if (hours && !start.exact) throw new AppError(lawErrors.momentNeeded, { rule: rule.id });
  if (pauses.length > 0 && (hours || rule.direction === 'before')) {
    throw new AppError(lawErrors.invalidPause, { value: `${dayText(pauses[0]!.from)}..` });
  }
  const most = rule.extension ? rule.extension.count * rule.extension.times : 0;
  const asked = extended === true ? (rule.extension?.count ?? 1) : Number(extended);
  if (!Number.isInteger(asked) || asked < 0 || asked > most) {
    throw new AppError(lawErrors.invalidExtension, { rule: rule.id, value: asked, most });
  }
  return rule;
}

/** Reads what was granted: nothing, `true` for one extension in full, or the number of its units. */
export function readExtended(value: string | boolean | undefined): number | boolean {
  if (value === undefined || value === false || value === 'false' || value === '') return 0;
  if (value === true || value === 'true') return true;
  if (/^\d{1,5}$/.test(value)) return Number(value);
  throw new AppError(lawErrors.invalidExtension, { rule: '—', value: value.slice(0, 20), most: '10' });
}
