import { Link } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import { useRuleName } from '../../standards/web/rule-names.ts';
import type { Run } from '../schema.ts';
import { collectionMessages } from './messages.ts';

/** The address of a run's quarantine, narrowed to one finding. */
export function quarantineAddress(run: string, finding: { field: string | null; rule: string }): string {
  const query = new URLSearchParams({ rule: finding.rule, ...(finding.field ? { field: finding.field } : {}) });
  return `/console/runs/${run}/quarantine?${query}`;
}

/** Findings by rule and field, many fields that break one rule together, most frequent first, each with the way to its rows. */
export function FindingTable({ run }: { run: Run }) {
  const words = useWords(collectionMessages);
  const text = useText();
  const format = useFormat();
  const ruleName = useRuleName();
  const dataset = useApi<DatasetDetail>(`/datasets/${encodeURIComponent(run.dataset)}`);
  const titleOf = (name: string) => text(dataset.data?.fields.find((field) => field.name === name)?.title) || name;
  return (
    <DataTable
      label={words('findings')}
      cards
      rows={run.groups}
      rowKey={(entry) => `${entry.examples[0]?.field}|${entry.rule}`}
      empty={<Empty title={words('findingsNone')}>{words('findingsNoneBody')}</Empty>}
      columns={[
        {
          key: 'field',
          title: words('field'),
          cell: (entry) => {
            const titles = entry.examples.flatMap(({ field }) => (field === null ? [] : [titleOf(field)]));
            if (titles.length === 0) return words('wholeRow');
            if (entry.fields === 1) return titles[0];
            return words('manyFields', { count: format.number(entry.fields), titles });
          },
        },
        { key: 'message', title: words('message'), cell: (entry) => text(entry.message) },
        { key: 'rule', title: words('rule'), cell: (entry) => ruleName(entry.rule) },
        {
          key: 'sample',
          title: words('sample'),
          cell: ({ examples: [first] }) => (first?.sample ? <code>{first.sample}</code> : null),
        },
        { key: 'count', title: words('count'), numeric: true, cell: (entry) => format.number(entry.count) },
        {
          key: 'mend',
          title: '',
          cell: (entry) => (
            <Link
              to={quarantineAddress(run.id, {
                rule: entry.rule,
                field: entry.fields === 1 ? entry.examples[0]!.field : null,
              })}
              className="nowrap"
            >
              {words('mendThese')}
            </Link>
          ),
        },
      ]}
    />
  );
}
