import { AppError, fillText, kernelErrors, type Principal, type Text } from '../../../kernel/index.ts';
import type { Run } from '../../collection/schema.ts';
import type { RoundRow } from '../repository.ts';
import type { DutyParts } from './dependencies.ts';
import type { DutyCollectionRow, DutyPeriodRow } from './repository.ts';
import {
  type DutyCollection,
  type DutyColour,
  type DutyPeriod,
  dutyColours,
  type Story,
  type StoryStep,
} from './schema.ts';
import { scheduleWords, silenceRule } from './words.ts';

interface StoryDoors {
  require(principal: Principal, id: string): Promise<DutyCollectionRow>;
  toCollection(row: DutyCollectionRow): DutyCollection;
  toPeriod(row: DutyPeriodRow): DutyPeriod;
}

const roundWords: Record<RoundRow['status'], { told: Text; colour: DutyColour }> = {
  waiting: { told: { zh: '等待运行', en: 'waits' }, colour: 'plain' },
  running: { told: { zh: '正在取数', en: 'is fetching' }, colour: 'plain' },
  done: { told: { zh: '已取数入库', en: 'fetched and stored' }, colour: 'green' },
  unchanged: { told: { zh: '没有新数据', en: 'found nothing new' }, colour: 'green' },
  refused: { told: { zh: '问题过多，未入库', en: 'was refused: too many bad rows' }, colour: 'red' },
  failed: { told: { zh: '失败', en: 'failed' }, colour: 'red' },
  cancelled: { told: { zh: '被取消', en: 'was cancelled' }, colour: 'red' },
};

/** Tells what happened for one due instant: source, round, runs, findings, version, alert and task, each with its page. */
export function createStory({ duty, sources, collection, operations }: DutyParts, doors: StoryDoors) {
  return async function story(principal: Principal, id: string, due: Date): Promise<Story> {
    const row = await doors.require(principal, id);
    const found = await duty.period(id, due);
    if (!found) throw new AppError(kernelErrors.notFound, { what: `${id} ${due.toISOString()}` });
    const period = doors.toPeriod(found);
    const steps: StoryStep[] = [sourceStep(row), dueStep(row, period)];
    const round = found.round ? await sources.round(found.round) : undefined;
    if (round) steps.push(roundStep(round));
    for (const runId of period.runs) {
      const run = await collection.runs.get(principal, runId).catch(() => null);
      if (run) steps.push(...runSteps(run));
    }
    if (period.version !== null) steps.push(versionStep(row, period.version, found.outcome_at));
    steps.push(...(await deskSteps(principal, row)));
    return { collection: doors.toCollection(row), period, steps };
  };

  /** The newest alert about this collection, with its task. */
  async function deskSteps(principal: Principal, { id }: DutyCollectionRow): Promise<StoryStep[]> {
    const page = await operations.alerts.list(principal, { cause: `duty:${id}`, limit: 1 }).catch(() => null);
    const alert = page?.items[0];
    if (!alert) return [];
    const closed = alert.status === 'closed';
    const steps: StoryStep[] = [
      {
        kind: 'alert',
        at: alert.raisedAt,
        colour: closed ? 'green' : 'red',
        title: alert.title,
        told: closed ? { zh: '预警已关闭', en: 'The alert is closed' } : alert.message,
        href: '/console/alerts',
      },
    ];
    const task = alert.task ? await operations.tasks.get(principal, alert.task).catch(() => null) : null;
    if (task) {
      const done = task.status === 'done';
      steps.push({
        kind: 'task',
        at: task.createdAt,
        colour: done ? 'green' : 'amber',
        title: task.title,
        told: done ? { zh: '任务已办结', en: 'The task is done' } : { zh: '任务未办结', en: 'The task is open' },
        href: `/console/tasks?task=${encodeURIComponent(task.id)}`,
      });
    }
    return steps;
  }
}

function sourceStep(row: DutyCollectionRow): StoryStep {
  const kinds: Record<DutyCollectionRow['kind'], Text> = {
    source: { zh: '数据来源', en: 'Source' },
    stream: { zh: '数据流', en: 'Stream' },
    dataset: { zh: '人工上传', en: 'Upload by hand' },
  };
  const pages = { source: '/console/sources/', stream: '/console/streams/', dataset: '/datasets/' };
  return {
    kind: 'source',
    at: null,
    colour: 'plain',
    title: fillText({ zh: '{kind}：{title}', en: '{kind}: {title}' }, { kind: kinds[row.kind], title: row.title }),
    told: row.silence_minutes === null ? scheduleWords(row.schedule) : silenceRule(row.silence_minutes),
    href: `${pages[row.kind]}${encodeURIComponent(row.subject)}`,
  };
}

function dueStep(_row: DutyCollectionRow, period: DutyPeriod): StoryStep {
  return {
    kind: 'due',
    at: period.dueAt,
    colour: dutyColours[period.state],
    title: { zh: '到期', en: 'Due' },
    told: period.told,
    href: null,
  };
}

function roundStep(round: RoundRow): StoryStep {
  const { told, colour } = roundWords[round.status];
  const attempt = round.attempt > 1 ? { zh: `，第 ${round.attempt} 次尝试`, en: `, attempt ${round.attempt}` } : null;
  const why = round.problem?.message;
  return {
    kind: 'round',
    at: (round.started_at ?? round.asked_at).toISOString(),
    colour,
    title: { zh: '采集轮次', en: 'Round' },
    told: {
      zh: `${told.zh}${attempt?.zh ?? ''}${why ? `：${why.zh}` : ''}`,
      en: `${told.en}${attempt?.en ?? ''}${why ? `: ${why.en}` : ''}`,
    },
    href: null,
  };
}

function runSteps(run: Run): StoryStep[] {
  const good = run.status === 'done' || run.status === 'unchanged';
  const href = `/console/runs/${encodeURIComponent(run.id)}`;
  const counts = { name: run.source.name, rows: run.rows, accepted: run.accepted, quarantined: run.quarantined };
  const steps: StoryStep[] = [
    {
      kind: 'run',
      at: run.startedAt,
      colour: good ? 'green' : 'red',
      title: fillText({ zh: '采集批次：{name}', en: 'Run: {name}' }, counts),
      told:
        run.problem?.message ??
        fillText(
          {
            zh: '{rows} 行，入库 {accepted} 行，隔离 {quarantined} 行',
            en: '{rows} rows, {accepted} accepted, {quarantined} quarantined',
          },
          counts,
        ),
      href,
    },
  ];
  const [worst] = run.summary;
  if (worst) {
    steps.push({
      kind: 'findings',
      at: run.finishedAt,
      colour: 'amber',
      title: { zh: '校验问题', en: 'Findings' },
      told: fillText(
        { zh: '最多的是：{message}（{count} 处）', en: 'Most frequent: {message} ({count})' },
        { message: worst.message, count: worst.count },
      ),
      href,
    });
  }
  return steps;
}

function versionStep(row: DutyCollectionRow, version: number, at: Date | null): StoryStep {
  return {
    kind: 'version',
    at: at?.toISOString() ?? null,
    colour: 'green',
    title: fillText({ zh: '版本 {version}', en: 'Version {version}' }, { version }),
    told: { zh: '已成为数据资源的新版本', en: 'It is a new version of the dataset' },
    href: `/datasets/${encodeURIComponent(row.dataset)}`,
  };
}
