import { AppError, kernelErrors } from '../../kernel/index.ts';

/** Where a page of a list that is newest first ended. */
export interface Cursor {
  at: Date;
  id: string;
}

export function writeCursor(cursor: Cursor): string {
  return Buffer.from(`${cursor.at.toISOString()} ${cursor.id}`).toString('base64url');
}

export function readCursor(text: string): Cursor {
  const [at = '', id = ''] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  const instant = new Date(at);
  if (Number.isNaN(instant.getTime()) || id === '')
    throw new AppError(kernelErrors.invalidInput, { problem: 'cursor' });
  return { at: instant, id };
}
