import { SearchOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Input, Space } from 'antd';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { SearchResult } from '../schema.ts';
import { catalogueMessages } from './messages.ts';

/** A value that follows another after it has been still for a while. */
export function useSettled<Value>(value: Value, milliseconds: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** The search box with suggestions while one types; Enter searches, choosing one opens it. */
export function DatasetSearchBox({
  value,
  onSearch,
  autoFocus = false,
}: {
  value: string;
  onSearch(q: string): void;
  autoFocus?: boolean;
}) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(value);
  const [open, setOpen] = useState(false);
  const settled = useSettled(typed.trim(), 120);
  useEffect(() => setTyped(value), [value]);
  const found = useApi<SearchResult>(open && settled ? '/datasets' : null, { q: settled, limit: 6 }, { keep: true });
  const search = (q: string) => {
    setOpen(false);
    onSearch(q.trim());
  };
  return (
    <search data-search="">
      <Space.Compact block>
        <AutoComplete
          style={{ flex: 1, minWidth: 0 }}
          value={typed}
          open={open && settled !== '' && (found.data?.items.length ?? 0) > 0}
          onOpenChange={(next) => setOpen(next)}
          onChange={(next: string) => setTyped(next)}
          onSelect={(id: string) => {
            setTyped(value);
            setOpen(false);
            void navigate(`/datasets/${id}`);
          }}
          defaultActiveFirstOption={false}
          options={(settled ? (found.data?.items ?? []) : []).map((dataset) => ({
            value: dataset.id,
            label: (
              <div className="row between" style={{ flexWrap: 'nowrap' }}>
                <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{text(dataset.title)}</span>
                <span className="muted small">{text(dataset.owner.name)}</span>
              </div>
            ),
          }))}
        >
          <Input
            size="large"
            allowClear
            autoFocus={autoFocus}
            prefix={<SearchOutlined aria-hidden />}
            placeholder={words('searchPlaceholder')}
            aria-label={words('search')}
            enterKeyHint="search"
            maxLength={200}
            onFocus={() => setOpen(true)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.nativeEvent.isComposing) search(typed);
            }}
          />
        </AutoComplete>
        <Button size="large" type="primary" onClick={() => search(typed)}>
          {words('search')}
        </Button>
      </Space.Compact>
    </search>
  );
}
