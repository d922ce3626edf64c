import { describe, expect, test } from 'vitest';
import { toWgs84 } from './to-wgs84.ts';

describe('coordinates for drawing', () => {
  test('GCJ-02 moves by some hundred metres, to where the place is', () => {
    // Canton Tower: 113.3192, 23.1090 in WGS-84; Chinese maps show it at 113.3245, 23.1064.
    const [x, y] = toWgs84(113.3245, 23.1064, 'GCJ-02');
    expect(x).toBeCloseTo(113.3192, 3);
    expect(y).toBeCloseTo(23.109, 3);
  });

  test('BD-09 lies a further shift away', () => {
    const [gcjX, gcjY] = toWgs84(113.3245, 23.1064, 'GCJ-02');
    const [x, y] = toWgs84(113.331, 23.1122, 'BD-09');
    expect(Math.hypot(x - gcjX, y - gcjY)).toBeLessThan(0.001);
  });

  test('WGS-84, CGCS2000 and places abroad stay as they are', () => {
    expect(toWgs84(113.3245, 23.1064, 'WGS-84')).toEqual([113.3245, 23.1064]);
    expect(toWgs84(113.3245, 23.1064, 'CGCS2000')).toEqual([113.3245, 23.1064]);
    expect(toWgs84(-0.12, 51.5, 'GCJ-02')).toEqual([-0.12, 51.5]);
  });
});
