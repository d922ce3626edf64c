import { DataTable } from '../../../web/components/data-table.tsx';
import { Empty } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { usePersonNames } from '../../identity/web/use-names.ts';
import type { CodeListState } from '../schema.ts';
import { standardsMessages } from './messages.ts';

type Change = CodeListState['changes'][number];

/** As many changes of one state are shown before the rest is counted. */
const shownChanges = 12;

/** The states of a code list, newest first, and what each changed. */
export function CodeListHistory({ states }: { states: CodeListState[] }) {
  const words = useWords(standardsMessages);
  const format = useFormat();
  const { name } = usePersonNames();
  return (
    <DataTable
      label={words('versions')}
      cards
      rows={states}
      rowKey={({ version }) => version}
      empty={<Empty title={words('builtIn')} />}
      columns={[
        { key: 'version', title: words('version'), cell: ({ version }) => `v${version}` },
        { key: 'codes', title: words('codeCount'), numeric: true, cell: ({ codes }) => format.number(codes) },
        { key: 'changes', title: words('changes'), cell: (state) => <Changes state={state} /> },
        {
          key: 'published',
          title: words('publishedAt'),
          cell: ({ publishedAt, publishedBy }) => (
            <span>
              {format.instant(publishedAt)}
              <br />
              <span className="muted small">{name(publishedBy)}</span>
            </span>
          ),
        },
      ]}
    />
  );
}

function Changes({ state: { version, changes, changed } }: { state: CodeListState }) {
  const words = useWords(standardsMessages);
  const format = useFormat();
  if (changed === 0) return words(version === 1 ? 'firstState' : 'titleChanged');
  const more = changed - Math.min(changes.length, shownChanges);
  return (
    <ul className="plain">
      {changes.slice(0, shownChanges).map((change) => (
        <ChangeLine key={change.code} change={change} />
      ))}
      {more > 0 ? <li className="muted">{words('moreChanges', { count: format.number(more) })}</li> : null}
    </ul>
  );
}

function ChangeLine({ change }: { change: Change }) {
  const words = useWords(standardsMessages);
  const text = useText();
  const period = usePeriod();
  const { code, title, before } = change;
  const wording = { added: 'codeAdded', removed: 'codeRemoved', title: 'codeRetitled', period: 'codePeriod' } as const;
  return (
    <li>
      {words(wording[change.change])} <code>{code}</code> {text(title)}
      {before && change.change === 'title' ? ` (${text(before.title)} → ${text(title)})` : null}
      {before && change.change === 'period' ? ` (${period(before)} → ${period(change)})` : null}
    </li>
  );
}

/** The days on which a code is in force, in words. */
export function usePeriod() {
  const words = useWords(standardsMessages);
  return ({ from, to }: { from?: string; to?: string }) =>
    from && to
      ? words('fromTo', { from, to })
      : from
        ? words('fromOn', { from })
        : to
          ? words('untilOn', { to })
          : words('always');
}
