import { execFile } from 'node:child_process';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Run } from '../src/bureau/collection/schema.ts';
import type { Finding } from '../src/kernel/index.ts';
import { pythonWith } from '../test/clients/python.ts';
import type { Benchmark } from './benchmark.ts';
import { registerFile, wideFile, wideRows, wrongRows } from './collect-data.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));

interface Measured {
  seconds: number;
  peakMegabytes: number;
  run: Run;
  findings: Finding[];
  findingsTotal: number;
  stored: number;
}

/** Runs `collect-process.ts` in a process of its own, so that its memory is its own. */
export async function measure(...parameters: string[]): Promise<Measured> {
  const script = path.join(root, 'bench/collect-process.ts');
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, ...parameters], {
    cwd: root,
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Measured;
}

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

export function requireThat(fact: boolean, what: string): void {
  if (!fact) throw new Error(`the benchmark's result is wrong: ${what}`);
}

/** 10 million rows of six columns against DuckDB that only turns the same CSV into Parquet, turn by turn. */
export const collectBenchmark: Benchmark = {
  name: 'collect',
  async run({ log }) {
    const rows = 10_000_000;
    log('making the file once');
    const file = await registerFile(rows);
    const [raw, ours, peaks]: [number[], number[], number[]] = [[], [], []];
    await measure('raw', file);
    for (let round = 1; round <= 3; round++) {
      raw.push((await measure('raw', file)).seconds);
      const measured = await measure('ours', file, 'residents');
      ours.push(measured.seconds);
      peaks.push(measured.peakMegabytes);
      requireThat(measured.run.quarantined === wrongRows(rows), `${measured.run.quarantined} quarantined`);
      requireThat(measured.stored === rows - wrongRows(rows), `${measured.stored} stored`);
      log(
        `round ${round}: raw ${raw.at(-1)!.toFixed(2)} s, ours ${ours.at(-1)!.toFixed(2)} s, ${peaks.at(-1)!.toFixed(0)} MB`,
      );
    }
    return [
      {
        measure: 'collect 10 M rows × 6 with 18 checks, uniqueness and quarantine',
        unit: 's',
        ours: median(ours),
        limit: median(raw),
        peer: null,
        ratio: median(ours) / median(raw),
      },
      {
        measure: 'its peak memory',
        unit: 'MB',
        ours: Math.max(...peaks),
        limit: 1024,
        peer: null,
        ratio: Math.max(...peaks) / 1024,
      },
    ];
  },
};

const frictionlessScript = `
import json, sys, time
from frictionless import Resource, Schema
schema = Schema.from_descriptor({"fields": [
  {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True, "minimum": 1}},
  {"name": "phone", "type": "string", "constraints": {"required": True, "pattern": "1[3-9][0-9]{9}"}},
  {"name": "district", "type": "string", "constraints": {"required": True, "enum": ["南山区", "福田区", "罗湖区", "盐田区", "宝安区"]}},
  {"name": "registered", "type": "date", "constraints": {"minimum": "1980-01-01", "maximum": "2026-12-31"}},
  {"name": "amount", "type": "number", "constraints": {"minimum": 0, "maximum": 1000000}},
  {"name": "address", "type": "string", "constraints": {"required": True, "minLength": 4, "maxLength": 40}},
]})
started = time.perf_counter()
report = Resource(path=sys.argv[1], schema=schema).validate(limit_errors=1000000)
print(json.dumps({"seconds": time.perf_counter() - started, "rows": sorted({e.row_number for e in report.tasks[0].errors})}))
`;

/** The same check on 1 million rows against frictionless-py; both must find the same rows. */
export const collectFrictionlessBenchmark: Benchmark = {
  name: 'collect-frictionless',
  async run({ log }) {
    const rows = 1_000_000;
    const file = await registerFile(rows);
    const ours: number[] = [];
    for (let round = 1; round <= 3; round++) {
      const measured = await measure('ours', file, 'residents');
      requireThat(measured.run.quarantined === wrongRows(rows), `${measured.run.quarantined} quarantined`);
      ours.push(measured.seconds);
      log(`round ${round}: ours ${measured.seconds.toFixed(2)} s`);
    }
    const python = await pythonWith(['frictionless==5.19.1']);
    let peer: number | null = null;
    if (python) {
      log('frictionless takes some minutes');
      const script = path.join(root, '.cache/bench/check_register.py');
      await writeFile(script, frictionlessScript);
      const { stdout } = await run(python, [script, path.basename(file)], {
        cwd: path.dirname(file),
        maxBuffer: 64 * 1024 * 1024,
      });
      const report = JSON.parse(stdout) as { seconds: number; rows: number[] };
      requireThat(report.rows.length === wrongRows(rows), `frictionless found ${report.rows.length} bad rows`);
      peer = report.seconds;
    } else log('left out: frictionless cannot be installed here');
    return [
      {
        measure: 'check 1 M rows × 6',
        unit: 's',
        ours: median(ours),
        limit: null,
        peer,
        ratio: peer === null ? null : median(ours) / peer,
      },
    ];
  },
};

/** 1,033,882 rows with one text in a numeric column at row 900,000: one finding, everything else stored and typed. */
export const badValueBenchmark: Benchmark = {
  name: 'bad-value',
  async run({ log }) {
    const file = await wideFile();
    const { size } = await stat(file);
    log(`${wideRows} rows, ${(size / 1e6).toFixed(0)} MB`);
    // With types DuckDB alone stops at that row; as texts it goes through.
    const limit = (await measure('raw-text', file)).seconds;
    const measured = await measure('ours', file, 'readings');
    const [finding] = measured.findings;
    requireThat(measured.findingsTotal === 1, `${measured.findingsTotal} findings`);
    requireThat(
      finding?.row === 900_000 && finding.field === 'value' && finding.value === 'N/A',
      JSON.stringify(finding),
    );
    requireThat(measured.stored === wideRows - 1, `${measured.stored} rows stored`);
    return [
      {
        measure: 'findings for one text in a numeric column at row 900,000',
        unit: 'findings',
        ours: 1,
        limit: 1,
        peer: null,
        ratio: 1,
      },
      {
        measure: 'its collection',
        unit: 's',
        ours: measured.seconds,
        limit,
        peer: null,
        ratio: measured.seconds / limit,
      },
    ];
  },
};
