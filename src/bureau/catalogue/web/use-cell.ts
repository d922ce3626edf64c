import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useWords } from '../../../web/words.ts';

/** Field types whose values are numbers. */
export const numericTypes = new Set(['integer', 'decimal', 'number', 'longitude', 'latitude']);

/** Formats a value by the type of its field. */
export function useCell(): (value: unknown, type: string) => string | null {
  const format = useFormat();
  const words = useWords(shellMessages);
  return (value, type) => {
    if (value === null || value === undefined || value === '') return null;
    if (type === 'boolean') return words(value === true || value === 'true' ? 'yes' : 'no');
    // A column's profile has instants as the engine writes them: `2026-11-24 01:00:00+00`.
    if (type === 'datetime') return format.instant(String(value).replace(/^(\S+) (\S+?)(\+00)?$/, '$1T$2Z'));
    if (type === 'longitude' || type === 'latitude') return String(value);
    if (numericTypes.has(type) && Number.isFinite(Number(value))) {
      const point = String(value).split('.')[1]?.length ?? 0;
      return format.number(Number(value), Math.min(point, 6));
    }
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
}
