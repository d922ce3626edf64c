import { Chart } from '../../../web/components/chart.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useText, useWords } from '../../../web/words.ts';
import { useCodeTitles } from '../../standards/web/use-code-titles.ts';
import type { ColumnProfile, DatasetDetail } from '../schema.ts';
import { catalogueMessages } from './messages.ts';

/** A column with the profile from which it can be drawn. */
export interface Drawable {
  field: DatasetDetail['fields'][number];
  profile: ColumnProfile;
}

/** The columns that have something to draw: a histogram, or values that come back. */
export function chartable(dataset: DatasetDetail, profiles: ColumnProfile[]): Drawable[] {
  const drawn: Drawable[] = [];
  for (const field of dataset.fields) {
    const profile = profiles.find((candidate) => candidate.field === field.name);
    if (!profile || field.access === 'withheld') continue;
    const repeats = (profile.top[0]?.count ?? 0) > 1 && profile.distinct > 1;
    const place = field.type === 'longitude' || field.type === 'latitude';
    const spread = profile.histogram.length > 1 && !dataset.key.includes(field.name) && !place;
    if (repeats || spread) drawn.push({ field, profile: { ...profile, histogram: spread ? profile.histogram : [] } });
  }
  return drawn;
}

/** The distribution of one column, under a title that states what is most frequent. */
export function DistributionChart({ dataset, entry }: { dataset: DatasetDetail; entry: Drawable }) {
  const words = useWords(catalogueMessages);
  const shell = useWords(shellMessages);
  const text = useText();
  const format = useFormat();
  const codeTitle = useCodeTitles(dataset.fields);
  const { field, profile } = entry;
  const name = text(field.title);
  const known = Math.max(1, profile.count - profile.nulls);
  const source = shell('source', { dataset: text(dataset.title), version: dataset.version ?? '' });
  if (profile.histogram.length > 1) {
    const most = profile.histogram.reduce((a, b) => (b.count > a.count ? b : a));
    return (
      <Chart
        kind="bar"
        title={words('histogramTitle', {
          field: name,
          from: format.number(most.from),
          to: format.number(most.to),
          share: format.percent(most.count / known),
        })}
        categories={profile.histogram.map((bin) => `${format.number(bin.from)}–${format.number(bin.to)}`)}
        categoryName={field.unit ? `${name} (${field.unit})` : name}
        unit={words('countUnit')}
        series={[{ name: words('count'), values: profile.histogram.map((bin) => bin.count) }]}
        source={source}
      />
    );
  }
  const top = profile.top.slice(0, 12);
  const first = top[0];
  const nameOf = (value: string) => codeTitle(field.name, value) ?? value;
  return (
    <Chart
      kind="bar-across"
      title={words('topTitle', {
        field: name,
        value: first ? nameOf(first.value) : '',
        share: format.percent((first?.count ?? 0) / known),
      })}
      categories={top.map((value) => nameOf(value.value))}
      categoryName={name}
      unit={words('countUnit')}
      series={[{ name: words('count'), values: top.map((value) => value.count) }]}
      height={`${Math.max(10, top.length * 1.9 + 4)}rem`}
      source={source}
    />
  );
}
