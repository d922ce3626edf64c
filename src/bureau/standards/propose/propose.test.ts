import Value from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLake } from '../../../lake/testing.ts';
import { compileStandard } from '../compile.ts';
import { parseStandard } from '../parse.ts';
import { readStandard } from '../read-standard.ts';
import { type Proposal, StandardShape } from '../schema.ts';
import { citizenCheckCharacter } from '../types/citizen-id.ts';
import { formatProposal } from './format-proposal.ts';
import { proposeStandard } from './index.ts';

let lake: Awaited<ReturnType<typeof openTestLake>>;
beforeAll(async () => {
  lake = await openTestLake();
});
afterAll(() => lake.close());

interface Sample {
  columns: string[];
  rows: (string | null)[][];
  total?: number;
}

/** Drafts a standard from rows that stand in a table of the engine. */
async function propose({ columns, rows, total = rows.length }: Sample, title?: string): Promise<Proposal> {
  const session = await lake.engine.session();
  try {
    await session.run(`CREATE TEMP TABLE gathered (${columns.map((_, index) => `c${index} VARCHAR`).join(', ')})`);
    for (let from = 0; from < rows.length; from += 500) {
      const batch = rows.slice(from, from + 500);
      const marks = `(${columns.map(() => '?').join(', ')})`;
      await session.run(`INSERT INTO gathered VALUES ${batch.map(() => marks).join(', ')}`, {
        parameters: batch.flatMap((row) => columns.map((_, index) => row[index] ?? null)),
      });
    }
    const source = { engine: session, relation: 'gathered', columns, rows: rows.length, total };
    return await proposeStandard({ id: 'demo.sample', title }, source);
  } finally {
    await session.close();
  }
}

/** One column of the values, which come after `lines` of numbers that never repeat. */
async function proposeColumn(title: string, values: (string | null)[]) {
  const proposal = await propose({ columns: ['行号', title], rows: values.map((value, row) => [`r${row}`, value]) });
  const [, field] = proposal.standard.fields;
  return { ...proposal, field: field!, notes: proposal.fields[1]! };
}

const times = (count: number, value: (index: number) => string | null) =>
  Array.from({ length: count }, (_, index) => value(index));
const told = ({ reasons }: { reasons: { zh: string; en: string }[] }) => reasons.map(({ en }) => en).join('; ');

