import { randomBytes } from 'node:crypto';
import { AppError, kernelErrors } from './error.ts';
import { idPattern } from './shape.ts';

/** Makes an id that sorts by time: `prefix_` + 9 base-36 digits of milliseconds + 10 random ones. */
export function newId(prefix: string, now: Date = new Date()): string {
  const time = now.getTime().toString(36).padStart(9, '0');
  const random = BigInt(`0x${randomBytes(7).toString('hex')}`)
    .toString(36)
    .padStart(11, '0')
    .slice(0, 10);
  return `${prefix}_${time}${random}`;
}

const idExpression = new RegExp(idPattern);

/** Throws `kernel.invalid-id`, with an id that would do, unless this can be the id of a dataset, a standard or a code list. */
export function requireId(id: string): void {
  if (!idExpression.test(id)) throw new AppError(kernelErrors.invalidId, { id: id.slice(0, 100), example: mendId(id) });
}

/** The nearest sound id: `Bad_ID` is `demo.bad-id`. */
function mendId(id: string): string {
  const parts = id
    .normalize('NFKC')
    .toLowerCase()
    .split('.')
    .map((part) =>
      part
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^[^a-z]+|-+$/g, '')
        .slice(0, 40),
    )
    .filter((part) => part !== '')
    .slice(0, 5);
  return parts.length === 0 ? 'demo.residents' : parts.length === 1 ? `demo.${parts[0]}` : parts.join('.');
}
