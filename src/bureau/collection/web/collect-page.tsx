import { App, Button, Radio, Segmented } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { ApiError, call } from '../../../web/client/call.ts';
import { useApi } from '../../../web/client/use-api.ts';
import { DropFile } from '../../../web/components/drop-file.tsx';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Empty, Loading, Problem } from '../../../web/components/states.tsx';
import { useDraft } from '../../../web/components/use-draft.ts';
import { WorkProgress } from '../../../web/components/work-progress.tsx';
import { useFormat } from '../../../web/format.ts';
import { shellMessages } from '../../../web/messages.ts';
import { useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../../catalogue/schema.ts';
import type { CollectionMode, Inspection, Reading } from '../schema.ts';
import { inspectFile, inspectSource, startRun } from './collect-api.ts';
import { DatasetPicker } from './dataset-picker.tsx';
import { MappingTable } from './mapping-table.tsx';
import { collectionMessages } from './messages.ts';
import { NewDatasetPanel, type NewTarget } from './new-dataset-panel.tsx';
import { ReadingPanel } from './reading-panel.tsx';

/** What outlives a reload: the file is kept by the server under its hash. */
interface Draft {
  source: { sha256: string; name: string } | null;
  reading: Partial<Reading>;
}
const noDraft: Draft = { source: null, reading: {} };
const modes = { merge: 'modeMerge', append: 'modeAppend', replace: 'modeReplace' } as const;
const modeBodies = { merge: 'modeMergeBody', append: 'modeAppendBody', replace: 'modeReplaceBody' } as const;

/** A file from the desk to a dataset: sent, looked at, corrected, given its target, started. */
export default function CollectPage() {
  const words = useWords(collectionMessages);
  const shell = useWords(shellMessages);
  const format = useFormat();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const dataset = search.get('dataset');
  const draft = useDraft<Draft>('collect', noDraft);
  const [inspection, setInspection] = useState<Inspection | null>(null);
  const [sending, setSending] = useState<{ name: string; bytes: number; share: number } | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [archive, setArchive] = useState<{ file: File; entries: string[]; message: string } | null>(null);
  const [fresh, setFresh] = useState(false);
  const [target, setTarget] = useState<NewTarget | null>(null);
  const [mapping, setMapping] = useState<(string | null)[]>([]);
  const [mode, setMode] = useState<CollectionMode | null>(null);
  const [starting, setStarting] = useState(false);
  const abort = useRef<AbortController | null>(null);
  const detail = useApi<DatasetDetail>(dataset ? `/datasets/${encodeURIComponent(dataset)}` : null);
  const chosen = dataset ? detail.data : undefined;

  const take = useCallback((found: Inspection) => {
    setInspection(found);
    setMapping(found.columns.map((_, index) => found.fields[index] ?? null));
  }, []);
  const look = useCallback(
    async (source: { sha256: string; name: string }, reading: Partial<Reading>, into: string | null) => {
      abort.current?.abort();
      const controller = new AbortController();
      abort.current = controller;
      setBusy(true);
      setError(null);
      try {
        take(
          await inspectSource(
            source.sha256,
            { name: source.name, reading, ...(into ? { dataset: into } : {}) },
            controller.signal,
          ),
        );
      } catch (problem) {
        if (!controller.signal.aborted) setError(problem);
      } finally {
        if (abort.current === controller) setBusy(false);
      }
    },
    [take],
  );
  const first = useRef(true);
  const { source, reading } = draft.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of source or reading looks by itself
  useEffect(() => {
    // On the first showing a file of before is looked at again; later the target's standard names the columns.
    if (!source) return;
    if (!first.current && inspection === null) return;
    first.current = false;
    void look(source, reading, dataset);
  }, [dataset]);

  const send = async (file: File | null, reading?: Partial<Reading>) => {
    if (!file) return;
    abort.current?.abort();
    const controller = new AbortController();
    abort.current = controller;
    first.current = false;
    setInspection(null);
    setArchive(null);
    setError(null);
    setSending({ name: file.name, bytes: file.size, share: 0 });
    try {
      const found = await inspectFile(file, {
        ...(dataset ? { dataset } : {}),
        ...(reading ? { reading } : {}),
        signal: controller.signal,
        onProgress: ({ sent, total }) =>
          setSending({ name: file.name, bytes: sent, share: total > 0 ? sent / total : 0 }),
      });
      take(found);
      draft.set({ source: { sha256: found.source.sha256, name: found.source.name }, reading: reading ?? {} });
    } catch (problem) {
      if (controller.signal.aborted) message.info(words('cancelled'));
      else if (problem instanceof ApiError && problem.code === 'collection.choose-entry')
        setArchive({ file, entries: problem.details['entries'] as string[], message: problem.message });
      else setError(problem);
    } finally {
      setSending(null);
    }
  };
  const correct = (next: Partial<Reading>) => {
    if (!source) return;
    draft.set({ source, reading: next });
    void look(source, next, dataset);
  };
  const start = async () => {
    if (!inspection) return;
    setStarting(true);
    setError(null);
    try {
      let into = dataset;
      if (fresh && target) {
        const { standard, owner } = target;
        await call('POST', '/standards', { body: { standard, owner } });
        await call('POST', '/datasets', {
          body: { id: standard.id, owner, title: standard.title, standard: standard.id },
        });
        into = standard.id;
      }
      if (!into) return;
      const columns: Record<string, string> = {};
      for (const [index, field] of mapping.entries()) {
        const column = inspection.columns[index];
        if (field && column) columns[column] = field;
      }
      const run = await startRun(into, inspection.source, {
        ...(mode ? { mode } : {}),
        reading: { ...inspection.reading, ...(fresh || Object.keys(columns).length === 0 ? {} : { columns }) },
      });
      draft.clear(noDraft);
      await navigate(`/console/runs/${run.id}`);
    } catch (problem) {
      setError(problem);
    } finally {
      setStarting(false);
    }
  };
  const startable = inspection !== null && !busy && (fresh ? target !== null : chosen?.standard != null);
  const defaultMode: CollectionMode = chosen && chosen.key.length > 0 ? 'merge' : 'append';
  return (
    <>
      <PageHead title={words('collect')}>{words('collectLead')}</PageHead>
      <div className="stack-large" style={{ gap: '1.25rem' }}>
        {error ? <Problem error={error} /> : null}
        <section className="panel stack">
          <h2>1 · {words('stepFile')}</h2>
          {sending ? (
            <WorkProgress
              progress={{
                share: sending.share,
                bytes: sending.bytes,
                step:
                  sending.share >= 1
                    ? { zh: collectionMessages.inspecting.zh, en: collectionMessages.inspecting.en }
                    : {
                        zh: `${collectionMessages.uploading.zh} ${sending.name}`,
                        en: `${collectionMessages.uploading.en} ${sending.name}`,
                      },
              }}
              onCancel={() => abort.current?.abort()}
            />
          ) : inspection ? (
            <div className="row between">
              <span>
                <strong>{inspection.source.name}</strong>{' '}
                <span className="muted">{format.bytes(inspection.source.bytes)}</span>
              </span>
              <Button
                onClick={() => {
                  setInspection(null);
                  draft.clear(noDraft);
                }}
              >
                {shell('chooseOther')}
              </Button>
            </div>
          ) : archive ? (
            <div className="stack" role="status">
              <p>{archive.message}</p>
              <h3>{words('chooseEntry')}</h3>
              <div className="row">
                {archive.entries.map((entry) => (
                  <Button key={entry} onClick={() => void send(archive.file, { entry })}>
                    {entry}
                  </Button>
                ))}
                <Button type="link" onClick={() => setArchive(null)}>
                  {shell('chooseOther')}
                </Button>
              </div>
            </div>
          ) : busy ? (
            <Loading rows={2} />
          ) : (
            <DropFile file={null} onFile={(file) => void send(file)} hint={words('formats')} />
          )}
        </section>
        {inspection ? (
          <>
            <section className="panel stack" aria-busy={busy}>
              <h2>2 · {words('stepReading')}</h2>
              <ReadingPanel inspection={inspection} busy={busy} onChange={correct} />
            </section>
            <section className="panel stack">
              <h2>3 · {words('stepTarget')}</h2>
              <Segmented
                style={{ alignSelf: 'flex-start' }}
                aria-label={words('stepTarget')}
                value={fresh ? 'fresh' : 'existing'}
                onChange={(next) => setFresh(next === 'fresh')}
                options={[
                  { value: 'existing', label: words('existing') },
                  { value: 'fresh', label: words('fresh') },
                ]}
              />
              {fresh ? (
                <NewDatasetPanel inspection={inspection} onTarget={setTarget} />
              ) : (
                <>
                  <DatasetPicker
                    value={dataset}
                    chosen={chosen}
                    onChange={(next) => setSearch(next ? { dataset: next } : {})}
                  />
                  {chosen && !chosen.standard ? <Empty title={words('needStandard')} /> : null}
                  {chosen?.standard ? (
                    <>
                      <div>
                        <h3>{words('mode')}</h3>
                        <Radio.Group
                          vertical
                          value={mode ?? defaultMode}
                          onChange={(event) => setMode(event.target.value as CollectionMode)}
                          options={(['merge', 'append', 'replace'] as const)
                            .filter((value) => value !== 'merge' || chosen.key.length > 0)
                            .map((value) => ({
                              value,
                              label: (
                                <span>
                                  {words(modes[value])} <span className="muted small">{words(modeBodies[value])}</span>
                                </span>
                              ),
                            }))}
                        />
                      </div>
                      <MappingTable inspection={inspection} dataset={chosen} mapping={mapping} onChange={setMapping} />
                    </>
                  ) : null}
                </>
              )}
              <div>
                <Button
                  type="primary"
                  size="large"
                  disabled={!startable}
                  loading={starting}
                  onClick={() => void start()}
                >
                  {words('start')}
                </Button>
              </div>
            </section>
          </>
        ) : null}
      </div>
    </>
  );
}
