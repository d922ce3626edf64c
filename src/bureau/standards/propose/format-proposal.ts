import { formatStandard } from '../format.ts';
import type { Proposal } from '../schema.ts';
import { shown } from './guess-type.ts';

/** A proposal as the YAML of its standard, with what was looked at and each field's reasons as comments in both languages. */
export function formatProposal({ standard, fields, rows, total, rejected }: Proposal, file: string): string {
  const looked =
    rows < total
      ? {
          zh: `查看了 ${shown(total)} 行中均匀抽取的 ${shown(rows)} 行`,
          en: `${shown(rows)} of ${shown(total)} rows were looked at, spread evenly`,
        }
      : { zh: `查看了全部 ${shown(rows)} 行`, en: `all ${shown(rows)} rows were looked at` };
  const outcome =
    rejected > 0
      ? {
          zh: `按此草案采集，其中 ${shown(rejected)} 行会进入隔离区`,
          en: `collected as drafted, ${shown(rejected)} of them would go to quarantine`,
        }
      : { zh: '按此草案采集，这些行都会被接受', en: 'collected as drafted, they would all be accepted' };
  const head = [
    `按 ${file} 起草，未经核对：${looked.zh}；${outcome.zh}。`,
    `Drafted from ${file} and not reviewed: ${looked.en}; ${outcome.en}.`,
  ];
  const notes = new Map(
    fields.map(({ name, column, reasons }) => [
      name,
      [
        `${column || name}：${reasons.map(({ zh }) => zh).join('；')}`,
        `${column || name}: ${reasons.map(({ en }) => en).join('; ')}`,
      ],
    ]),
  );
  return formatStandard(standard, { head, fields: notes });
}
