import type pg from 'pg';
import type { Column, ColumnKind } from '../databases/session.ts';

const asIs = (expression: string) => expression;
const asText = (expression: string) => `(${expression})::text`;

/** Types that matter: what they hold, and how they are written; all others go as the text that PostgreSQL gives them. */
const forms: Record<string, { kind: ColumnKind; text: (expression: string) => string }> = {
  int2: { kind: 'integer', text: asIs },
  int4: { kind: 'integer', text: asIs },
  int8: { kind: 'integer', text: asIs },
  oid: { kind: 'integer', text: asIs },
  numeric: { kind: 'number', text: asIs },
  float4: { kind: 'number', text: asIs },
  float8: { kind: 'number', text: asIs },
  money: { kind: 'number', text: (expression) => `(${expression})::numeric` },
  // COPY would write t and f.
  bool: { kind: 'boolean', text: asText },
  text: { kind: 'text', text: asIs },
  varchar: { kind: 'text', text: asIs },
  // The cast takes the padding off.
  bpchar: { kind: 'text', text: asText },
  name: { kind: 'text', text: asIs },
  uuid: { kind: 'text', text: asIs },
  timestamptz: { kind: 'moment', text: (expression) => `((${expression}) AT TIME ZONE 'UTC')::text || 'Z'` },
  timestamp: { kind: 'local', text: asIs },
  date: { kind: 'date', text: asIs },
  time: { kind: 'time', text: asIs },
  json: { kind: 'json', text: asIs },
  jsonb: { kind: 'json', text: asIs },
  bytea: { kind: 'binary', text: asText },
};

/** The columns of a relation with the types that lie under its domains. */
export async function describeColumns(
  query: (sql: string) => Promise<pg.QueryArrayResult<(string | null)[]>>,
  relation: string,
): Promise<Column[]> {
  const { fields } = await query(`SELECT * FROM ${relation} LIMIT 0`);
  const ids = [...new Set(fields.map(({ dataTypeID }) => dataTypeID))];
  const { rows } = await query(
    `WITH RECURSIVE types AS (SELECT oid AS asked, oid, typbasetype, typname, typtype, typcategory FROM pg_type WHERE oid IN (${ids.join(', ') || 0}) ` +
      `UNION ALL SELECT t.asked, b.oid, b.typbasetype, b.typname, b.typtype, b.typcategory FROM types t JOIN pg_type b ON b.oid = t.typbasetype) ` +
      `SELECT asked, typname, typtype, typcategory, format_type(asked, NULL) FROM types WHERE typbasetype = 0`,
  );
  const types = new Map(rows.map(([asked, ...type]) => [Number(asked), type]));
  return fields.map(({ name, dataTypeID }): Column => {
    const [base, kind, category, type] = types.get(dataTypeID)!;
    if (category === 'A')
      return { name, type: type!, kind: 'json', text: (expression) => `array_to_json(${expression})` };
    const form = forms[base!] ?? { kind: kind === 'e' ? 'text' : 'other', text: asText };
    return { name, type: type!, ...form } as Column;
  });
}
