import { DataTable } from '../../../web/components/data-table.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords, type Words } from '../../../web/words.ts';
import { useCodeTitles } from '../../standards/web/use-code-titles.ts';
import type { ColumnProfile, DatasetDetail } from '../schema.ts';
import { useProfiles } from './about-view.tsx';
import { catalogueMessages } from './messages.ts';
import { accessTones, accessWords, fieldTypeNames } from './names.ts';
import { useCell } from './use-cell.ts';
import { WhyAccess } from './why-access.tsx';

type FieldOf = DatasetDetail['fields'][number];

/** The constraints of a field in words, its pattern as code. */
export function Constraints({ field, dataKey }: { field: Omit<FieldOf, 'access'>; dataKey: string[] }) {
  const words = useWords(catalogueMessages);
  const line = describeConstraints(field, dataKey, words);
  if (!field.pattern) return <>{line}</>;
  return (
    <>
      {line}
      {line ? ' · ' : ''}
      {words('matches')} <code>{field.pattern}</code>
    </>
  );
}

function describeConstraints(
  field: Omit<FieldOf, 'access'>,
  key: string[],
  words: Words<typeof catalogueMessages>,
): string {
  const parts = [
    key.includes(field.name) ? words('keyField') : '',
    field.required ? words('required') : '',
    field.unique ? words('unique') : '',
  ];
  if (field.min !== undefined && field.max !== undefined)
    parts.push(words('between', { min: field.min, max: field.max }));
  else if (field.min !== undefined) parts.push(words('atLeast', { min: field.min }));
  else if (field.max !== undefined) parts.push(words('atMost', { max: field.max }));
  if (field.enum)
    parts.push(words('oneOf', { values: field.enum.slice(0, 8).join(' / ') + (field.enum.length > 8 ? ' …' : '') }));
  if (field.codeList) parts.push(words('fromCodeList', { list: field.codeList }));
  return parts.filter(Boolean).join(' · ');
}

/** The columns: what each is, what this reader sees of it, and what the newest version holds. */
export default function ColumnsView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const cell = useCell();
  const codeTitle = useCodeTitles(dataset.fields);
  const profiles = useProfiles(dataset);
  const profileOf = (field: FieldOf): ColumnProfile | undefined =>
    profiles.data?.columns.find((candidate) => candidate.field === field.name);
  return (
    <div className="stack">
      <div className="row">
        <WhyAccess dataset={dataset} />
      </div>
      <DataTable
        label={words('viewColumns')}
        cards
        rows={dataset.fields}
        rowKey={(field) => field.name}
        columns={[
          {
            key: 'title',
            title: words('fieldTitle'),
            cell: (field) => (
              <span>
                {text(field.title)}
                <br />
                <code className="muted">{field.name}</code>
              </span>
            ),
          },
          {
            key: 'type',
            title: words('fieldType'),
            cell: (field) => `${text(fieldTypeNames[field.type])}${field.unit ? ` (${field.unit})` : ''}`,
          },
          {
            key: 'rules',
            title: words('fieldRules'),
            cell: (field) => <Constraints field={field} dataKey={dataset.key} />,
          },
          {
            key: 'access',
            title: words('fieldAccess'),
            cell: (field) => (
              <StatusTag tone={accessTones[field.access] ?? 'plain'}>{words(accessWords[field.access])}</StatusTag>
            ),
          },
          {
            key: 'filled',
            title: words('filled'),
            numeric: true,
            cell: (field) => {
              const profile = profileOf(field);
              return profile && profile.count > 0 ? format.percent(1 - profile.nulls / profile.count) : null;
            },
          },
          {
            key: 'distinct',
            title: words('distinct'),
            numeric: true,
            cell: (field) => {
              const profile = profileOf(field);
              return profile ? format.number(profile.distinct) : null;
            },
          },
          {
            key: 'range',
            title: words('range'),
            cell: (field) => {
              const profile = profileOf(field);
              if (!profile || profile.min === null || profile.max === null) return null;
              return `${cell(profile.min, field.type)} – ${cell(profile.max, field.type)}`;
            },
          },
          {
            key: 'distribution',
            title: words('distribution'),
            width: '8rem',
            cell: (field) => {
              const profile = profileOf(field);
              return profile ? (
                <Bars
                  profile={profile}
                  label={text(field.title)}
                  nameOf={(value) => codeTitle(field.name, value) ?? value}
                />
              ) : null;
            },
          },
        ]}
      />
    </div>
  );
}

function Bars({ profile, label, nameOf }: { profile: ColumnProfile; label: string; nameOf(value: string): string }) {
  const words = useWords(catalogueMessages);
  const bars =
    profile.histogram.length > 1
      ? profile.histogram.map((bin) => ({ name: `${bin.from}–${bin.to}`, count: bin.count }))
      : profile.top.slice(0, 10).map((value) => ({ name: nameOf(value.value), count: value.count }));
  if (bars.length < 2) return null;
  const most = Math.max(...bars.map((bar) => bar.count), 1);
  return (
    <svg
      viewBox={`0 0 ${bars.length * 10} 30`}
      preserveAspectRatio="none"
      className="spark"
      role="img"
      aria-label={`${label} ${words('distribution')}`}
    >
      {bars.map((bar, index) => (
        <rect
          key={bar.name}
          x={index * 10 + 1}
          width={8}
          y={30 - (bar.count / most) * 28}
          height={Math.max(1, (bar.count / most) * 28)}
          fill="var(--river)"
        >
          <title>{`${bar.name}: ${bar.count}`}</title>
        </rect>
      ))}
    </svg>
  );
}
