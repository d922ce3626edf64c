import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DataTable } from '../../../web/components/data-table.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async, Empty, Problem } from '../../../web/components/states.tsx';
import { useFormat } from '../../../web/format.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import type { DriftReport, DriftSettings, DriftState, DriftThreshold, FieldDrift } from '../schema.ts';
import { Drifts, useMeasure } from './drift-view.tsx';
import { qualityMessages } from './messages.ts';

/** Drift of one dataset for whoever keeps it: what moved, and the thresholds to change, field by field. */
export default function DriftPage() {
  const words = useWords(qualityMessages);
  const text = useText();
  const { id = '' } = useParams();
  const path = `/quality/datasets/${encodeURIComponent(id)}`;
  const dataset = useApi<DatasetDetail>(`/datasets/${encodeURIComponent(id)}`);
  const drift = useApi<{ items: DriftReport[] }>(`${path}/drift`, { limit: 5 });
  const state = useApi<DriftState>(`${path}/drift-settings`);
  return (
    <>
      <PageHead title={words('driftSettingsOf', { dataset: text(dataset.data?.title) || id })}>
        {words('driftSettingsLead')}
      </PageHead>
      <div className="stack">
        <section className="panel">
          <h2>{words('driftSettings')}</h2>
          <Async query={state}>
            {(found) =>
              found.rows === null ? (
                <Empty title={words('noProfileYet')}>{words('noProfileYetBody')}</Empty>
              ) : (
                <Thresholds key={found.updatedAt} state={found} rows={found.rows} />
              )
            }
          </Async>
        </section>
        <section className="panel">
          <h2>{words('drift')}</h2>
          <Async query={drift}>{({ items }) => <Drifts reports={items} />}</Async>
        </section>
      </div>
    </>
  );
}

interface Line {
  /** Null of the whole table. */
  field: string | null;
  title: string;
  /** The line that carries the field's name and switch. */
  first: boolean;
  of: DriftThreshold | null;
}

function Thresholds({ state, rows }: { state: DriftState; rows: DriftThreshold }) {
  const words = useWords(qualityMessages);
  const text = useText();
  const format = useFormat();
  const written = useMeasure();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [settings, setSettings] = useState<DriftSettings>(state.settings);
  const [error, setError] = useState<unknown>(null);
  const ofField = (field: string): FieldDrift => settings.fields?.[field] ?? {};
  const setField = (field: string, part: { [Key in keyof FieldDrift]?: FieldDrift[Key] | undefined }) => {
    const { [field]: _before, ...others } = settings.fields ?? {};
    const next = dropEmpty({ ...ofField(field), ...part });
    setSettings({ ...settings, fields: Object.keys(next).length === 0 ? others : { ...others, [field]: next } });
  };
  const lines: Line[] = [
    { field: null, title: words('wholeTable'), first: true, of: rows },
    ...state.fields.flatMap(({ field, title, thresholds }): Line[] => {
      const shown = ofField(field).off === undefined ? thresholds : [];
      if (shown.length === 0) return [{ field, title: text(title), first: true, of: null }];
      return shown.map((of, index) => ({ field, title: text(title), first: index === 0, of }));
    }),
  ];
  const unexplained = state.fields.filter(({ field }) => ofField(field).off?.trim() === '');

  const save = async () => {
    setError(null);
    try {
      await call('PUT', `/quality/datasets/${encodeURIComponent(state.dataset)}/drift-settings`, { body: settings });
      message.success(words('thresholdsSaved'));
      await client.invalidateQueries();
    } catch (problem) {
      setError(problem);
    }
  };

  const own = ({ field, title, of }: Line) => {
    if (!of) return null;
    const value = of.measure === 'rows' ? settings.rows : field === null ? undefined : ofField(field)[of.measure];
    // Shares are written in per cent, the index as it is.
    const factor = of.measure === 'distribution' ? 1 : 100;
    const measure = words(`${of.measure}Measure`);
    return (
      <InputNumber
        size="small"
        style={{ width: '8rem' }}
        aria-label={words('ownThresholdOf', { field: title, measure })}
        placeholder={words('notSet')}
        min={0.0001}
        max={1_000_000}
        suffix={factor === 100 ? '%' : undefined}
        value={value === undefined ? null : Number((value * factor).toPrecision(12))}
        onChange={(typed) => {
          const next = typed ? Number((typed / factor).toPrecision(12)) : undefined;
          if (of.measure === 'rows') setSettings(dropEmpty({ ...settings, rows: next }));
          else if (field !== null) setField(field, { [of.measure]: next });
        }}
      />
    );
  };

  return (
    <div className="stack">
      <DataTable
        label={words('driftSettings')}
        cards
        rows={lines}
        rowKey={({ field, of }) => `${field ?? ''} ${of?.measure ?? ''}`}
        columns={[
          { key: 'field', title: words('field'), cell: ({ title }) => title },
          {
            key: 'looked',
            title: words('lookedAt'),
            cell: ({ field, title, first }) =>
              field !== null && first ? (
                <div className="row">
                  <Switch
                    size="small"
                    aria-label={words('lookedAtOf', { field: title })}
                    checked={ofField(field).off === undefined}
                    onChange={(on) => setField(field, { off: on ? undefined : '' })}
                  />
                  {ofField(field).off === undefined ? null : (
                    <Input
                      size="small"
                      style={{ width: 'min(14rem, 100%)' }}
                      aria-label={words('offReasonOf', { field: title })}
                      placeholder={words('offReason')}
                      maxLength={500}
                      value={ofField(field).off}
                      onChange={(event) => setField(field, { off: event.target.value })}
                    />
                  )}
                </div>
              ) : null,
          },
          {
            key: 'measure',
            title: words('measureName'),
            cell: ({ of }) => (of ? words(`${of.measure}Measure`) : null),
          },
          {
            key: 'last',
            title: words('lastMove'),
            numeric: true,
            cell: ({ of }) => (of ? written(of.measure, of.last) : null),
          },
          {
            key: 'inForce',
            title: words('inForce'),
            numeric: true,
            cell: ({ of }) =>
              of ? (
                <>
                  {written(of.measure, of.threshold)} <span className="small muted">{words(of.basis)}</span>
                </>
              ) : null,
          },
          { key: 'own', title: words('ownThreshold'), cell: own },
        ]}
      />
      {unexplained.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={words('offNeedsReason', { fields: unexplained.map(({ title }) => text(title)).join('、') })}
        />
      ) : null}
      {error ? <Problem error={error} /> : null}
      <div className="row">
        <Button type="primary" disabled={unexplained.length > 0} onClick={save}>
          {words('saveThresholds')}
        </Button>
        {state.updatedAt ? (
          <span className="small muted">{words('changedAt', { at: format.instant(state.updatedAt) })}</span>
        ) : null}
      </div>
    </div>
  );
}

/** Without what is not set; an empty reason stays, for it is still to be written. */
function dropEmpty<Shape extends object>(object: { [Key in keyof Shape]: Shape[Key] | undefined }): Shape {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Shape;
}
