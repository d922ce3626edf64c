import { Input } from 'antd';
import { useState } from 'react';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useText, useWords } from '../../../web/words.ts';
import type { Policy } from '../schema.ts';
import { accessMessages } from './messages.ts';

/** Every access policy in words, each with its text as an auditor reads it. */
export default function PoliciesPage() {
  const words = useWords(accessMessages);
  const text = useText();
  const [query, setQuery] = useState('');
  const policies = useApi<{ items: Policy[] }>('/policies', {}, { staleMilliseconds: 600_000 });
  const wanted = query.trim().toLowerCase();
  return (
    <>
      <PageHead title={words('policies')}>{words('lead')}</PageHead>
      <div className="stack">
        <Input.Search
          allowClear
          data-search=""
          style={{ maxWidth: '24rem' }}
          placeholder={words('search')}
          aria-label={words('search')}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Async query={policies}>
          {({ items }) => {
            const shown = items.filter((policy) =>
              `${policy.id} ${policy.reason.zh} ${policy.reason.en} ${policy.text}`.toLowerCase().includes(wanted),
            );
            if (shown.length === 0) return <Empty title={words('none')} />;
            return shown.map((policy) => (
              <article key={policy.id} className="panel stack" style={{ gap: '0.5rem' }}>
                <div className="row">
                  <StatusTag tone={policy.effect === 'permit' ? 'good' : 'bad'}>{words(policy.effect)}</StatusTag>
                  <span>{text(policy.reason)}</span>
                </div>
                <details>
                  <summary className="muted small">{words('showText')}</summary>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
                  <pre tabIndex={0}>{policy.text}</pre>
                </details>
              </article>
            ));
          }}
        </Async>
      </div>
    </>
  );
}
