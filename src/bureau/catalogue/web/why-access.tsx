import { SafetyOutlined } from '@ant-design/icons';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import type { Text } from '../../../kernel/text.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { Async } from '../../../web/components/states.tsx';
import { StatusTag } from '../../../web/components/status-tag.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { ReaderAccess } from '../../access/schema.ts';
import { maskNames } from '../../access/web/mask-names.ts';
import type { DatasetDetail } from '../schema.ts';
import { catalogueMessages } from './messages.ts';
import { accessTones, accessWords } from './names.ts';

/** Opens what this reader may do with a dataset and how its fields are shown, each with the rule that decides it. */
export function WhyAccess({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<SafetyOutlined />} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {words('why')}
      </Button>
      <Drawer title={words('whyTitle')} open={open} onClose={() => setOpen(false)} size="large" destroyOnHidden>
        <Explanation dataset={dataset} />
      </Drawer>
    </>
  );
}

function Explanation({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const format = useFormat();
  const access = useApi<ReaderAccess>(`/datasets/${encodeURIComponent(dataset.id)}/access`);
  const titleOf = (name: string) => text(dataset.fields.find((field) => field.name === name)?.title) || name;
  return (
    <Async query={access}>
      {({ actions, fields }) => {
        const limited = fields.filter((field) => field.access !== 'open');
        const readable = actions.some(({ action, allowed }) => action === 'dataset:read' && allowed);
        return (
          <div className="stack">
            <section className="stack" aria-labelledby="why-actions">
              <h3 id="why-actions">{words('whyActions')}</h3>
              <ul className="plain stack">
                {actions.map((entry) => (
                  <li key={entry.action}>
                    <div className="row">
                      <StatusTag tone={entry.allowed ? 'good' : 'plain'}>
                        {words(entry.allowed ? 'mayDo' : 'mayNotDo')}
                      </StatusTag>
                      <strong>{text(entry.title)}</strong>
                    </div>
                    <p className="small">{text(entry.reason)}</p>
                    <Permitting rules={entry.permitting} />
                  </li>
                ))}
              </ul>
            </section>
            <section className="stack" aria-labelledby="why-fields">
              <h3 id="why-fields">{words('whyFields')}</h3>
              <p>
                {!readable
                  ? words('whyUnreadable')
                  : limited.length === 0
                    ? words('whyAllOpen', { count: format.number(fields.length) })
                    : words('whyOpenCount', { count: format.number(fields.length - limited.length) })}
              </p>
              <ul className="plain stack">
                {(readable ? limited : []).map((field) => (
                  <li key={field.name}>
                    <div className="row">
                      <StatusTag tone={accessTones[field.access] ?? 'plain'}>
                        {words(accessWords[field.access])}
                      </StatusTag>
                      <strong>{titleOf(field.name)}</strong>
                      {field.mask ? <span className="muted">{text(maskNames[field.mask])}</span> : null}
                    </div>
                    <p className="small">{text(field.reason)}</p>
                    <Permitting rules={field.permitting} />
                  </li>
                ))}
              </ul>
            </section>
          </div>
        );
      }}
    </Async>
  );
}

function Permitting({ rules }: { rules: Text[] }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  if (rules.length === 0) return null;
  return (
    <details className="small">
      <summary className="muted">{words('whyPermitting')}</summary>
      <ul>
        {rules.map((rule) => (
          <li key={rule.en}>{text(rule)}</li>
        ))}
      </ul>
    </details>
  );
}
