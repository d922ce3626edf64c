import { Link } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { absent, useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import { actionNames } from '../../audit/web/action-names.ts';
import { useOrganisationNames, usePersonNames } from '../../identity/web/use-names.ts';
import type { DatasetDetail, HistoryEntry, Version } from '../schema.ts';
import { catalogueMessages } from './messages.ts';
import {
  levelNames,
  opennessNames,
  operationNames,
  propertyNames,
  sectorNames,
  sharingNames,
  statusNames,
} from './names.ts';

interface Entry {
  key: string;
  at: string;
  actor: string | null;
  version: Version | null;
  edit: HistoryEntry | null;
}

/** Who changed what and when: versions of the data and edits of the entry in one list, newest first. */
export default function HistoryView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const format = useFormat();
  const { name: actorName } = usePersonNames();
  const base = `/datasets/${encodeURIComponent(dataset.id)}`;
  const edits = useApi<{ items: HistoryEntry[] }>(`${base}/history`);
  const versions = useApi<{ items: Version[] }>(dataset.version === null ? null : `${base}/versions`, { limit: 200 });
  const runs = useApi<{ items: { id: string; startedBy: string }[] }>('/runs', { dataset: dataset.id, limit: 100 });
  const startedBy = new Map((runs.data?.items ?? []).map((run) => [run.id, run.startedBy]));
  return (
    <Async query={edits}>
      {({ items }) => {
        const entries: Entry[] = [
          ...items.map((edit) => ({ key: `e${edit.revision}`, at: edit.at, actor: edit.actor, version: null, edit })),
          ...(versions.data?.items ?? []).map((version) => ({
            key: `v${version.version}`,
            at: version.at,
            actor: (version.run && startedBy.get(version.run)) || null,
            version,
            edit: null,
          })),
        ].sort((a, b) => b.at.localeCompare(a.at));
        return (
          <DataTable
            label={words('viewHistory')}
            cards
            rows={entries}
            rowKey={(entry) => entry.key}
            empty={<Empty title={words('noHistory')}>{words('noHistoryBody')}</Empty>}
            columns={[
              {
                key: 'at',
                title: words('at'),
                cell: (entry) => <span className="nowrap">{format.instant(entry.at)}</span>,
              },
              { key: 'actor', title: words('actor'), cell: (entry) => (entry.actor ? actorName(entry.actor) : null) },
              {
                key: 'what',
                title: words('change'),
                cell: (entry) =>
                  entry.version ? (
                    <MadeVersion dataset={dataset} version={entry.version} />
                  ) : entry.edit ? (
                    <Edit edit={entry.edit} />
                  ) : null,
              },
            ]}
          />
        );
      }}
    </Async>
  );
}

function MadeVersion({ dataset, version }: { dataset: DatasetDetail; version: Version }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  return (
    <div>
      <Link to={`/datasets/${dataset.id}?view=preview&version=${version.version}`}>
        {words('historyVersion', { version: version.version })}
      </Link>{' '}
      {text(operationNames[version.operation.toUpperCase()]) || version.operation}
      <div className="small muted underlined">
        {words('historyRows', {
          rows: format.number(version.rows),
          added: format.number(version.added),
          removed: format.number(version.removed),
        })}
        {version.standard ? (
          <>
            {' · '}
            <Link to={`/console/standards/${version.standard.id}?version=${version.standard.version}`}>
              {words('historyStandard', { version: version.standard.version })}
            </Link>
          </>
        ) : null}
        {version.run ? (
          <>
            {' · '}
            <Link to={`/console/runs/${version.run}`}>{words('run')}</Link>
          </>
        ) : null}
      </div>
    </div>
  );
}

function Edit({ edit }: { edit: HistoryEntry }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const shown = useShownValue();
  return (
    <div>
      {text(actionNames[`catalogue.${edit.action}`]) || edit.action}
      <ul className="plain small">
        {Object.entries(edit.changes)
          .filter(([name]) => name in propertyNames)
          .map(([name, { before, after }]) => (
            <li key={name}>
              <span className="muted">{words('historyProperty', { property: text(propertyNames[name]) })}</span>{' '}
              <del className="muted">{shown(name, before)}</del> → <ins>{shown(name, after)}</ins>
            </li>
          ))}
      </ul>
    </div>
  );
}

function useShownValue(): (name: string, value: unknown) => string {
  const text = useText();
  const organisation = useOrganisationNames();
  const lists: Record<string, Record<string, { zh: string; en: string }>> = {
    openness: opennessNames,
    sharing: sharingNames,
    level: levelNames,
    sector: sectorNames,
    status: statusNames,
  };
  return (name, value) => {
    if (value === null || value === undefined || value === '') return absent;
    if (Array.isArray(value)) return value.length === 0 ? absent : value.join(' · ');
    if (name === 'owner') return organisation(String(value));
    return text(lists[name]?.[String(value)]) || String(value);
  };
}
