import { Select } from 'antd';
import { useState } from 'react';
import { useSession } from '../../../web/client/session.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail, SearchResult } from '../../catalogue/schema.ts';
import { useSettled } from '../../catalogue/web/dataset-search-box.tsx';
import { collectionMessages } from './messages.ts';

/** Chooses a dataset of one's own organisation by a part of its title. */
export function DatasetPicker({
  value,
  chosen,
  onChange,
}: {
  value: string | null;
  chosen: DatasetDetail | undefined;
  onChange(id: string | null): void;
}) {
  const words = useWords(collectionMessages);
  const text = useText();
  const { person } = useSession();
  const [typed, setTyped] = useState('');
  const q = useSettled(typed.trim(), 150);
  const found = useApi<SearchResult>('/datasets', { q, owner: person?.organisation?.id, limit: 30 }, { keep: true });
  const options = (found.data?.items ?? []).map((dataset) => ({
    value: dataset.id,
    label: `${text(dataset.title)} · ${dataset.id}`,
  }));
  if (chosen && value && !options.some((option) => option.value === value)) {
    options.unshift({ value, label: `${text(chosen.title)} · ${value}` });
  }
  return (
    <Select
      style={{ width: 'min(32rem, 100%)' }}
      aria-label={words('dataset')}
      placeholder={words('chooseDataset')}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      {...(value ? { value } : {})}
      options={options}
      onChange={(next: string | undefined) => onChange(next ?? null)}
    />
  );
}
