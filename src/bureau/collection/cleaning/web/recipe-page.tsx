import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useParams } from 'react-router';
import { parse, stringify } from 'yaml';
import { call } from '../../../../web/client/call.ts';
import { useApi } from '../../../../web/client/use-api.ts';
import { PageHead } from '../../../../web/components/page-head.tsx';
import { Async, Empty, Problem } from '../../../../web/components/states.tsx';
import { useText, useWords } from '../../../../web/words.ts';
import type { DatasetDetail } from '../../../catalogue/schema.ts';
import type { Standard } from '../../../standards/schema.ts';
import {
  type Recipe,
  type RecipePreview,
  type RecipeStep,
  type RecipeSuggestion,
  type StepName,
  stepTitles,
} from '../schema.ts';
import { recipeMessages } from './messages.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { StepForm } from './step-form.tsx';
import { newStep } from './step-options.ts';

/** The recipe of a dataset: its steps in order, tried on the newest file before they are saved. */
export default function RecipePage() {
  const words = useWords(recipeMessages);
  const { id = '' } = useParams();
  const path = `/datasets/${encodeURIComponent(id)}`;
  const detail = useApi<DatasetDetail>(path);
  const standardId = detail.data?.standard?.id;
  const standard = useApi<Standard>(standardId ? `/standards/${encodeURIComponent(standardId)}` : null);
  const recipe = useApi<Recipe>(`${path}/recipe`);
  return (
    <Async query={detail} title={words('recipe')}>
      {(dataset) => (
        <Async query={standard} title={words('recipe')}>
          {(found) => (
            <Async query={recipe} title={words('recipe')}>
              {(saved) => <Editor key={saved.version} dataset={dataset} standard={found} saved={saved} />}
            </Async>
          )}
        </Async>
      )}
    </Async>
  );
}

const yamlOf = (steps: RecipeStep[]) => stringify({ steps }, { lineWidth: 110 });

/** Steps of a YAML text; null while it cannot be read. */
function stepsOf(yaml: string): RecipeStep[] | null {
  try {
    const { steps } = (parse(yaml) ?? {}) as { steps?: RecipeStep[] | null };
    const list = steps ?? [];
    return Array.isArray(list) && list.every((step) => step?.step in stepTitles) ? list : null;
  } catch {
    return null;
  }
}

