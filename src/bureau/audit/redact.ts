const secretKeys =
  /(password|secret|token|cookie|authorization|e-?mail|phone|mobile|citizen|id-?card|身份证|手机|姓名)/i;

/** Addresses, citizen ids (GB 11643) and mobile numbers of mainland China, where they stand alone. */
const personal = /[\w.+-]+@[\w-]+\.[\w.-]+|(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|1[3-9]\d{9})(?![0-9A-Za-z])/g;

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Longest text and most members that one event keeps; an event is a trace, not a copy of the data. */
const longestText = 1000;
const mostMembers = 100;
const deepest = 6;
const longestDetails = 50_000;

/**
 * Details as the chain may keep them for ever: plain JSON, of bounded size, without NUL and lone surrogates (which
 * jsonb refuses), and with what looks like personal data taken out. The caller's duty not to pass any stays.
 */
export function redactDetails(details: Record<string, unknown>): Record<string, unknown> {
  const redacted = redactValue(details, 0) as Record<string, unknown>;
  const length = JSON.stringify(redacted).length;
  return length > longestDetails ? { omitted: `${length} characters` } : redacted;
}

/** A text without the characters that PostgreSQL refuses. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').replace(loneSurrogate, '\uFFFD');
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    const text = storableText(value).replace(personal, '[redacted]');
    return text.length > longestText ? `${storableText(text.slice(0, longestText))}…` : text;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value === 'boolean') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== 'object') return null;
  if (depth >= deepest) return '[…]';
  if (Array.isArray(value)) return value.slice(0, mostMembers).map((item) => redactValue(item, depth + 1));
  const kept = Object.entries(value)
    .slice(0, mostMembers)
    .filter(([, member]) => member !== undefined && typeof member !== 'function')
    .map(([key, member]): [string, unknown] => {
      const name = storableText(key.slice(0, 200));
      return [name, secretKeys.test(name) ? '[redacted]' : redactValue(member, depth + 1)];
    });
  return Object.fromEntries(kept);
}
