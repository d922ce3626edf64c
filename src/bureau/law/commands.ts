import { type Command, systemPrincipal } from '../../kernel/index.ts';
import { citationOf } from './citation.ts';
import { readDay, readExtended, readPauses, readStart } from './read-case.ts';
import type { Due, Rule } from './rules-schema.ts';
import type { Law } from './service.ts';
import { dayText } from './working-days.ts';

const operator = systemPrincipal('command-line');
const word = (value: string | boolean | undefined) => (typeof value === 'string' && value !== '' ? value : undefined);
const dayOf = (value: string | undefined) => (value === undefined ? undefined : dayText(readDay(value)));

const units: Record<string, string> = {
  'working-days': '个工作日 working days',
  'calendar-days': '日 days',
  months: '个月 months',
  years: '年 years',
  hours: '小时 hours',
};
const mark = (verified: boolean) => (verified ? '已核对 verified' : '待核对 to be confirmed');
const lengthWords = ({ length, direction }: Pick<Rule, 'length' | 'direction'>) =>
  length ? `${direction === 'before' ? '提前 before: ' : ''}${length.count} ${units[length.unit]}` : '—';

function lines(due: Due): string[] {
  const counted =
    due.due === null
      ? `停止计算中，恢复后还剩 ${due.left} 日 · the clock stands, ${due.left} left`
      : `${due.due}（${due.days} ${units[due.length.unit]}）`;
  return [
    `${due.title.zh} · ${due.title.en}`,
    `${due.from} → ${counted}`,
    ...(due.movedFrom ? [`${due.movedFrom} 是休息日，已调整 · a rest day, given way`] : []),
    ...(due.pausedDays > 0 ? [`停止计算 ${due.pausedDays} 日 · ${due.pausedDays} days left out`] : []),
    ...(due.announced
      ? []
      : [`${due.unannouncedYears.join('、')} 年放假安排尚未公布，只扣除周末 · holidays not announced yet`]),
    `${due.citation.zh} · ${due.citation.en}`,
    `${mark(due.verified)}：${due.note.zh} · ${due.note.en}`,
  ];
}

/** `lingnan law due`, `lingnan law list`, `lingnan law show`. */
export const lawCommands: Command<{ law: Law }>[] = [
  {
    path: ['law', 'due'],
    summary: { zh: '推算法定期限', en: 'When something is due by law' },
    details:
      '例 Example: lingnan law due sharing.conditional-reply --from 2026-09-28 --pause 2026-10-09..2026-10-12 --extended\n起算当日不计入 · the day of the event is left out (民法典 201–203)',
    arguments: [{ name: 'rule', required: true, summary: '规则编号或事项 · id of a rule, or a matter' }],
    options: [
      { flags: '--from <day>', summary: '起算日 · 2026-09-28, or 2026-09-28T09:30 for hours' },
      {
        flags: '--pause <days>',
        summary: '停止计算的期间 · 2026-10-09..2026-10-12; may be given several times; open at the end while it lasts',
        joined: true,
      },
      { flags: '--extended [count]', summary: '已批准延长（全部，或所给的数） · extended, in full or by so many' },
    ],
    async run({ law }, { arguments: given, options }, output) {
      const due = await law.due(operator, given[0] ?? '', readStart(word(options['from']) ?? ''), {
        pauses: readPauses(word(options['pause']) ?? ''),
        extended: readExtended(options['extended']),
      });
      output.result(due);
      for (const line of lines(due)) output.line(line);
      return 0;
    },
  },
  {
    path: ['law', 'list'],
    summary: { zh: '列出现行的法规时限', en: 'List the rules of law in force' },
    options: [
      { flags: '--matter <matter>', summary: '只列该事项 · of this matter alone' },
      { flags: '--day <day>', summary: '该日施行的 · in force on this day; today when absent' },
      { flags: '--everywhere', summary: '包括其他地区和未施行的 · other regions and those out of force too' },
    ],
    async run({ law }, { options }, output) {
      const list = await law.list(operator, {
        matter: word(options['matter']),
        day: dayOf(word(options['day'])),
        everywhere: options['everywhere'] === true,
      });
      output.result(list);
      output.table(
        ['rule', '期限 length', '法规 instrument', '条 article', '核对 verified'],
        list.items.map(({ rule }) => [
          rule.id,
          lengthWords(rule),
          rule.instrument.title.zh,
          rule.article,
          rule.verified ? '✓' : '?',
        ]),
      );
      return 0;
    },
  },
  {
    path: ['law', 'show'],
    summary: { zh: '查看一条规则和它的历次版本', en: 'Show one rule and its revisions' },
    arguments: [{ name: 'rule', required: true, summary: '规则编号或事项 · id of a rule, or a matter' }],
    options: [{ flags: '--day <day>', summary: '该日施行的 · in force on this day; today when absent' }],
    async run({ law }, { arguments: given, options }, output) {
      const history = await law.get(operator, given[0] ?? '', dayOf(word(options['day'])));
      output.result(history);
      const rule = (history.current ?? history.revisions[0])?.rule;
      if (rule) {
        const citation = citationOf(rule);
        output.line(`${rule.id}：${rule.title.zh} · ${rule.title.en}`);
        output.line(`${rule.summary.zh}\n${rule.summary.en}`);
        output.line(`${citation.zh} · ${citation.en}`);
        output.line(`${lengthWords(rule)} · ${mark(rule.verified)}：${rule.note.zh}`);
      }
      output.table(
        ['from', 'until', '期限 length', 'origin', 'reason'],
        history.revisions.map((found) => [
          found.rule.from,
          found.rule.until,
          lengthWords(found.rule),
          found.revision === null ? found.origin : `${found.origin} ${found.revision}`,
          found.reason,
        ]),
      );
      return 0;
    },
  },
];
