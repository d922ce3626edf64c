import { type Command, type CommandOutput, systemPrincipal } from '../../../kernel/index.ts';
import type { StandardsCommandNeeds } from '../command-needs.ts';
import { formatStandard } from '../format.ts';

const operator = systemPrincipal('command');
const id = { name: 'id', required: true, summary: 'id of the standard' };
const text = (option: unknown) => (typeof option === 'string' && option !== '' ? option : undefined);

/** `lingnan standards publish | retire | reinstate | life | library`: the operator's part in the life of standards. */
export const lifeCommands: Command<StandardsCommandNeeds>[] = [
  {
    path: ['standards', 'publish'],
    summary: { zh: '发布草稿', en: 'Publish the draft of a standard' },
    details: 'By the operator; an approved draft counts as reviewed, any other does not.',
    arguments: [id],
    options: [
      { flags: '--accept-breaking', summary: 'publish also what breaks the version before' },
      { flags: '--note <text>', summary: 'what changed and why' },
    ],
    async run({ standards }, input, output) {
      const published = await standards.drafts.publish(operator, input.arguments[0]!, {
        acceptBreaking: input.options['acceptBreaking'] === true,
        note: text(input.options['note']) ?? '',
      });
      output.result(published);
      output.line(`${published.standard.id} v${published.standard.version}`);
      return 0;
    },
  },
  {
    path: ['standards', 'life'],
    summary: { zh: '显示数据标准的状态与经过', en: 'Show where a standard stands and what was done' },
    arguments: [id],
    async run({ standards }, input, output) {
      const life = await standards.life(operator, input.arguments[0]!);
      output.result(life);
      output.line(
        `${life.status ?? ''} ${life.version ?? ''} ${life.draft?.status ?? ''} ${life.successor ?? ''}`.trim(),
      );
      output.table(
        ['at', 'action', 'by', 'version', 'note'],
        life.steps.map(({ at, action, by, version, note }) => [at, action, by, version ?? '', note]),
      );
      return 0;
    },
  },
  {
    path: ['standards', 'retire'],
    summary: { zh: '停用数据标准', en: 'Retire a standard; what follows it goes on being collected' },
    arguments: [id],
    options: [
      { flags: '--reason <text>', summary: 'why', default: '' },
      { flags: '--successor <id>', summary: 'standard that takes its place' },
    ],
    async run({ standards }, input, output) {
      const successor = text(input.options['successor']) ?? null;
      await standards.retire(operator, input.arguments[0]!, { reason: String(input.options['reason']), successor });
      return tell(await standards.life(operator, input.arguments[0]!), output);
    },
  },
  {
    path: ['standards', 'reinstate'],
    summary: { zh: '恢复已停用的数据标准', en: 'Reinstate a retired standard' },
    arguments: [id],
    options: [{ flags: '--reason <text>', summary: 'why', default: '' }],
    async run({ standards }, input, output) {
      await standards.reinstate(operator, input.arguments[0]!, { reason: String(input.options['reason']) });
      return tell(await standards.life(operator, input.arguments[0]!), output);
    },
  },
  {
    path: ['standards', 'library'],
    summary: { zh: '现成的数据标准：list、show、use', en: 'The library of ready standards: list, show, use' },
    details: '“use ID” publishes it; “--as” gives it another id.',
    arguments: [
      { name: 'act', required: true, summary: 'list, show or use' },
      { name: 'id', required: false, summary: 'id in the library' },
    ],
    options: [{ flags: '--as <id>', summary: 'id that it is to have here' }],
    async run({ standards: { library } }, input, output) {
      const [act, wanted = ''] = input.arguments;
      if (act === 'show') {
        const item = library.item(wanted);
        output.result(item);
        output.line(formatStandard(item.standard).trimEnd());
        return 0;
      }
      if (act === 'use') {
        const published = await library.publish(operator, wanted, text(input.options['as']));
        output.result(published);
        output.line(`${published.standard.id} v${published.standard.version}`);
        return 0;
      }
      const items = library.items();
      output.result({ items });
      output.table(
        ['id', 'sector', 'fields', 'title', 'source'],
        items.map(({ standard, sector, source }) => [
          standard.id,
          sector,
          standard.fields.length,
          standard.title.zh,
          source?.zh ?? '',
        ]),
      );
      return act === 'list' ? 0 : 2;
    },
  },
];

function tell(life: { id: string; status: string | null; successor: string | null }, output: CommandOutput): number {
  output.result(life);
  output.line(`${life.id}: ${life.status}${life.successor ? ` → ${life.successor}` : ''}`);
  return 0;
}
