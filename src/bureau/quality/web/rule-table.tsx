import { Link } from 'react-router';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useText, useWords } from '../../../web/words.ts';
import { useOrganisationNames } from '../../identity/web/use-names.ts';
import { Deadline } from '../../operations/web/deadline.tsx';
import type { RuleState } from '../schema.ts';
import { qualityMessages } from './messages.ts';

/** How a rule stands, as icon and word. */
export function RuleStanding({ state }: { state: RuleState }) {
  const words = useWords(qualityMessages);
  if (state.rule.enabled === false) return <StatusTag tone="plain">{words('off')}</StatusTag>;
  if (!state.last) return <StatusTag tone="waiting">{words('notAsked')}</StatusTag>;
  if (state.last.passed) return <StatusTag tone="good">{words('passed')}</StatusTag>;
  return <StatusTag tone={state.rule.severity === 'notice' ? 'attention' : 'bad'}>{words('failed')}</StatusTag>;
}

/** Rules with how they stand, what was found, and until when it is to be mended. */
export function RuleTable({ rules }: { rules: RuleState[] }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const organisation = useOrganisationNames();
  return (
    <DataTable
      label={words('rules')}
      cards
      rows={rules}
      rowKey={({ rule }) => rule.id}
      empty={<Empty title={words('noRules')}>{words('noRulesBody')}</Empty>}
      columns={[
        {
          key: 'rule',
          title: words('rule'),
          cell: ({ rule }) => (
            <Link to={`/console/quality/rules/${encodeURIComponent(rule.id)}`}>{text(rule.title)}</Link>
          ),
        },
        { key: 'kind', title: words('kind'), cell: ({ rule }) => <span className="nowrap">{words(rule.kind)}</span> },
        { key: 'state', title: words('state'), cell: (state) => <RuleStanding state={state} /> },
        { key: 'found', title: words('found'), cell: ({ last }) => text(last?.message) },
        { key: 'owner', title: words('owner'), cell: ({ owner }) => organisation(owner) },
        {
          key: 'due',
          title: words('due'),
          cell: ({ failure }) => (failure ? <Deadline dueAt={failure.dueAt} finished={false} /> : null),
        },
      ]}
    />
  );
}
