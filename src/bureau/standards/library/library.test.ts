import { describe, expect, it } from 'vitest';
import { builtInCodeLists } from '../built-in-lists.ts';
import { compileStandard } from '../compile.ts';
import { formatStandard } from '../format.ts';
import { parseStandard } from '../parse.ts';
import { checkInEngine } from '../testing.ts';
import { library } from './index.ts';

describe('the library of ready standards', () => {
  it.each(library.map((entry) => [entry.standard.id, entry] as const))('%s is a whole standard', (_, { standard }) => {
    const { standard: read, findings } = parseStandard(formatStandard(standard));
    expect(findings).toEqual([]);
    expect(read).toEqual(standard);
    const compiled = compileStandard(standard, builtInCodeLists);
    expect(compiled.uniques[0]).toEqual(standard.key);
  });

  it('has every sector, and each id once', () => {
    expect(new Set(library.map(({ sector }) => sector)).size).toBe(6);
    expect(new Set(library.map(({ standard }) => standard.id)).size).toBe(library.length);
  });

  it('names what an entry follows in Chinese too, and nothing where it follows nothing', () => {
    const sources = library.map(({ source }) => source);
    expect(sources).toContain(null);
    for (const source of sources) if (source) expect(source.zh).toMatch(/\p{Script=Han}/u);
  });

  it('judges rows as the specifications say', async () => {
    const of = (id: string) => library.find(({ standard }) => standard.id === id)!.standard;
    const times = of('transit.gtfs-stop-times');
    const late = ['t1', '25:10:00', '25:11:30', 's1', '7', '0', '0', null, '1'];
    const wrong = ['t1', '25:61:00', '25:11:30', 's1', '-1', '9', '0', null, '1'];
    const verdicts = await checkInEngine(times, [late, wrong]);
    expect(verdicts[0]!.broken).toEqual([]);
    expect(verdicts[1]!.broken.sort()).toEqual(['arrival_time:pattern', 'pickup_type:enum', 'stop_sequence:min']);
    const meter = of('utilities.meter-readings');
    const readings = await checkInEngine(meter, [
      ['m1', 'electricity', '2026-11-24 08:00:00', '12.500', 'kWh', null, 'false'],
      ['m2', 'water', '2026-11-24 08:00:00', '3', 'kWh', null, null],
    ]);
    expect(readings.map(({ broken }) => broken)).toEqual([[], [':unit-of-kind']]);
  });
});
