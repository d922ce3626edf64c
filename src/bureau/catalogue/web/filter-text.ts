/** Operators of the records API's filter language that the preview offers. */
export type Operator = '=' | '!=' | '>=' | '<=' | '>' | '<' | '~' | ':null';

/** One condition of a filter. */
export interface Condition {
  field: string;
  operator: Operator;
  value: string;
}

const pattern = /^([A-Za-z_][A-Za-z0-9_]*)(!=|>=|<=|=|>|<|~|:null)(.*)$/s;

/** Reads `field=value;other>=3`; null when it is written in the JSON form or not understood, and is then shown whole. */
export function parseFilter(text: string): Condition[] | null {
  if (text.trim() === '') return [];
  if (text.trim().startsWith('{')) return null;
  const conditions: Condition[] = [];
  for (const part of text.split(';')) {
    if (part.trim() === '') continue;
    const found = pattern.exec(part.trim());
    if (!found) return null;
    conditions.push({ field: found[1] as string, operator: found[2] as Operator, value: found[3] as string });
  }
  return conditions;
}

/** Writes conditions as the API takes them; a value that holds the separator needs the JSON form. */
export function formatFilter(conditions: Condition[]): string {
  if (!conditions.some((condition) => condition.value.includes(';'))) {
    return conditions
      .map(({ field, operator, value }) => (operator === ':null' ? `${field}:null` : `${field}${operator}${value}`))
      .join(';');
  }
  const names: Record<string, string> = { '!=': 'ne', '>=': 'gte', '<=': 'lte', '>': 'gt', '<': 'lt', '~': 'contains' };
  const filter: Record<string, unknown> = {};
  for (const { field, operator, value } of conditions) {
    if (operator === '=') filter[field] = value;
    else if (operator === ':null') filter[field] = null;
    else filter[field] = { ...(filter[field] as object | undefined), [names[operator] as string]: value };
  }
  return JSON.stringify(filter);
}
