import { describe, expect, test } from 'vitest';
import { creditCodeCheck, parseCreditCode, parseRegion } from './codes.ts';

describe('unified social credit code', () => {
  // The worked example of GB 32100-2015 (annex A) and two published codes of well-known bodies.
  test.each(['91350100M000100Y43', '9144030071526726XG', '91440300708461136T'])('%s is right', (code) => {
    expect(parseCreditCode(` ${code.toLowerCase()} `)).toBe(code);
  });
  test('any one changed character is found', () => {
    const code = '91350100M000100Y43';
    let tried = 0;
    for (let place = 0; place < 17; place++) {
      for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
        if (other === code[place]) continue;
        tried += 1;
        expect(() => parseCreditCode(code.slice(0, place) + other + code.slice(place + 1))).toThrow(/check character/);
      }
    }
    expect(tried).toBe(17 * 30);
  });
  test('wrong length and letters that the standard leaves out are told as such', () => {
    expect(() => parseCreditCode('9135')).toThrow(/18 characters/);
    expect(() => parseCreditCode('91350100M000100I43')).toThrow(/can not hold the character I/);
    expect(parseCreditCode('')).toBeNull();
    expect(parseCreditCode(null)).toBeNull();
  });
  test('the check is one of 31 characters', () => {
    expect(creditCodeCheck('91350100M000100Y4')).toBe('3');
  });
});

test('region codes of GB/T 2260', () => {
  for (const code of ['440000', '440300', '440305', '110101', '710000', '429004']) expect(parseRegion(code)).toBe(code);
  for (const code of ['44030', '4403055', '993000', '440005', '44O300', '000000']) {
    expect(() => parseRegion(code), code).toThrow(/GB\/T 2260/);
  }
  expect(parseRegion(undefined)).toBeNull();
});
