import { AppError, type Principal } from '../../kernel/index.ts';
import { type OpenedDataset, openDataset } from './datasets.ts';
import type { QualityNeeds } from './dependencies.ts';
import { qualityErrors } from './errors.ts';
import type { RuleRow } from './repository.ts';
import { type CompiledRule, compileRule, datasetsOf } from './rules/compile.ts';
import type { Examples, Result } from './schema.ts';

const mostRows = 20;

/** Rows that show why a rule fails, at the versions of a result, as one reader may see them. */
export function createExamples(
  needs: QualityNeeds,
  seesAll: (principal: Principal, rule: RuleRow['body']) => Promise<boolean>,
) {
  return async function examples(principal: Principal, row: RuleRow, result: Result | null): Promise<Examples> {
    const rule = row.body;
    const none = (zh: string, en: string): Examples => ({
      rule: row.id,
      inputs: result?.inputs ?? [],
      columns: [],
      rows: [],
      note: { zh, en },
    });
    if (!result) return none('规则还没有检查过。', 'The rule has not been asked yet.');
    if (result.broken === 0) return none('没有不符合的记录。', 'No row breaks it.');
    // Which rows break it tells of the values that it asks about, whatever else is masked of them.
    if (!(await seesAll(principal, rule))) {
      return none(
        '规则涉及对您脱敏的字段，不显示记录。',
        'The rule asks about fields that are masked for you, so no rows are shown.',
      );
    }
    const sides: OpenedDataset[] = [];
    for (const id of datasetsOf(rule)) {
      const at = result.inputs.find(({ dataset }) => dataset === id)?.version;
      const opened = await openDataset(needs, id, at).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'lake.version-vacuumed') return null;
        throw error;
      });
      if (!opened) return none('当时的版本已清理，看不到记录。', 'The version of that time is cleared away.');
      sides.push(opened);
    }
    let compiled: CompiledRule;
    try {
      compiled = compileRule(
        rule,
        sides.map(({ side }) => side),
      );
    } catch (error) {
      // The datasets have changed; the result says how.
      if (!(error instanceof AppError) || error.code !== qualityErrors.ruleInvalid) throw error;
      return none(result.message.zh, result.message.en);
    }
    const about = sides[0]!;
    if (compiled.brokenRows !== null) {
      const governed = await needs.catalogue.open(principal, rule.dataset, { version: about.snapshot.version });
      // Which rows break it is asked of the raw values; what is shown of them goes through the reader's view.
      const select = governed.view.select(compiled.brokenRows);
      const rows = await needs.lake.engine.rows<Record<string, unknown>>(`${select} LIMIT ${mostRows}`, {
        timeoutMilliseconds: 60_000,
      });
      return {
        rule: row.id,
        inputs: result.inputs,
        columns: governed.columns.map(({ name, field, masked }) => ({
          name,
          title: field?.title ?? { zh: name, en: name },
          masked,
        })),
        rows,
        note: null,
      };
    }
    if (compiled.differences !== null && rule.kind === 'reconciliation') {
      const rows = await needs.lake.engine.rows<Record<string, unknown>>(`${compiled.differences} LIMIT ${mostRows}`, {
        timeoutMilliseconds: 60_000,
      });
      const title = (name: string) =>
        about.detail.fields.find((field) => field.name === name)?.title ?? { zh: name, en: name };
      return {
        rule: row.id,
        inputs: result.inputs,
        columns: [
          ...rule.by.map(({ field }) => ({ name: field, title: title(field), masked: false })),
          { name: 'ours', title: about.detail.title, masked: false },
          { name: 'theirs', title: (sides[1] ?? about).detail.title, masked: false },
          { name: 'difference', title: { zh: '差额', en: 'Difference' }, masked: false },
        ],
        rows,
        note: null,
      };
    }
    return none('这类规则没有单条记录可看。', 'A rule of this kind has no single rows to show.');
  };
}
