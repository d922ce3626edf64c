import { describe, expect, it } from 'vitest';
import type { Standard } from '../bureau/standards/index.ts';
import { datasetOf, datasetsIn, joinSql, name, renderSql, sql } from './sql.ts';

const stops: Standard = {
  id: 'transit.stops',
  title: { zh: '站点', en: 'Stops' },
  fields: [{ name: 'id', title: { zh: '号', en: 'Id' }, type: 'string' }],
};
const render = (fragment: ReturnType<typeof sql>) => renderSql(fragment, (dataset) => `<${dataset}>`);

describe('portable SQL', () => {
  it('makes literals of values: no text can leave its quotes', () => {
    expect(render(sql`SELECT ${"a' OR 1=1 --"}, ${-3}, ${2.5}, ${true}, ${null}`)).toBe(
      "SELECT 'a'' OR 1=1 --', (-3), 2.5, TRUE, NULL",
    );
    expect(() => render(sql`SELECT ${Number.NaN}`)).toThrowError(/finite/);
    expect(() => render(sql`SELECT ${Number.POSITIVE_INFINITY}`)).toThrowError(/finite/);
  });

  it('takes plain names alone where a name is meant', () => {
    expect(render(sql`SELECT ${name('pm25')}`)).toBe('SELECT pm25');
    for (const wrong of ['a b', 'a"b', '1a', '', "x'; DROP TABLE y"])
      expect(() => name(wrong)).toThrowError(/plain name/);
  });

  it('names datasets by object, also within fragments', () => {
    const computed = { result: { ...stops, id: 'transit.result' } };
    const inner = sql`SELECT * FROM ${stops} WHERE id IN (${joinSql([sql`${'A'}`, sql`${'B'}`], ', ')})`;
    const whole = sql`SELECT * FROM (${inner}) AS a JOIN ${computed} AS b ON a.id = b.id JOIN ${stops} AS c ON c.id = a.id`;
    expect(datasetsIn(whole)).toEqual(['transit.stops', 'transit.result']);
    expect(render(whole)).toBe(
      "SELECT * FROM (SELECT * FROM <transit.stops> WHERE id IN ('A', 'B')) AS a JOIN <transit.result> AS b ON a.id = b.id JOIN <transit.stops> AS c ON c.id = a.id",
    );
    expect(datasetOf(computed)).toBe('transit.result');
  });

  it('binds the tables of an analysis as they are', () => {
    const bound = { dataset: 'transit.stops', version: 4, relation: "read_parquet(['a'])" };
    expect(render(sql`SELECT 1 FROM ${bound}`)).toBe("SELECT 1 FROM read_parquet(['a'])");
    expect(datasetsIn(sql`SELECT 1 FROM ${bound}`)).toEqual([]);
  });
});
