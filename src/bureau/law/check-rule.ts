import { AppError, type Text } from '../../kernel/index.ts';
import { lawErrors } from './errors.ts';
import { houseMatters } from './packs/house.ts';
import { readDay } from './read-case.ts';
import { holdsIn } from './rule-book.ts';
import type { Rule, RuleBody } from './rules-schema.ts';

/** What keeps a rule from being one, beyond its shape; null for a sound one. */
export function problemOf(body: RuleBody): Text | null {
  const { from, until, instrument, length, extension, direction, starts } = body;
  for (const day of [from, until, instrument.since, instrument.until]) if (day !== null) readDay(day);
  if (until !== null && until < from) {
    return { zh: '失效日期早于施行日期', en: 'it ends before it begins' };
  }
  if (instrument.until !== null && instrument.until < instrument.since) {
    return { zh: '法规的失效日期早于施行日期', en: 'the instrument ends before it begins' };
  }
  if (from < instrument.since) {
    return { zh: '规则的施行日期早于法规的施行日期', en: 'it begins before its instrument is in force' };
  }
  if (length && !starts) {
    return { zh: '有期限的规则要写明从何时起算', en: 'a period needs what starts its clock' };
  }
  if (!length && (extension || direction === 'before')) {
    return { zh: '没有期限的规则不能延长或倒推', en: 'without a period there is nothing to extend or to count back' };
  }
  if (extension && direction === 'before') {
    return { zh: '倒推的期限不能延长', en: 'a period ahead of an event has no extension' };
  }
  if (extension && (extension.unit === 'hours') !== (length?.unit === 'hours')) {
    return { zh: '按小时计算的期限只能按小时延长', en: 'hours are extended in hours, and nothing else is' };
  }
  return null;
}

/** Without a period the platform could not say when its own tasks are due. */
function leavesNoPeriod({ matter, length, direction, until }: RuleBody): boolean {
  const asked = houseMatters.some((found) => found === matter);
  return asked && (length === null || direction === 'before' || until !== null);
}

/** Refuses a body that is no sound rule, or that would turn a rule into one on something else. */
export function requireSound(body: RuleBody, before: Rule | null, region: string): void {
  const refuse = (problem: Text) => new AppError(lawErrors.invalidRule, { problem });
  const problem = problemOf(body);
  if (problem) throw refuse(problem);
  if (leavesNoPeriod(body)) {
    throw refuse({
      zh: '平台自身的任务按此规则计算期限，须规定期限，且不能写明失效日期',
      en: 'tasks of the platform are due by this rule, so that it needs a period after its start, and has no end',
    });
  }
  if (before && (before.matter !== body.matter || before.jurisdiction !== body.jurisdiction)) {
    throw refuse({
      zh: '修订不能改变规则的事项和适用地区，请另建规则',
      en: 'a revision keeps matter and jurisdiction; make a rule of its own instead',
    });
  }
  if (!holdsIn(body.jurisdiction, region)) {
    throw refuse({
      zh: `适用地区 ${body.jurisdiction} 不包括本平台所在地区 ${region}`,
      en: `its jurisdiction ${body.jurisdiction} does not hold in this region ${region}`,
    });
  }
}
