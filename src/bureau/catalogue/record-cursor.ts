import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/index.ts';
import { catalogueErrors } from './errors.ts';

/** Where a page ended: the row's position in its version, which later pages stay at. */
export interface RecordCursor {
  version: number;
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
  return `${cursor.version.toString(36)}.${cursor.position.toString(36)}.${mark(cursor.version, question)}`;
}

/** Throws `catalogue.cursor-invalid` when it is damaged or belongs to another question or version. */
export function readCursor(text: string, question: Question, version: number | undefined): RecordCursor {
  const parts = pattern.exec(text);
  const cursor = { version: Number.parseInt(parts?.[1] ?? '', 36), position: Number.parseInt(parts?.[2] ?? '', 36) };
  if (!parts || parts[3] !== mark(cursor.version, question) || (version ?? cursor.version) !== cursor.version) {
    throw new AppError(catalogueErrors.cursorInvalid);
  }
  return cursor;
}

function mark(version: number, { dataset, filter, sort }: Question): string {
  return createHash('sha256')
    .update(JSON.stringify([dataset, version, filter, sort]))
    .digest('base64url')
    .slice(0, 16);
}
