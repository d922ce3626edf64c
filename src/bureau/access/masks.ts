import { quoteLiteral, quoteName } from '../../lake/index.ts';

/** How a masked field is shown; each keeps the engine type of its field and leaves null null. */
export type MaskName =
  | 'phone'
  | 'citizen-id'
  | 'credit-code'
  | 'plate'
  | 'region'
  | 'name'
  | 'address'
  | 'email'
  | 'pseudonym'
  | 'text'
  | 'year'
  | 'month'
  | 'coordinate';

export interface Mask {
  name: MaskName;
  /** DuckDB expression of the masked value from the quoted column. */
  expression(column: string): string;
}

/** What a mask shows must leave at least so much to guess. */
const leastHidden = 4;

/** Keeps so many characters at both ends and stars between; a text too short to hide enough is all stars. */
const ends = (first: number, last: number, stars: number) => (column: string) =>
  `CASE WHEN length(${column}) >= ${first + last + leastHidden} THEN concat(left(${column}, ${first}), repeat('*', ` +
  `${stars === 0 ? `length(${column}) - ${first + last}` : stars})${last === 0 ? '' : `, right(${column}, ${last})`}) ` +
  `WHEN ${column} IS NULL THEN NULL ELSE repeat('*', length(${column})) END`;

const masks: Record<Exclude<MaskName, 'pseudonym'>, (column: string) => string> = {
  phone: ends(3, 4, 4),
  'citizen-id': ends(3, 4, 0),
  'credit-code': ends(2, 4, 0),
  plate: ends(2, 1, 4),
  // The city's code stays, the district goes.
  region: (column) => `CASE WHEN ${column} IS NULL THEN NULL ELSE concat(left(${column}, 4), '00') END`,
  // A name of any length looks the same.
  name: (column) => `CASE WHEN ${column} IS NULL THEN NULL ELSE concat(left(trim(${column}), 1), '**') END`,
  address: ends(6, 0, 4),
  email: (column) =>
    `CASE WHEN ${column} IS NULL THEN NULL WHEN strpos(${column}, '@') > 1 ` +
    `THEN concat(left(${column}, 1), '***@', split_part(${column}, '@', 2)) ELSE '***' END`,
  text: (column) => `CASE WHEN ${column} IS NULL THEN NULL ELSE concat(left(${column}, 1), '***') END`,
  year: (column) => `CAST(date_trunc('year', ${column}) AS DATE)`,
  month: (column) => `CAST(date_trunc('month', ${column}) AS TIMESTAMP)`,
  // Two decimals: about one kilometre.
  coordinate: (column) => `round(${column}, 2)`,
};

const typeMasks: Record<string, MaskName | null> = {
  phone: 'phone',
  'citizen-id': 'citizen-id',
  'credit-code': 'credit-code',
  plate: 'plate',
  region: 'region',
  date: 'year',
  datetime: 'month',
  longitude: 'coordinate',
  latitude: 'coordinate',
};

const nameMasks: [RegExp, MaskName][] = [
  [/e_?mail|邮箱/i, 'email'],
  [/phone|mobile|电话|手机/i, 'phone'],
  [/addr|住址|地址/i, 'address'],
  [/name|姓名|联系人/i, 'name'],
  [/(^|_)(id|no|code|card|number|key)$|[a-z](Id|No|Code|Card)$|编号|卡号|证号/, 'pseudonym'],
];

/**
 * The mask of a personal field by its type, and for plain text by its name. Null when no mask keeps both the type and
 * the person hidden (an amount, a yes or no, a time): such a field is withheld. Pseudonyms are the first 16 hex digits
 * of SHA-256 over a key and the value: equal values stay equal within one dataset, and differ between datasets.
 */
export function maskFor(field: { name: string; type: string }, pseudonymKey: string): Mask | null {
  const name = field.type === 'string' ? textMask(field.name) : (typeMasks[field.type] ?? null);
  if (name === null) return null;
  if (name === 'pseudonym') {
    const key = quoteLiteral(pseudonymKey);
    return {
      name,
      expression: (column) =>
        `CASE WHEN ${column} IS NULL THEN NULL ELSE left(sha256(concat(${key}, ${column})), 16) END`,
    };
  }
  return { name, expression: masks[name] };
}

function textMask(fieldName: string): MaskName {
  return nameMasks.find(([pattern]) => pattern.test(fieldName))?.[1] ?? 'text';
}

/** The column as it is selected under its mask. */
export function maskedColumn(name: string, mask: Mask): string {
  return `${mask.expression(quoteName(name))} AS ${quoteName(name)}`;
}