function Editor({ dataset, standard, saved }: { dataset: DatasetDetail; standard: Standard; saved: Recipe }) {
  const words = useWords(recipeMessages);
  const text = useText();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [yaml, setYaml] = useState(yamlOf(saved.steps));
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState<'save' | 'preview' | 'suggest' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [reasons, setReasons] = useState<RecipeSuggestion['reasons']>([]);
  const [preview, setPreview] = useState<RecipePreview | null>(null);
  const steps = useMemo(() => stepsOf(yaml), [yaml]);
  const path = `/datasets/${encodeURIComponent(dataset.id)}/recipe`;
  const put = (next: RecipeStep[]) => setYaml(yamlOf(next));
  const during = async (what: 'save' | 'preview' | 'suggest', work: () => Promise<void>) => {
    setBusy(what);
    setError(null);
    try {
      await work();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(null);
    }
  };
  const save = () =>
    during('save', async () => {
      const next = await call<Recipe>('PUT', path, { body: { yaml, ...(note.trim() ? { note: note.trim() } : {}) } });
      message.success(words('saved', { version: next.version }));
      await client.invalidateQueries();
    });
  const show = () =>
    during('preview', async () => setPreview(await call<RecipePreview>('POST', `${path}/preview`, { body: { yaml } })));
  const suggest = () =>
    during('suggest', async () => {
      const found = await call<RecipeSuggestion>('POST', `${path}/suggestion`, { body: {} });
      const known = new Set((steps ?? []).map((step) => JSON.stringify(step)));
      const fresh = found.steps.filter((step) => !known.has(JSON.stringify(step)));
      setReasons(fresh.length > 0 ? found.reasons : []);
      if (fresh.length === 0) message.info(words('nothingToSuggest'));
      else put([...(steps ?? []), ...fresh]);
    });
  const move = (from: number, to: number) => {
    if (!steps) return;
    const next = [...steps];
    const [step] = next.splice(from, 1);
    next.splice(to, 0, step!);
    put(next);
  };
  return (
    <>
      <PageHead
        title={`${words('recipe')} · ${text(dataset.title)}`}
        marks={
          <span className="muted">
            {saved.version > 0 ? words('version', { version: saved.version }) : words('none')}
          </span>
        }
        actions={
          <Button loading={busy === 'suggest'} onClick={() => void suggest()}>
            {words('suggest')}
          </Button>
        }
      >
        {words('lead')}
      </PageHead>
      <div className="stack">
        {error ? <Problem error={error} /> : null}
        {reasons.length > 0 ? (
          <Alert
            type="info"
            showIcon
            title={words('suggested', { count: reasons.length })}
            description={
              <ul>
                {reasons.map((reason) => (
                  <li key={reason.en}>{text(reason)}</li>
                ))}
              </ul>
            }
          />
        ) : null}
        <section className="panel stack">
          <h2>{words('steps')}</h2>
          {steps === null ? <Alert type="warning" showIcon title={words('unreadable')} /> : null}
          {steps?.length === 0 ? <Empty title={words('none')}>{words('noneBody')}</Empty> : null}
          <ol className="plain stack">
            {(steps ?? []).map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
              <li key={index} className="panel stack" style={{ gap: '0.5rem' }}>
                <div className="row between">
                  <strong>
                    {index + 1} · {text(stepTitles[step.step])}
                  </strong>
                  <span className="row" style={{ gap: '0.25rem' }}>
                    <Button
                      icon={<ArrowUpOutlined />}
                      aria-label={words('up', { place: index + 1 })}
                      disabled={index === 0}
                      onClick={() => move(index, index - 1)}
                    />
                    <Button
                      icon={<ArrowDownOutlined />}
                      aria-label={words('down', { place: index + 1 })}
                      disabled={index === (steps?.length ?? 0) - 1}
                      onClick={() => move(index, index + 1)}
                    />
                    <Button
                      icon={<DeleteOutlined />}
                      aria-label={words('remove', { place: index + 1 })}
                      onClick={() => put((steps ?? []).filter((_, other) => other !== index))}
                    />
                  </span>
                </div>
                <StepForm
                  step={step}
                  standard={standard}
                  onChange={(next) => put((steps ?? []).map((other, at) => (at === index ? next : other)))}
                />
              </li>
            ))}
          </ol>
          <Select
            style={{ maxWidth: '20rem' }}
            aria-label={words('addStep')}
            placeholder={words('addStep')}
            value={null}
            disabled={steps === null}
            options={(Object.keys(stepTitles) as StepName[]).map((name) => ({
              value: name,
              label: text(stepTitles[name]),
            }))}
            onChange={(name: StepName | null) => name && put([...(steps ?? []), newStep(name)])}
          />
          <details>
            <summary>{words('yaml')}</summary>
            <Input.TextArea
              className="mono code-area"
              aria-label={words('yaml')}
              spellCheck={false}
              autoSize={{ minRows: 8, maxRows: 30 }}
              value={yaml}
              onChange={(event) => setYaml(event.target.value)}
              wrap="off"
            />
          </details>
          <div className="row">
            <Input
              style={{ maxWidth: '20rem' }}
              aria-label={words('note')}
              placeholder={words('note')}
              maxLength={2000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
            <Button type="primary" loading={busy === 'save'} onClick={() => void save()}>
              {words('save')}
            </Button>
          </div>
        </section>
        <section className="panel stack">
          <div className="row between">
            <h2>{words('preview')}</h2>
            <Button loading={busy === 'preview'} onClick={() => void show()}>
              {words('previewRun')}
            </Button>
          </div>
          <p className="muted small">{words('previewHint')}</p>
          {preview ? <PreviewPanel preview={preview} /> : null}
        </section>
      </div>
    </>
  );
}
