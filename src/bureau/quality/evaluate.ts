import { AppError, type Text } from '../../kernel/index.ts';
import { lakeErrors } from '../../lake/index.ts';
import { namesOf, type OpenedDataset, openDataset } from './datasets.ts';
import type { QualityNeeds } from './dependencies.ts';
import { closedLevels } from './drift/profile.ts';
import { qualityErrors } from './errors.ts';
import type { createFailures } from './failures.ts';
import { inputsKey, type QualityRepository, type RuleRow } from './repository.ts';
import { compileRule, datasetsOf, fieldsOf } from './rules/compile.ts';
import { explain, tellingKinds, withoutFigures } from './rules/explain.ts';
import type { Result, Rule } from './schema.ts';

const hourSeconds = 3600;

/** Asks a rule of the newest versions of its datasets, keeps what came of it, and opens or ends its failure. */
export function createEvaluate(
  needs: QualityNeeds,
  repository: QualityRepository,
  failures: ReturnType<typeof createFailures>,
) {
  const { lake, clock } = needs;

  async function measure(
    rule: Rule,
    opened: OpenedDataset[],
    signal?: AbortSignal,
  ): Promise<Pick<Result, 'total' | 'broken' | 'facts' | 'passed'>> {
    const compiled = compileRule(
      rule,
      opened.map(({ side }) => side),
    );
    const [row = {}] = await lake.engine.rows<Record<string, number | string | null>>(
      compiled.measure,
      signal ? { signal } : {},
    );
    if (rule.kind === 'freshness') {
      const { snapshot } = opened[0]!;
      const newest = rule.field === undefined ? snapshot.at.getTime() / 1000 : row['newest'];
      if (newest === null || newest === undefined) {
        return { passed: false, total: 1, broken: 1, facts: { newest: null, hours: null } };
      }
      const hours = (clock.now().getTime() / 1000 - Number(newest)) / hourSeconds;
      const passed = hours <= rule.maxHours;
      const at = new Date(Number(newest) * 1000).toISOString();
      return { passed, total: 1, broken: passed ? 0 : 1, facts: { newest: at, hours: Math.round(hours * 10) / 10 } };
    }
    const { total = 0, broken = 0, ...facts } = row;
    const allowed = ('allowedShare' in rule && rule.allowedShare) || 0;
    const counts = { total: Number(total), broken: Number(broken) };
    return { ...counts, facts, passed: counts.broken <= allowed * counts.total };
  }

  /** What was found, in a sentence; a rule that no longer fits its datasets fails, so that somebody mends it. */
  async function told(rule: Rule, opened: OpenedDataset[], signal?: AbortSignal) {
    try {
      const measured = await measure(rule, opened, signal);
      return { ...measured, message: explain(rule, measured, namesOf(opened.map(({ detail }) => detail))) };
    } catch (error) {
      const unfit: string[] = [qualityErrors.ruleInvalid, lakeErrors.queryInvalid];
      if (!(error instanceof AppError) || !unfit.includes(error.code)) throw error;
      return {
        passed: false,
        total: 1,
        broken: 1,
        facts: {},
        message: {
          zh: `数据资源已有变化，规则无法检查。${error.text.zh}`,
          en: `The datasets have changed, and the rule can't be asked. ${error.text.en}`,
        },
      };
    }
  }

  /** Null when a dataset of the rule has no version yet. */
  async function find(row: RuleRow, signal?: AbortSignal): Promise<{ result: Result; opened: OpenedDataset[] } | null> {
    const rule = row.body;
    const opened: OpenedDataset[] = [];
    for (const id of datasetsOf(rule)) {
      const found = await openDataset(needs, id);
      if (!found) return null;
      opened.push(found);
    }
    const { message, ...measured } = await told(rule, opened, signal);
    return {
      opened,
      result: {
        rule: row.id,
        revision: row.revision,
        at: clock.now().toISOString(),
        inputs: opened.map(({ side, snapshot }) => ({ dataset: side.dataset, version: snapshot.version })),
        ...measured,
        message,
      },
    };
  }

  return async function evaluate(row: RuleRow, signal?: AbortSignal): Promise<Result | null> {
    const found = await find(row, signal);
    if (!found) return null;
    const { result, opened } = found;
    await repository.saveResult(result, inputsKey(result.inputs));
    await failures.follow(row, result, {
      detail: opened[0]!.detail,
      versions: {
        zh: opened.map(({ detail, snapshot }) => `“${detail.title.zh}” v${snapshot.version}`).join('、'),
        en: opened.map(({ detail, snapshot }) => `${detail.title.en} v${snapshot.version}`).join(', '),
      },
      words: noteOf(row.body, result, opened),
    });
    return result;
  };
}

/** What a task says of a result: its figures only when they are of values that anyone of the department may see. */
function noteOf(rule: Rule, result: Result, opened: OpenedDataset[]): Text {
  if (!tellingKinds.includes(rule.kind)) return result.message;
  const fields = new Map(opened.map(({ detail }) => [detail.id, detail.fields]));
  for (const [dataset, names] of fieldsOf(rule, (id) => fields.get(id)?.map(({ name }) => name) ?? [])) {
    for (const { name, sensitivity, level } of fields.get(dataset) ?? []) {
      if (names.has(name) && ((sensitivity ?? 'none') !== 'none' || closedLevels.includes(level ?? ''))) {
        return withoutFigures(result);
      }
    }
  }
  return result.message;
}
