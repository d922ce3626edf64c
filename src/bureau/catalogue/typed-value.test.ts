import { expect, it } from 'vitest';
import { typedLiteral } from './typed-value.ts';

it('takes an instant that is one, so that the engine never has to complain of its statement', () => {
  const literal = (text: string) => typedLiteral(text, 'TIMESTAMP WITH TIME ZONE', `at=${text}`);
  for (const right of ['2026-11-24', '2026-11-24T09:30', '2026-11-24 23:59:59.5Z', '2026-11-24T00:00:00+08:00']) {
    expect(literal(right)).toContain('::TIMESTAMPTZ');
  }
  for (const wrong of [
    '2026-02-30',
    '2026-11-24T24:30',
    '2026-11-24T23:60:00Z',
    '2026-11-24T23:59:60Z',
    '2026-11-24T00:00:00+99:99',
  ]) {
    expect(() => literal(wrong)).toThrow(expect.objectContaining({ code: 'catalogue.filter-invalid' }));
  }
});
