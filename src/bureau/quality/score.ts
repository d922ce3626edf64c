import type { Dataset } from '../catalogue/schema.ts';
import type { Task } from '../operations/schema.ts';
import type { DutyTally } from '../sources/index.ts';
import type { Score, Scoreboard, ScoreRows, Speed } from './schema.ts';

const hourMilliseconds = 3_600_000;
/** How often a dataset of a cadence should get a version. */
const cadenceHours: Record<string, number> = {
  realtime: 1,
  hourly: 1,
  daily: 24,
  weekly: 7 * 24,
  monthly: 31 * 24,
  quarterly: 92 * 24,
  yearly: 366 * 24,
};

/** How each measure is computed, as it is shown beside its figures. */
export const formulas: Scoreboard['formulas'] = [
  {
    measure: 'timeliness',
    title: { zh: '及时', en: 'Timeliness' },
    formula: {
      zh: '有采集责任的数据资源：期内在宽限期之前送达的次数 ÷ 到期次数；迟到、未到、失败和拒收都算未按时，宽限期未满的和系统停机期间的不计。没有采集责任的：统计期按更新频率分成若干周期（实时按小时计），有新版本的周期数 ÷ 应更新的周期数；自首个版本起算，期末未满的周期不计。',
      en: 'Datasets with a duty of collection: due instants met before their declared grace ended ÷ due instants of the period; late, missed, failed and refused ones are not met, and those still in their grace or due while the system was down are left out. Datasets without one: the period is cut by the cadence (real time counts by hours), cuts that brought a version ÷ cuts that should have, from the first version on; a cut that is not over at the end is left out.',
    },
  },
  {
    measure: 'completeness',
    title: { zh: '完整', en: 'Completeness' },
    formula: {
      zh: '各数据资源期末最新版本的完整性（GB/T 36344 第 5.2 条）的平均值。',
      en: 'Mean over datasets of the completeness (GB/T 36344, 5.2) of the newest version at the end of the period.',
    },
  },
  {
    measure: 'validity',
    title: { zh: '合规', en: 'Validity' },
    formula: {
      zh: '期内各采集批次合格入库的行数 ÷ 读入的行数；从隔离区重新提交的行不重复计。',
      en: 'Rows accepted ÷ rows read by the runs of the period; rows resubmitted from quarantine are not counted again.',
    },
  },
  {
    measure: 'correction',
    title: { zh: '整改', en: 'Correction' },
    formula: {
      zh: '两项的平均值：期内隔离的行中已重新提交或弃用的比例；期内到期（或提前办结）的任务中按时办结的比例。缺一项时取另一项。',
      en: 'Mean of two: of the rows quarantined in the period, those resubmitted or discarded; of the tasks due in the period (or closed ahead of it), those closed in time. Where one is missing, the other.',
    },
  },
];

type Row = ScoreRows['rows'][number];

/** Due instants that were met in time, and those that were to be met. */
export function dutyOf(tally: DutyTally): { made: number; expected: number; late: number; missing: number } {
  const count = (...states: (keyof DutyTally)[]) => states.reduce((sum, state) => sum + (tally[state] ?? 0), 0);
  // What came in time with many bad rows came in time; validity is a measure of its own.
  const made = count('good', 'findings');
  const late = count('late');
  const missing = count('missed', 'failed', 'refused');
  return { made, late, missing, expected: made + late + missing };
}

/** When a task was done for good; null while it is not. */
export function closedAt({ status, log }: Pick<Task, 'status' | 'log'>): Date | null {
  if (status !== 'done') return null;
  const reopened = log.findLastIndex((entry) => entry.status !== 'done');
  return new Date(log[reopened + 1]!.at);
}

/** Median of the hours that tasks took. */
export function speedOf(tasks: Pick<Task, 'createdAt' | 'status' | 'log'>[]): Speed {
  const hours = tasks
    .flatMap((task) => {
      const closed = closedAt(task);
      return closed === null ? [] : (closed.getTime() - new Date(task.createdAt).getTime()) / hourMilliseconds;
    })
    .sort((a, b) => a - b);
  const middle = hours.length / 2;
  const median = (hours[Math.ceil(middle) - 1]! + hours[Math.floor(middle)]!) / 2;
  return { tasks: hours.length, medianHours: hours.length === 0 ? null : median };
}

/** Cuts of the period that should have brought a version and those that did. */
export function timelinessOf(
  dataset: Pick<Dataset, 'cadence' | 'createdAt'>,
  versions: Date[],
  { from, to }: { from: Date; to: Date },
): { made: number; expected: number } {
  const hours = dataset.cadence === null ? undefined : cadenceHours[dataset.cadence];
  if (hours === undefined) return { made: 0, expected: 0 };
  const length = hours * hourMilliseconds;
  // A dataset that began within the period owes nothing for the time before.
  const before = versions.some((at) => at < from);
  const oldest = versions.at(-1);
  const start = before || !oldest ? Math.max(from.getTime(), new Date(dataset.createdAt).getTime()) : oldest.getTime();
  const expected = Math.floor((to.getTime() - start) / length);
  const cuts = new Set(
    versions.map((at) => Math.floor((at.getTime() - start) / length)).filter((cut) => cut >= 0 && cut < expected),
  );
  return { made: cuts.size, expected };
}

/** Sum of the parts over the sum of the wholes. */
export function scoreOf(rows: Row[]): Score {
  const part = rows.reduce((sum, row) => sum + row.part, 0);
  const whole = rows.reduce((sum, row) => sum + row.whole, 0);
  return { value: whole === 0 ? null : part / whole, part, whole };
}

/** Rows and tasks are of different sizes, so each is a share of its own and the two are averaged. */
export function correctionOf(rows: Row[]): Score {
  const [mended, tasks] = (['dataset', 'task'] as const).map((kind) =>
    scoreOf(rows.filter((row) => row.kind === kind)),
  );
  const known = [mended!.value, tasks!.value].filter((value) => value !== null);
  const all = scoreOf(rows);
  return { ...all, value: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length };
}
