import { describe, expect, test } from 'vitest';
import { formatFilter, parseFilter } from './filter-text.ts';

describe('the filter of the preview', () => {
  test('reads and writes what the records API takes', () => {
    const text = 'district=南山区;amount>=12.5;name~公交;closed:null;id!=7';
    const conditions = parseFilter(text);
    expect(conditions).toEqual([
      { field: 'district', operator: '=', value: '南山区' },
      { field: 'amount', operator: '>=', value: '12.5' },
      { field: 'name', operator: '~', value: '公交' },
      { field: 'closed', operator: ':null', value: '' },
      { field: 'id', operator: '!=', value: '7' },
    ]);
    expect(formatFilter(conditions ?? [])).toBe(text);
  });

  test('keeps an equals sign inside a value', () => {
    expect(parseFilter('note=a=b')).toEqual([{ field: 'note', operator: '=', value: 'a=b' }]);
  });

  test('writes JSON when a value holds the separator', () => {
    expect(
      formatFilter([
        { field: 'note', operator: '=', value: 'a;b' },
        { field: 'amount', operator: '>=', value: '1' },
        { field: 'amount', operator: '<', value: '9' },
      ]),
    ).toBe('{"note":"a;b","amount":{"gte":"1","lt":"9"}}');
  });

  test('leaves what it does not understand whole', () => {
    expect(parseFilter('{"a":1}')).toBeNull();
    expect(parseFilter('drop table')).toBeNull();
    expect(parseFilter('')).toEqual([]);
  });
});
