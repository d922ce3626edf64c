import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';
import { catalogueErrors } from './errors.ts';

/** Where a page ended: the row's position in the files of an entry of the log, which later pages stay at. */
export interface RecordCursor {
  logVersion: number;
  position: number;
}

/** What a cursor belongs to; under another question it is refused. */
export interface Question {
  dataset: string;
  filter: string;
  sort: string;
}

const pattern = /^([0-9a-z]{1,11})\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{16})$/;

export function writeCursor(cursor: RecordCursor, question: Question): string {
  return `${cursor.logVersion.toString(36)}.${cursor.position.toString(36)}.${mark(cursor.logVersion, question)}`;
}

/** Throws `catalogue.cursor-invalid` when it is damaged or belongs to another question. */
export function readCursor(text: string, question: Question): RecordCursor {
  const parts = pattern.exec(text);
  const cursor = { logVersion: Number.parseInt(parts?.[1] ?? '', 36), position: Number.parseInt(parts?.[2] ?? '', 36) };
  if (!parts || parts[3] !== mark(cursor.logVersion, question)) {
    throw new AppError(catalogueErrors.cursorInvalid);
  }
  return cursor;
}

function mark(logVersion: number, { dataset, filter, sort }: Question): string {
  return createHash('sha256')
    .update(JSON.stringify([dataset, logVersion, filter, sort]))
    .digest('base64url')
    .slice(0, 16);
}
