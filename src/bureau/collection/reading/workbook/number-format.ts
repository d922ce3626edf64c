/** What a number format makes of a number: a date, a time of day, both, or a plain number. */
export type NumberKind = 'number' | 'date' | 'time' | 'datetime';

/** Formats with a fixed number (ECMA-376 part 1, 18.8.30), with those of the Chinese, Japanese and Korean editions. */
const builtIn = new Map<number, NumberKind>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id) => [id, 'time'] as const),
  [22, 'datetime'],
]);

/** Kind of a cell style's format, by its number or its own code. */
export function numberKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return builtIn.get(id) ?? 'number';
  const letters = code
    .split(';')[0]!
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .replace(/General/gi, '')
    .replace(/AM\/PM|A\/P|上午\/下午/gi, 'h')
    .toLowerCase();
  const hasDay = /[yde]/.test(letters) || (/m/.test(letters) && !/[hs]/.test(letters));
  const hasTime = /[hs]/.test(letters);
  if (/[#0?]/.test(letters) && !hasTime && !/[yd]/.test(letters)) return 'number';
  if (hasDay && hasTime) return 'datetime';
  if (hasDay) return 'date';
  return hasTime ? 'time' : 'number';
}

const day = 86_400_000;

/**
 * A serial number as ISO text. Day 60 of the 1900 system never was (29 February 1900); days before it are one off.
 * Null when the number is no date that a spreadsheet knows.
 */
export function serialText(serial: number, kind: NumberKind, from1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_466) return null;
  const seconds = Math.round(serial * 86_400);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const clock = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  if (kind === 'time' && days === 0) return clock;
  const offset = from1904 ? 1462 : 0;
  const shifted = days + offset;
  const epoch = Date.UTC(1899, 11, shifted < 60 ? 31 : 30);
  const date = new Date(epoch + shifted * day).toISOString().slice(0, 10);
  return kind === 'date' && rest === 0 ? date : `${date} ${clock}`;
}

/** A stored number as a person sees it: 15 digits, no exponent, no tail of binary fractions. */
export function plainNumber(text: string): string {
  if (/^-?\d{1,15}$/.test(text)) return text;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return text;
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(Number(value.toPrecision(15))).toString();
  const rounded = String(Number(value.toPrecision(15)));
  if (!/e/i.test(rounded)) return rounded;
  return value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '');
}
