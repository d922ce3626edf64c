import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../kernel/index.ts';
import { formatProposal, type Proposal, parseStandard } from '../standards/index.ts';
import { collectionCommands } from './commands.ts';
import { gatherRows } from './gather-rows.ts';
import { openTable } from './reading/open.ts';
import { openTestCollection, operator, steward, stranger, type TestCollection } from './testing.ts';
import { makeZip } from './testing-files.ts';

let test: TestCollection;
beforeAll(async () => {
  test = await openTestCollection();
});
afterAll(() => test.close());

const stream = async function* (content: string | Buffer) {
  yield Buffer.from(content as string);
};

function propose(id: string, content: string | Buffer, name = 'input.csv', reading = {}): Promise<Proposal> {
  return test.collection.propose({ principal: operator, id, upload: { name, stream: stream(content) }, reading });
}

describe('a proposal', () => {
  it('leads to no finding that it did not tell', async () => {
    const trips = Array.from({ length: 1500 }, (_, index) => {
      const hour = String(5 + Math.floor(index / 70)).padStart(2, '0');
      return [
        `T${Math.floor(index / 50)}`,
        index % 50,
        `${hour}:${10 + (index % 50)}:00`,
        index < 1200 ? 'NORTH' : `TO ${index}`,
        index === 1400 ? '7.5' : index,
        index === 1300 ? 'N/A' : index % 9,
        '',
      ].join(',');
    });
    const content = `trip_id,stop_sequence,arrival_time,headsign,speed,seats,block\n${trips.join('\n')}\n`;
    const proposal = await propose('demo.trips', content);
    const yaml = formatProposal(proposal, 'trips.csv');
    expect(proposal).toMatchObject({ rows: 1500, total: 1500, rejected: 1 });
    expect(proposal.standard.key).toEqual(['trip_id', 'stop_sequence']);
    const id = await test.dataset(parseStandard(yaml).standard!);
    const run = await test.collect(id, content);
    expect(run).toMatchObject({ rows: 1500, accepted: 1499, quarantined: 1 });
    expect(await test.findings(run.id)).toMatchObject([{ row: 1302, field: 'seats', rule: 'type', value: 'N/A' }]);
  });

  it('says of blanks around values what collecting does with them', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => {
      const pad = index % 50 === 0 ? ' ' : '';
      return `${index},站 ${index}${pad},${pad}${index % 7},${['南', '北'][index % 2]}${pad}`;
    });
    const content = `id,text,number,side\n${rows.join('\n')}\n`;
    const proposal = await propose('demo.blanks', content);
    const reasons = (name: string) =>
      proposal.fields
        .find((field) => field.name === name)!
        .reasons.map(({ en }) => en)
        .join('; ');
    expect(reasons('text')).toContain('4 values have blanks around them, which collecting keeps as they stand');
    expect(reasons('number')).toContain('4 values have blanks around them, which collecting reports');
    expect(reasons('side')).toContain('4 values have blanks around them, which collecting reports');
    const id = await test.dataset(proposal.standard);
    const run = await test.collect(id, content);
    const found = await test.findings(run.id);
    expect(found.map(({ field, rule }) => `${field} ${rule}`).toSorted()).toEqual([
      ...Array(4).fill('number type'),
      ...Array(4).fill('side enum'),
    ]);
    expect(run.quarantined).toBe(proposal.rejected);
  });

  it('reads the entry of an archive that is named', async () => {
    const zip = makeZip([
      { name: 'stops.csv', data: 'stop_id,name\n1,甲\n' },
      { name: 'lines.csv', data: 'line_id\nL1\nL2\n' },
    ]);
    const choose = await propose('demo.lines', zip, 'feed.zip').catch((error: unknown) => error);
    expect(choose).toBeInstanceOf(AppError);
    expect((choose as AppError).describe('en')).toContain('stops.csv, lines.csv');
    expect((choose as AppError).describe('zh')).toContain('stops.csv、lines.csv');
    const { standard, rows } = await propose('demo.lines', zip, 'feed.zip', { entry: 'lines.csv' });
    expect({ rows, names: standard.fields.map(({ name }) => name) }).toEqual({ rows: 2, names: ['line_id'] });
    const command = collectionCommands.find(({ path }) => path.join(' ') === 'standards propose')!;
    expect(command.options?.map(({ flags }) => flags)).toContain('--entry <name>');
  });

  it('wants the id that collecting wants, and says how to mend another', async () => {
    for (const id of ['steward.eptc_calendar', 'Bad_ID', '居民', 'one', 'a..b']) {
      const error = await propose(id, 'a\n1\n').catch((problem: unknown) => problem);
      expect(error).toMatchObject({ code: 'kernel.invalid-id' });
      const { example } = (error as AppError).details;
      await expect(test.catalogue.create(operator, { id, owner: 'org_a' })).rejects.toMatchObject({
        code: 'kernel.invalid-id',
      });
      await expect(propose(String(example), 'a\n1\n')).resolves.toMatchObject({ standard: { id: example } });
    }
  });

  it('is made of a source that was sent by whoever asks', async () => {
    const upload = { name: 'own.csv', stream: stream('code\nA1\nA2\n') };
    const { source } = await test.collection.inspect({ principal: steward, upload });
    const asked = { id: 'demo.own', source: { sha256: source.sha256 } };
    expect(await test.collection.propose({ ...asked, principal: steward })).toMatchObject({ rows: 2 });
    await expect(test.collection.propose({ ...asked, principal: stranger })).rejects.toMatchObject({
      code: 'collection.source-missing',
    });
  });
});

it('of a source with too many rows, evenly spread ones are gathered', async () => {
  const lines = Array.from({ length: 1000 }, (_, index) => `${index},x`);
  const stored = await test.collection.inspect({
    principal: operator,
    upload: { name: 'many.csv', stream: stream(`n,x\n${lines.join('\n')}\n`) },
  });
  const folder = `${test.dataFolder}/sources/${stored.source.sha256.slice(0, 2)}/${stored.source.sha256}`;
  const part = {
    file: `${folder}/part-00000`,
    bytes: stored.source.bytes,
    quote: false,
    nul: false,
    carriage: false,
    blank: false,
    utf8: true,
  };
  const session = await test.lake.engine.session();
  try {
    const table = await openTable(
      (async function* () {
        yield part;
      })(),
      { name: 'many.csv', reading: {}, scratch: test.dataFolder, engine: test.lake.engine },
    );
    const gathered = await gatherRows(session, table, undefined, { cells: 600, bytes: 1_000_000 });
    expect(gathered).toEqual({ relation: 'gathered', rows: 250, total: 1000 });
    const kept = await session.rows<{ n: string }>('SELECT c0 AS n FROM gathered');
    expect(kept.map(({ n }) => Number(n))).toEqual(Array.from({ length: 250 }, (_, index) => index * 4));
  } finally {
    await session.close();
  }
});