describe('a register of residents', () => {
  const rows = times(200, (index) => String(index)).map((_, index) => {
    const digits = `4403051980${String((index % 12) + 1).padStart(2, '0')}${String((index % 28) + 1).padStart(2, '0')}${String(index % 1000).padStart(3, '0')}`;
    return [
      String(index + 1),
      index === 7 ? 'x' : digits + citizenCheckCharacter(digits),
      `张${index}`,
      `1380013${String(index).padStart(4, '0')}`,
      ['南山区', '福田区', '罗湖区'][index % 3]!,
      `2026/${(index % 12) + 1}/${(index % 28) + 1}`,
      `2026-03-0${(index % 9) + 1} 08:30:00`,
      (index * 1.25).toFixed(2),
      String(114 + index / 1000),
      String(22.5 + index / 1000),
      `00${index % 10}`,
      index % 2 ? '是' : '否',
      index % 5 ? '' : '12.5',
      '46266',
      null,
    ];
  });
  const columns = [
    '编号',
    '身份证号',
    '姓名',
    '手机号',
    '所在区',
    '登记日期',
    '更新时间',
    '缴费金额（元）',
    '经度',
    '纬度',
    '网格代码',
    '是否常住',
    '人均面积(㎡)',
    '受理日期',
    '备注',
  ];
  let proposal: Proposal;
  beforeAll(async () => {
    proposal = await propose({ columns, rows }, '居民');
  });
  const field = (column: string) => proposal.standard.fields[columns.indexOf(column)]!;
  const notes = (column: string) => proposal.fields[columns.indexOf(column)]!;

  it('makes a whole standard that compiles', () => {
    expect(Value.Check(StandardShape, proposal.standard)).toBe(true);
    expect(readStandard(proposal.standard).problems).toEqual([]);
    expect(compileStandard(proposal.standard).fields).toHaveLength(columns.length);
  });

  it('infers types with formats, units and choices', () => {
    expect(
      proposal.standard.fields.map(({ name, type, format }) => [name, type, format].filter(Boolean).join(' ')),
    ).toEqual([
      'id integer',
      'citizen_id citizen-id',
      'name string',
      'mobile phone',
      'suozaiqu string',
      'registered_on date %Y/%m/%d',
      'updated_at datetime',
      'jiaofei_amount decimal',
      'longitude longitude',
      'latitude latitude',
      'wangge_code string',
      'is_changzhu boolean',
      'renjun_area number',
      'shouli_date date excel',
      'note string',
    ]);
    expect(field('所在区').enum?.toSorted()).toEqual(['南山区', '福田区', '罗湖区'].toSorted());
    expect(field('缴费金额（元）')).toMatchObject({
      unit: 'CNY',
      scale: 2,
      title: { zh: '缴费金额' },
      aliases: ['缴费金额（元）'],
    });
    expect(field('人均面积(㎡)').unit).toBe('m2');
    expect(proposal.standard.timezone).toBe('Asia/Shanghai');
  });

  it('proposes the key, and guards what is personal', () => {
    expect(proposal.keys[0]).toEqual(['id']);
    expect(proposal.standard.key).toEqual(['id']);
    expect(field('身份证号').sensitivity).toBe('sensitive');
    expect(field('手机号').sensitivity).toBe('personal');
    expect(field('姓名').sensitivity).toBe('personal');
    expect(field('所在区').sensitivity).toBeUndefined();
  });

  it('says how sure it is, why, and what collecting would report', () => {
    expect(notes('身份证号').misfits).toEqual(['x']);
    expect(notes('身份证号').confidence).toBeGreaterThan(0.9);
    expect(notes('身份证号').confidence).toBeLessThan(1);
    expect(told(notes('身份证号'))).toContain('collecting will report 1: ');
    expect(proposal.rejected).toBe(1);
    expect(notes('网格代码').reasons[0]!.zh).toContain('前导零');
    expect(told(notes('备注'))).toContain('empty in all 200 rows');
    for (const { reasons } of proposal.fields) expect(reasons.length).toBeGreaterThan(0);
  });

  it('is written as YAML with comments in both languages that reads back the same', () => {
    const yaml = formatProposal(proposal, 'residents.csv');
    expect(parseStandard(yaml).standard).toEqual(proposal.standard);
    expect(yaml).toContain('# 备注：看过的 200 行都没有值');
    expect(yaml).toContain('# 备注: empty in all 200 rows');
    expect(yaml).toContain('all 200 rows were looked at; collected as drafted, 1 of them would go to quarantine');
    const odd = formatProposal({ ...proposal, total: 400 }, 'a\nb: [.csv');
    expect(parseStandard(odd).standard).toEqual(proposal.standard);
    expect(odd).toContain('200 of 400 rows were looked at');
  });
});

describe('all rows are looked at', () => {
  it('takes a type only when no value of the whole is another', async () => {
    const late = (value: string) => times(4000, (index) => (index === 3987 ? value : String(index % 50)));
    expect((await proposeColumn('count', late('7'))).field.type).toBe('integer');
    expect((await proposeColumn('count', late('7.5'))).field.type).toBe('number');
    expect((await proposeColumn('count', late('T5'))).field.type).toBe('string');
    expect((await proposeColumn('count', late('007'))).field.type).toBe('string');
    expect((await proposeColumn('count', late('12345678901234567890'))).field.type).toBe('string');
  });

  it('prefers a type with a meaning to plain numbers, where a few values have faults', async () => {
    const phones = times(400, (index) => (index === 300 ? '1380013' : `1380013${1000 + index}`));
    expect((await proposeColumn('联系电话', phones)).field.type).toBe('phone');
    const days = times(400, (index) => (index === 300 ? '20261399' : `202601${10 + (index % 20)}`));
    expect((await proposeColumn('日期', days)).field).toMatchObject({ type: 'date', format: '%Y%m%d' });
    const months = times(400, (index) => `${1 + (index % 12)}/${index % 40 ? 5 : 25}/2026`);
    expect((await proposeColumn('日期', months)).field).toMatchObject({ type: 'date', format: '%m/%d/%Y' });
  });

  it('keeps the type where a value stands for nothing, and tells it', async () => {
    const { field, notes, rejected } = await proposeColumn(
      'count',
      times(1000, (index) => (index % 200 ? String(index) : 'N/A')),
    );
    expect(field.type).toBe('integer');
    expect(notes.misfits).toEqual(['N/A']);
    expect(told(notes)).toContain('collecting will report 5');
    expect(rejected).toBe(5);
  });

  it('takes times of a service day, past 24:00, for text with a pattern', async () => {
    const clock = (index: number) => `${String(4 + Math.floor(index / 100)).padStart(2, '0')}:${10 + (index % 50)}:00`;
    const short = await proposeColumn('arrival', times(1900, clock));
    expect(short.field).toMatchObject({ type: 'time' });
    const long = await proposeColumn('arrival', times(2300, clock));
    expect(long.field.type).toBe('string');
    expect(new RegExp(`^${long.field.pattern}$`).test('25:10:00')).toBe(true);
    expect(long.rejected).toBe(0);
  });

  it('requires only what is never empty', async () => {
    const values = times(3000, (index) => `v ${index}`);
    expect((await proposeColumn('note', values)).field.required).toBe(true);
    expect((await proposeColumn('note', values.with(2990, null))).field.required).toBeUndefined();
    expect((await proposeColumn('note', values.with(2990, ' '))).field.required).toBeUndefined();
  });

  it('sees the values of a column that is empty nearly everywhere', async () => {
    const values: (string | null)[] = times(5000, () => null);
    expect((await proposeColumn('note', values.with(4321, '2026-11-24'))).field.type).toBe('date');
  });
});

