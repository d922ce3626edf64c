import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertPoint, convertPointSql, type Point } from './coordinates.ts';
import type { CoordinateSystem } from './schema.ts';

const systems: CoordinateSystem[] = ['WGS-84', 'GCJ-02', 'BD-09', 'CGCS2000'];

function near(found: Point, expected: Point, degrees: number) {
  expect(Math.abs(found[0] - expected[0])).toBeLessThan(degrees);
  expect(Math.abs(found[1] - expected[1])).toBeLessThan(degrees);
}

describe('convertPoint', () => {
  // Points of the test suite of eviltransform (Python), which computes with a semi-major axis of 6,378,137 m.
  it.each<[Point, Point]>([
    [
      [121.5272106, 31.1774276],
      [121.531541859215, 31.17530398364597],
    ],
    [
      [113.912316, 22.543847],
      [113.9171764808363, 22.540796131694766],
    ],
    [
      [116.377817, 39.911954],
      [116.38404722455657, 39.91334545536069],
    ],
  ])('WGS-84 %s is GCJ-02 %s', (wgs, gcj) => {
    near(convertPoint(wgs, 'WGS-84', 'GCJ-02'), gcj, 1e-6);
    near(convertPoint(gcj, 'GCJ-02', 'WGS-84'), wgs, 1e-6);
  });

  // Points of the tests of coordtransform (wandergis), with the constants used here.
  it('meets coordtransform to the last digits', () => {
    near(convertPoint([116.404, 39.915], 'WGS-84', 'GCJ-02'), [116.41024449916938, 39.91640428150164], 1e-12);
    near(convertPoint([116.404, 39.915], 'GCJ-02', 'BD-09'), [116.41036949371029, 39.92133699351021], 1e-12);
  });

  // The same tests for the way back, which coordtransform only approximates.
  it('comes near coordtransform from BD-09', () => {
    near(convertPoint([116.404, 39.915], 'BD-09', 'GCJ-02'), [116.39762729119315, 39.90865673957631], 1e-5);
  });

  it('comes back to where it was, within 1e-9 degrees', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 74, max: 134, noNaN: true }),
        fc.double({ min: 4, max: 53, noNaN: true }),
        fc.constantFrom(...systems),
        fc.constantFrom(...systems),
        (x, y, from, to) => near(convertPoint(convertPoint([x, y], from, to), to, from), [x, y], 1e-9),
      ),
      { numRuns: 2000 },
    );
  });

  it('leaves foreign places and equal systems as they are', () => {
    expect(convertPoint([-97.74, 30.29], 'WGS-84', 'GCJ-02')).toEqual([-97.74, 30.29]);
    expect(convertPoint([114, 22.5], 'CGCS2000', 'WGS-84')).toEqual([114, 22.5]);
  });
});

describe('convertPointSql', () => {
  it('says the same as the function', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const points = fc.sample(
      fc.tuple(fc.double({ min: 60, max: 140, noNaN: true }), fc.double({ min: 0, max: 60, noNaN: true })),
      {
        numRuns: 300,
        seed: 11,
      },
    );
    await connection.run('CREATE TABLE points (i INTEGER, x DOUBLE, y DOUBLE)');
    await connection.run(
      `INSERT INTO points VALUES ${points.map(([x, y], index) => `(${index}, ${x}::DOUBLE, ${y}::DOUBLE)`).join(', ')}, (300, NULL, 1)`,
    );
    for (const from of systems) {
      for (const to of systems) {
        const point = convertPointSql('x', 'y', { from, to });
        const result = await connection.runAndReadAll(
          `SELECT p.x, p.y FROM (SELECT i, ${point} AS p FROM points) ORDER BY i`,
        );
        const rows = result.getRows() as [number | null, number | null][];
        expect(rows[300]).toEqual([null, null]);
        points.forEach((each, index) => {
          near(rows[index] as Point, convertPoint(each as Point, from, to), 1e-9);
        });
      }
    }
    connection.closeSync();
    instance.closeSync();
  });
});
