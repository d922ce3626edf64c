import { randomBytes } from 'node:crypto';

/** Makes an id that sorts by time: `prefix_` + 9 base-36 digits of milliseconds + 10 random ones. */
export function newId(prefix: string, now: Date = new Date()): string {
  const time = now.getTime().toString(36).padStart(9, '0');
  const random = BigInt(`0x${randomBytes(7).toString('hex')}`)
    .toString(36)
    .padStart(11, '0')
    .slice(0, 10);
  return `${prefix}_${time}${random}`;
}

/** A dataset or standard id: dotted lower-case words, 2 to 5 of them, as in `demo.residents`. */
export const datasetIdPattern = '^[a-z][a-z0-9-]{0,39}(\\.[a-z][a-z0-9-]{0,39}){1,4}$';