describe('choices', () => {
  it('are proposed only when no others are to be awaited', async () => {
    const heads = ['NORTH', 'SOUTH', 'EAST', 'WEST'];
    const few = times(2000, (index) => heads[index < 1900 ? index % 2 : index % 4]!);
    const { field, rejected } = await proposeColumn('headsign', few);
    expect(field.enum?.toSorted()).toEqual(heads.toSorted());
    expect(rejected).toBe(0);
    const growing = times(2000, (index) => (index < 1990 ? heads[index % 2]! : `LINE ${index}`));
    expect((await proposeColumn('headsign', growing)).field.enum).toBeUndefined();
    expect(
      (
        await proposeColumn(
          'headsign',
          times(2000, () => 'NORTH'),
        )
      ).field.enum,
    ).toBeUndefined();
  });

  it('are never proposed for names of things and for keys', async () => {
    const rows = times(600, (index) => String(index)).map((_, index) => [
      `T${Math.floor(index / 60)}`,
      `P${index % 60}`,
      'xy'[index % 2]!,
    ]);
    const { standard } = await propose({ columns: ['trip_id', 'stop_sequence', 'side'], rows });
    expect(standard.key).toEqual(['trip_id', 'stop_sequence']);
    expect(standard.fields.map((field) => field.enum)).toEqual([undefined, undefined, ['x', 'y']]);
  });
});

describe('keys', () => {
  const line = (index: number) => [`T${index % 10}`, String(Math.floor(index / 10)), `S${index % 997}`];
  const rows = times(30_000, () => '').map((_, index) => line(index));
  const columns = ['trip_id', 'stop_sequence', 'stop_id'];

  it('never repeat in all rows', async () => {
    expect((await propose({ columns, rows })).standard.key).toEqual(['trip_id', 'stop_sequence']);
    const repeated = await propose({ columns, rows: [...rows, line(5)] });
    expect(repeated.keys).toEqual([]);
    expect(repeated.standard.key).toBeUndefined();
  });

  it('are told apart by value, as collecting does', async () => {
    const numbered = times(100, (index) => (index === 99 ? '+5' : String(index)));
    const { standard } = await propose({ columns: ['id'], rows: numbered.map((value) => [value]) });
    expect(standard).toMatchObject({ fields: [{ type: 'integer' }] });
    expect(standard.key).toBeUndefined();
  });

  it('are not what only happens not to repeat', async () => {
    const { keys, standard } = await propose({
      columns: ['amount', '说明'],
      rows: times(50, (index) => `文字 ${index}`).map((text) => ['1', text]),
    });
    expect(keys).toHaveLength(1);
    expect(standard.key).toBeUndefined();
  });
});

it('is not upset by odd samples', async () => {
  for (const odd of [
    { columns: ['a', 'a', '', 'A'], rows: [] },
    { columns: ['a'], rows: [[null], [''], [' ']] },
    { columns: ['a', 'b'], rows: [['1']] },
    { columns: ['<script>alert(1)</script>'], rows: [['1'], ['2']] },
  ]) {
    const proposal = await propose(odd);
    expect(readStandard(proposal.standard).problems).toEqual([]);
    expect(parseStandard(formatProposal(proposal, 'odd.csv')).standard).toEqual(proposal.standard);
  }
});

it('takes wide tables', async () => {
  const columns = Array.from({ length: 2000 }, (_, index) => `列${index}`);
  const rows = Array.from({ length: 3 }, () => columns.map((_, index) => (index % 2 ? String(index) : `x${index}`)));
  const { standard } = await propose({ columns, rows });
  expect(standard.fields.map(({ type }) => type)).toEqual(
    columns.map((_, index) => (index % 2 ? 'integer' : 'string')),
  );
});
