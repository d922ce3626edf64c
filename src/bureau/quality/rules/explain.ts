import type { Text } from '../../../kernel/index.ts';
import type { Measure, Result, Rule } from '../schema.ts';

/** What sentences need to name: titles of datasets, and of their fields. */
export interface Names {
  dataset(id: string): Text;
  field(dataset: string, field: string): Text;
}

const number = (value: number, digits = 2) =>
  new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }).format(value);

/** A share that is not nothing never reads as 0 %, and one that is not all never as 100 %. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0001) return '<0.01%';
  if (share < 1 && share > 0.9999) return '>99.99%';
  return `${number(share * 100)}%`;
}

const aggregates: Record<Measure['aggregate'], Text> = {
  count: { zh: '行数', en: 'number of rows' },
  'count-distinct': { zh: '不同值个数', en: 'number of different values' },
  sum: { zh: '合计', en: 'sum' },
  mean: { zh: '平均值', en: 'mean' },
  min: { zh: '最小值', en: 'minimum' },
  max: { zh: '最大值', en: 'maximum' },
};

/** One sentence, in both languages, of what an evaluation found, with its numbers. */
export function explain(rule: Rule, result: Pick<Result, 'passed' | 'total' | 'broken' | 'facts'>, names: Names): Text {
  const { passed, total, broken, facts } = result;
  const title = names.dataset(rule.dataset);
  const share = total === 0 ? 0 : broken / total;
  const fieldList = (dataset: string, fields: string[]): Text => ({
    zh: fields.map((field) => names.field(dataset, field).zh).join('、'),
    en: fields.map((field) => names.field(dataset, field).en).join(', '),
  });
  const allowed = 'allowedShare' in rule && rule.allowedShare ? rule.allowedShare : 0;
  const limit: Text = allowed
    ? { zh: `，允许 ${percent(allowed)}`, en: `; ${percent(allowed)} is allowed` }
    : { zh: '', en: '' };
  switch (rule.kind) {
    case 'referential': {
      const ours = fieldList(rule.dataset, rule.fields);
      const other = names.dataset(rule.references.dataset);
      if (broken === 0) {
        return {
          zh: `“${title.zh}”的 ${number(total)} 行${ours.zh}都能在“${other.zh}”中找到。`,
          en: `All ${number(total)} rows of ${title.en} have their ${ours.en} in ${other.en}.`,
        };
      }
      return {
        zh: `“${title.zh}”的 ${number(total)} 行中有 ${number(broken)} 行（${percent(share)}）的${ours.zh}在“${other.zh}”中找不到${limit.zh}。`,
        en: `${number(broken)} of ${number(total)} rows (${percent(share)}) of ${title.en} have a ${ours.en} that is not in ${other.en}${limit.en}.`,
      };
    }
    case 'reconciliation': {
      const other = names.dataset(rule.against.dataset);
      const what = (measure: Measure, dataset: string): Text => {
        const word = aggregates[measure.aggregate];
        if (measure.field === undefined) return word;
        const field = names.field(dataset, measure.field);
        return { zh: `${field.zh}${word.zh}`, en: `${word.en} of ${field.en}` };
      };
      const ours = what(rule.measure, rule.dataset);
      const theirs = what(rule.against.measure, rule.against.dataset);
      const sums: Text = {
        zh: `（${number(Number(facts['ours'] ?? 0))} 对 ${number(Number(facts['theirs'] ?? 0))}）`,
        en: ` (${number(Number(facts['ours'] ?? 0))} against ${number(Number(facts['theirs'] ?? 0))})`,
      };
      const grouped = rule.by.length > 0;
      const groups = fieldList(
        rule.dataset,
        rule.by.map(({ field }) => field),
      );
      if (broken === 0) {
        return {
          zh: `“${title.zh}”的${ours.zh}与“${other.zh}”的${theirs.zh}${grouped ? `按${groups.zh}分的 ${number(total)} 组都` : ''}一致${sums.zh}。`,
          en: `The ${ours.en} of ${title.en} equals the ${theirs.en} of ${other.en}${grouped ? ` in all ${number(total)} groups by ${groups.en}` : ''}${sums.en}.`,
        };
      }
      const worst = facts['worst'] === null || facts['worst'] === undefined ? null : Number(facts['worst']);
      const most: Text =
        worst === null
          ? { zh: '', en: '' }
          : { zh: `，最多相差 ${number(worst)}`, en: `, by ${number(worst)} at most` };
      return grouped
        ? {
            zh: `“${title.zh}”的${ours.zh}与“${other.zh}”的${theirs.zh}按${groups.zh}比对，${number(total)} 组中有 ${number(broken)} 组不一致${most.zh}${limit.zh}。`,
            en: `${number(broken)} of ${number(total)} groups by ${groups.en} differ between the ${ours.en} of ${title.en} and the ${theirs.en} of ${other.en}${most.en}${limit.en}.`,
          }
        : {
            zh: `“${title.zh}”的${ours.zh}与“${other.zh}”的${theirs.zh}不一致${sums.zh}${most.zh}。`,
            en: `The ${ours.en} of ${title.en} differs from the ${theirs.en} of ${other.en}${sums.en}${most.en}.`,
          };
    }
    case 'freshness': {
      const field = rule.field === undefined ? null : names.field(rule.dataset, rule.field);
      const what: Text = field
        ? { zh: `最新的${field.zh}`, en: `newest ${field.en}` }
        : { zh: '最新版本', en: 'newest version' };
      if (facts['newest'] === null || facts['newest'] === undefined) {
        return {
          zh: `“${title.zh}”没有${what.zh}，无法判断是否及时。`,
          en: `${title.en} has no ${what.en}, so how fresh it is cannot be told.`,
        };
      }
      const age = number(Number(facts['hours']), 1);
      return {
        zh: `“${title.zh}”${what.zh}距今 ${age} 小时，${passed ? '没有超过' : '超过了'}要求的 ${number(rule.maxHours, 1)} 小时。`,
        en: `The ${what.en} of ${title.en} is ${age} hours old, ${passed ? 'within' : 'beyond'} the ${number(rule.maxHours, 1)} hours that are asked.`,
      };
    }
    case 'row-count': {
      const bounds: Text = {
        zh: [
          rule.min === undefined ? '' : `不少于 ${number(rule.min)}`,
          rule.max === undefined ? '' : `不多于 ${number(rule.max)}`,
        ]
          .filter(Boolean)
          .join('、'),
        en: [
          rule.min === undefined ? '' : `at least ${number(rule.min)}`,
          rule.max === undefined ? '' : `at most ${number(rule.max)}`,
        ]
          .filter(Boolean)
          .join(' and '),
      };
      return {
        zh: `“${title.zh}”有 ${number(Number(facts['rows']))} 行，${passed ? '符合' : '不符合'}${bounds.zh}行的要求。`,
        en: `${title.en} has ${number(Number(facts['rows']))} rows, where ${bounds.en} are asked.`,
      };
    }
    case 'expression':
      return broken === 0
        ? {
            zh: `“${title.zh}”的 ${number(total)} 行都满足“${rule.title.zh}”。`,
            en: `All ${number(total)} rows of ${title.en} keep to “${rule.title.en}”.`,
          }
        : {
            zh: `“${title.zh}”的 ${number(total)} 行中有 ${number(broken)} 行（${percent(share)}）不满足“${rule.title.zh}”${limit.zh}。`,
            en: `${number(broken)} of ${number(total)} rows (${percent(share)}) of ${title.en} do not keep to “${rule.title.en}”${limit.en}.`,
          };
  }
}

/** Kinds whose sentences tell of values; those of the others count rows alone. */
export const tellingKinds: Rule['kind'][] = ['reconciliation', 'freshness'];

/** What was found by its counts alone, for those who may not see the values behind its figures. */
export function withoutFigures({ passed, total, broken }: Pick<Result, 'passed' | 'total' | 'broken'>): Text {
  return passed
    ? {
        zh: '通过。涉及受限字段，不显示数值。',
        en: 'Passes. Its fields are restricted, so no figures are shown.',
      }
    : {
        zh: `不通过：检查 ${number(total)} 项，不符合 ${number(broken)} 项。涉及受限字段，不显示数值。`,
        en: `Fails: ${number(broken)} of ${number(total)} break it. Its fields are restricted, so no figures are shown.`,
      };
}
