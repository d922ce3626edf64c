import { fillText, type Text } from '../../../kernel/index.ts';
import type { DutyState } from './schema.ts';
import { instantWords, lengthWords } from './words.ts';

/** Above this share of bad rows a delivery is amber, though it came in time. */
export const manyFindings = 0.05;

/** What a source, a stream or a person delivered. */
export interface Outcome {
  at: Date;
  status: 'done' | 'unchanged' | 'refused' | 'failed' | 'cancelled';
  rows: number;
  quarantined: number;
  runs: string[];
  version: number | null;
  round?: string | null;
  /** Why it failed or was refused. */
  problem?: Text | null;
}

export interface Verdict {
  state: DutyState;
  told: Text;
}

/** What became of a due instant, seen now, with what came for it; null for nothing. */
export function judge(period: { dueAt: Date; graceUntil: Date }, outcome: Outcome | null, now: Date): Verdict {
  const due = instantWords(period.dueAt);
  const grace = instantWords(period.graceUntil);
  if (!outcome) {
    return now < period.graceUntil
      ? {
          state: 'expected',
          told: fillText(
            { zh: '{due} 到期，{grace} 前送达算按时', en: 'Due {due}; in time until {grace}' },
            { due, grace },
          ),
        }
      : {
          state: 'missed',
          told: fillText(
            { zh: '应于 {due} 采集，至 {grace} 没有数据', en: 'Due {due}; nothing had come by {grace}' },
            { due, grace },
          ),
        };
  }
  const at = instantWords(outcome.at);
  const { rows, quarantined } = outcome;
  if (outcome.status === 'failed' || outcome.status === 'refused' || outcome.status === 'cancelled') {
    const words: Record<typeof outcome.status, Text> = {
      failed: { zh: '{at} 采集失败', en: 'Failed at {at}' },
      refused: { zh: '{at} 问题过多，未入库', en: 'Refused at {at}: too many bad rows' },
      cancelled: { zh: '{at} 被取消', en: 'Cancelled at {at}' },
    };
    const why = outcome.problem ? { zh: `：${outcome.problem.zh}`, en: `: ${outcome.problem.en}` } : '';
    const text = words[outcome.status];
    return {
      state: outcome.status === 'refused' ? 'refused' : 'failed',
      told: fillText({ zh: `${text.zh}{why}`, en: `${text.en}{why}` }, { at, why }),
    };
  }
  const values = {
    at,
    rows,
    quarantined,
    due,
    late: lengthWords((outcome.at.getTime() - period.graceUntil.getTime()) / 60_000),
  };
  const what: Text =
    outcome.status === 'unchanged'
      ? { zh: '没有新数据', en: 'there was nothing new' }
      : fillText(
          quarantined > 0
            ? { zh: '{rows} 行，其中 {quarantined} 行在隔离区', en: '{rows} rows, {quarantined} of them in quarantine' }
            : { zh: '{rows} 行', en: '{rows} rows' },
          values,
        );
  if (outcome.at > period.graceUntil)
    return {
      state: 'late',
      told: fillText(
        { zh: '{at} 送达，晚了{late}：{what}', en: 'Came {at}, {late} late: {what}' },
        { ...values, what },
      ),
    };
  if (rows > 0 && quarantined / rows > manyFindings)
    return {
      state: 'findings',
      told: fillText(
        { zh: '{at} 按时送达，但问题较多：{what}', en: 'In time at {at}, with many bad rows: {what}' },
        { ...values, what },
      ),
    };
  return {
    state: 'good',
    told: fillText({ zh: '{at} 按时送达：{what}', en: 'In time at {at}: {what}' }, { ...values, what }),
  };
}
