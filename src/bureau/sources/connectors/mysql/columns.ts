import mysql, { type FieldPacket } from 'mysql2';
import type { Column, ColumnKind } from '../databases/session.ts';

const asIs = (expression: string) => expression;

/** What the types hold, by the numbers of the protocol; texts and binaries share theirs and differ in the character set. */
const forms = new Map<number, { type: string; kind: ColumnKind; text?: (expression: string) => string }>([
  [mysql.Types.TINY, { type: 'tinyint', kind: 'integer' }],
  [mysql.Types.SHORT, { type: 'smallint', kind: 'integer' }],
  [mysql.Types.INT24, { type: 'mediumint', kind: 'integer' }],
  [mysql.Types.LONG, { type: 'int', kind: 'integer' }],
  [mysql.Types.LONGLONG, { type: 'bigint', kind: 'integer' }],
  [mysql.Types.YEAR, { type: 'year', kind: 'integer' }],
  [mysql.Types.BIT, { type: 'bit', kind: 'integer', text: (expression) => `${expression} + 0` }],
  [mysql.Types.DECIMAL, { type: 'decimal', kind: 'number' }],
  [mysql.Types.NEWDECIMAL, { type: 'decimal', kind: 'number' }],
  [mysql.Types.FLOAT, { type: 'float', kind: 'number' }],
  [mysql.Types.DOUBLE, { type: 'double', kind: 'number' }],
  // An instant, which the server gives in the zone of the session: UTC.
  [mysql.Types.TIMESTAMP, { type: 'timestamp', kind: 'moment', text: (expression) => `CONCAT(${expression}, 'Z')` }],
  [mysql.Types.DATETIME, { type: 'datetime', kind: 'local' }],
  [mysql.Types.DATE, { type: 'date', kind: 'date' }],
  [mysql.Types.NEWDATE, { type: 'date', kind: 'date' }],
  [mysql.Types.TIME, { type: 'time', kind: 'time' }],
  [mysql.Types.JSON, { type: 'json', kind: 'json' }],
  [mysql.Types.ENUM, { type: 'enum', kind: 'text' }],
  [mysql.Types.SET, { type: 'set', kind: 'text' }],
  [mysql.Types.GEOMETRY, { type: 'geometry', kind: 'other', text: (expression) => `ST_AsText(${expression})` }],
]);

const binaryCharacterSet = 63;

/** A column as the server describes it. */
export function describeColumn(field: FieldPacket): Column {
  const { name, columnType = -1, characterSet } = field;
  const form = forms.get(columnType);
  if (form) return { name, text: asIs, ...form };
  const [type, kind]: [string, ColumnKind] =
    characterSet === binaryCharacterSet ? ['blob', 'binary'] : ['text', 'text'];
  return { name, type, kind, text: asIs };
}
