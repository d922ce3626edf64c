import { type Command, systemPrincipal } from '../../../kernel/index.ts';
import type { Duty } from '../duty/duty.ts';
import { readInstant } from '../duty/routes.ts';
import { type DutyState, dutyColours } from '../duty/schema.ts';
import { instantWords } from '../duty/words.ts';

const operator = systemPrincipal('command-line');
const dayMilliseconds = 24 * 3_600_000;
const marks: Record<string, string> = { green: '●', amber: '▲', red: '✖', plain: '○' };

const word = (value: string | boolean | undefined) => (typeof value === 'string' && value !== '' ? value : undefined);

/** `lingnan sources calendar`, `lingnan sources due`, `lingnan duty expect` and `lingnan duty release`. */
export const scheduleCommands: Command<{ duty: Duty }>[] = [
  {
    path: ['sources', 'calendar'],
    summary: { zh: '采集日历：每次到期的结果', en: 'What became of each due instant' },
    details: '● 按时 in time · ▲ 迟到或问题多 late or many findings · ✖ 漏采或失败 missed or failed · ○ 等待 expected',
    options: [
      { flags: '--from <instant>', summary: 'first instant; 14 days ago when absent' },
      { flags: '--to <instant>', summary: 'end; a day from now when absent' },
      { flags: '--organisation <id>', summary: 'only of this organisation' },
      { flags: '--state <state>', summary: 'only with such ones: missed,failed,refused,late,findings,good …' },
    ],
    async run({ duty }, { options }, output) {
      const to = readInstant('--to', word(options['to']), new Date(duty.now().getTime() + dayMilliseconds));
      const from = readInstant('--from', word(options['from']), new Date(to.getTime() - 14 * dayMilliseconds));
      const organisation = word(options['organisation']);
      const states = word(options['state'])?.split(',') as DutyState[] | undefined;
      const calendar = await duty.calendar(operator, {
        from,
        to,
        ...(organisation ? { organisation } : {}),
        ...(states ? { states } : {}),
      });
      output.result(calendar);
      output.table(
        ['collection', 'owner', 'next due', 'periods', 'last'],
        calendar.items.map(({ id, owner, nextDue, periods }) => [
          id,
          owner,
          nextDue ? instantWords(new Date(nextDue)) : null,
          periods
            .slice(-30)
            .map((period) => marks[dutyColours[period.state]])
            .join(''),
          periods.at(-1)?.told.zh ?? null,
        ]),
      );
      return 0;
    },
  },
  {
    path: ['sources', 'due'],
    summary: { zh: '到期清单：逾期、到期、即将到期', en: 'What is missing, due, and coming' },
    options: [{ flags: '--organisation <id>', summary: 'only of this organisation' }],
    async run({ duty }, { options }, output) {
      const organisation = word(options['organisation']);
      const list = await duty.due(operator, organisation ? { organisation } : {});
      output.result(list);
      output.table(
        ['due', 'state', 'collection', 'owner', 'told'],
        list.items.map((item) => [
          instantWords(new Date(item.dueAt)),
          item.state,
          item.collection,
          item.owner,
          item.told.zh,
        ]),
      );
      return 0;
    },
  },
  {
    path: ['duty', 'expect'],
    summary: { zh: '要求定期上传某数据资源', en: 'Expect uploads of a dataset' },
    arguments: [{ name: 'dataset', required: true, summary: '数据资源编号 · id of the dataset' }],
    options: [
      { flags: '--cron <line>', summary: 'five fields; by the cadence of its standard when absent' },
      { flags: '--grace <minutes>', summary: 'so long after counts as in time' },
      { flags: '--working-days', summary: '只在工作日（含调休） · on Chinese working days only' },
    ],
    async run({ duty }, { arguments: [dataset = ''], options }, output) {
      const cron = word(options['cron']);
      const grace = word(options['grace']);
      const made = await duty.expectUploads(operator, dataset, {
        schedule: {
          ...(cron ? { cron } : {}),
          ...(grace ? { graceMinutes: Number(grace) } : {}),
          ...(options['workingDays'] === true ? { calendar: 'working-days' as const } : {}),
        },
      });
      output.result(made);
      output.line(`${made.id}：${made.when.zh}`);
      return 0;
    },
  },
  {
    path: ['duty', 'release'],
    summary: { zh: '不再要求定期上传', en: 'Expect uploads of a dataset no more' },
    arguments: [{ name: 'dataset', required: true, summary: '数据资源编号 · id of the dataset' }],
    async run({ duty }, { arguments: [dataset = ''] }, output) {
      await duty.releaseUploads(operator, dataset);
      output.result({ dataset, expected: false });
      output.line(dataset);
      return 0;
    },
  },
];
