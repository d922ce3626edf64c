import type { Text } from '../../../kernel/index.ts';
import { type CompiledField, unitOfTitle } from '../../standards/index.ts';
import type { CollectionParts } from '../dependencies.ts';
import { fieldsOfStep, recipeProblems } from './compile-recipe.ts';
import { formatRecipe } from './read-recipe.ts';
import type { RecipeSource, RecipeSourceOptions, WithRecipeSource } from './recipe-source.ts';
import type { RecipeStep, RecipeSuggestion } from './schema.ts';
import { stepKinds } from './steps/index.ts';
import type { StepContext, StepKind, TextChange } from './steps/step.ts';

/** Different texts of a field that are looked at. */
const mostTexts = 3000;
const dayForms = ['%Y/%m/%d', '%Y年%m月%d日', '%Y.%m.%d', '%Y%m%d', 'chinese', 'excel'];
const clockForms = [
  ...['%Y/%m/%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y年%m月%d日 %H:%M:%S'],
  ...['%Y年%m月%d日 %H:%M', '%Y年%m月%d日%H时%M分', '%Y.%m.%d %H:%M', '%Y%m%d%H%M%S', '%Y-%m-%d', ...dayForms],
];

interface Offered {
  step: RecipeStep;
  field: CompiledField;
  values: number;
  example: { before: string; after: string } | null;
  why?: Text;
}

/** Offers steps that make values fit which do not; a person looks at them, and nothing is applied. */
export function createSuggest(parts: CollectionParts, withSource: WithRecipeSource) {
  return async function suggest(options: RecipeSourceOptions): Promise<RecipeSuggestion> {
    const context = await parts.recipes.contextOf(options.dataset);
    return withSource(options, async (source) => {
      const offered: Offered[] = [];
      for (const [index, field] of source.compiled.fields.entries()) {
        options.signal?.throwIfAborted();
        const column = source.sources[index];
        if (column === null || column === undefined) continue;
        const unit = unitStep(field, source.table.columns[column] ?? '', context);
        if (unit) offered.push(unit);
        const texts = await misfits(source, field, index);
        offered.push(...stepsFor(field, texts, { context, hasUnit: unit !== null }));
      }
      const repeated = await repeatedRows(source, context);
      const steps = merged(offered);
      return {
        steps: [...steps.map(({ step }) => step), ...(repeated ? [repeated.step] : [])],
        yaml: formatRecipe([...steps.map(({ step }) => step), ...(repeated ? [repeated.step] : [])]),
        reasons: [...steps.map(({ reason }) => reason), ...(repeated ? [repeated.reason] : [])],
        rows: source.rows,
      };
    });
  };
}

interface Misfit {
  text: string;
  count: number;
}

/** Texts that break a check of their field, the most frequent first; of free text, those that look untidy. */
async function misfits({ session, raw }: RecipeSource, field: CompiledField, index: number): Promise<Misfit[]> {
  const r = `r${index}`;
  const tidy = [...trim(field), ...empty(field)].map((change) => `${change.sql(() => r)[0]} IS DISTINCT FROM ${r}`);
  const broken = field.checks.filter(({ rule }) => rule !== 'required').map((check) => check.broken(r, 'v'));
  const conditions = [...broken, ...(field.field.type === 'string' ? tidy : [])];
  if (conditions.length === 0) return [];
  const rows = await session.rows<{ text: string; count: number }>(
    `SELECT ${r} AS text, count(*) AS count FROM (SELECT ${r}, ${field.value(r)} AS v FROM (${raw})) ` +
      `WHERE ${r} <> '' AND (${conditions.map((condition) => `(${condition})`).join(' OR ')}) GROUP BY ${r} ORDER BY count DESC, text LIMIT ${mostTexts}`,
  );
  return rows.map(({ text, count }) => ({ text, count: Number(count) }));
}

const changesOf = (step: RecipeStep, context: StepContext): TextChange[] =>
  (stepKinds[step.step] as StepKind<typeof step.step>).changes(step as never, context);
const only = (step: RecipeStep): TextChange[] =>
  changesOf(step, { standard: { id: '', title: { zh: '', en: '' }, fields: [] }, codeLists: [] });
const trim = ({ field }: CompiledField) => only({ step: 'trim', fields: [field.name] });
const empty = ({ field }: CompiledField) => only({ step: 'empty', fields: [field.name] });

/** Steps that may mend a field of this type, each tried after those before it. */
function candidates({ field }: CompiledField, hasUnit: boolean): RecipeStep[] {
  const fields = [field.name];
  const first: RecipeStep[] = [
    { step: 'trim', fields },
    { step: 'empty', fields },
  ];
  const half: RecipeStep = { step: 'half-width', fields };
  const own: RecipeStep[] = [];
  if (field.type === 'date' || field.type === 'datetime') {
    const forms = field.type === 'date' ? dayForms : clockForms;
    if (field.format !== 'excel')
      own.push(...forms.map((form): RecipeStep => ({ step: 'date-form', fields, forms: [form] })));
  } else if (field.type === 'integer' || field.type === 'decimal' || field.type === 'number') {
    if (!hasUnit) own.push({ step: 'number-form', fields });
  } else if (field.type === 'region') own.push({ step: 'region-code', fields });
  else if (field.type === 'phone') own.push({ step: 'trim', fields, inner: 'none' });
  else if (field.type === 'plate' || field.type === 'citizen-id' || field.type === 'credit-code')
    own.push({ step: 'trim', fields, inner: 'none' }, { step: 'case', fields, to: 'upper' });
  if (field.codeList !== undefined) own.push({ step: 'code', fields });
  return field.type === 'string' && !field.enum && !field.codeList && !field.pattern ? first : [...first, half, ...own];
}

function stepsFor(
  field: CompiledField,
  texts: Misfit[],
  { context, hasUnit }: { context: StepContext; hasUnit: boolean },
): Offered[] {
  const offered: Offered[] = [];
  const free = field.field.type === 'string';
  const fits = (text: string | null) =>
    text === null || text === '' || !field.checks.some(({ breaks }) => breaks(text, field.read(text)));
  let left = texts;
  const take = (step: RecipeStep, change: (text: string) => string | null): void => {
    let values = 0;
    let example: Offered['example'] = null;
    const after = left.flatMap(({ text, count }): Misfit[] => {
      const made = change(text);
      const mended = made !== text && fits(made) && (free || !fits(text));
      if (mended) {
        values += count;
        example ??= { before: text, after: made ?? '' };
        return [];
      }
      return [{ text, count }];
    });
    if (values === 0) return;
    left = after;
    offered.push({ step, field, values, example });
  };
  for (const step of candidates(field, hasUnit)) {
    if (recipeProblems([step], context).length > 0) continue;
    const [change] = changesOf(step, context);
    if (change) take(step, (text) => change.apply(() => text)[0] ?? null);
  }
  const table = Object.fromEntries(
    left.slice(0, 200).flatMap(({ text }) => {
      const offer = field.field.enum ? field.mend(text) : null;
      return offer !== null && fits(offer) ? [[text, offer]] : [];
    }),
  );
  if (Object.keys(table).length > 0) {
    take({ step: 'replace', fields: [field.field.name], values: table }, (text) => table[text] ?? text);
  }
  return offered;
}

/** The conversion that a column's title asks for: 金额（万元） where the standard wants yuan. */
function unitStep(field: CompiledField, title: string, context: StepContext): Offered | null {
  const unit = unitOfTitle(title);
  if (!unit || field.field.unit === undefined || unit.code === field.field.unit) return null;
  const step: RecipeStep = { step: 'number-form', fields: [field.field.name], unit: unit.code };
  if (recipeProblems([step], context).length > 0) return null;
  const why = {
    zh: `表头“${title}”的单位是${unit.title.zh}，而标准要求 ${field.field.unit}`,
    en: `the header “${title}” is in ${unit.title.en}, and the standard wants ${field.field.unit}`,
  };
  return { step, field, values: 0, example: null, why };
}

/** Whole rows that stand twice. */
async function repeatedRows({ session, raw, sources }: RecipeSource, { standard }: StepContext) {
  const by = standard.key ?? [];
  if (by.length === 0) return null;
  const columns = sources.map((_, index) => `r${index}`).join(', ');
  const [found] = await session.rows<{ rows: number }>(
    `SELECT coalesce(sum(n - 1), 0)::BIGINT AS rows FROM (SELECT count(*) AS n FROM (${raw}) GROUP BY ${columns})`,
  );
  const rows = Number(found!.rows);
  if (rows === 0) return null;
  const step: RecipeStep = { step: 'de-duplicate', by, keep: 'first' };
  return {
    step,
    reason: { zh: `有 ${rows} 行与前面的行完全相同`, en: `${rows} rows are the same as rows before them` },
  };
}

/** Steps that differ in their fields alone become one; the order of the kinds is the order in which they work. */
function merged(offered: Offered[]): { step: RecipeStep; reason: Text }[] {
  const groups = new Map<string, Offered[]>();
  for (const one of offered) {
    const { step } = one;
    const forms = step.step === 'date-form' ? { forms: [] } : {};
    const key = JSON.stringify({
      ...step,
      fields: [],
      ...forms,
      ...(step.step === 'replace' ? { own: one.field.field.name } : {}),
    });
    const group = step.step === 'date-form' ? `${key} ${one.field.field.name}` : key;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const order = Object.keys(stepKinds);
  return [...groups.values()]
    .map((group) => {
      const [first] = group;
      const fields = [...new Set(group.flatMap(({ step }) => fieldsOfStep(step)))];
      const forms = [...new Set(group.flatMap(({ step }) => (step.step === 'date-form' ? step.forms : [])))];
      const step = { ...first!.step, fields, ...(forms.length > 0 ? { forms } : {}) } as RecipeStep;
      return { step, reason: reasonOf(group) };
    })
    .sort((a, b) => order.indexOf(a.step.step) - order.indexOf(b.step.step));
}

function reasonOf(group: Offered[]): Text {
  const said = group.find(({ why }) => why)?.why;
  if (said) return said;
  const values = group.reduce((sum, one) => sum + one.values, 0);
  const titles = [...new Map(group.map(({ field }) => [field.field.name, field.field.title])).values()];
  const example = group.find((one) => one.example)?.example;
  const shown = example
    ? `${JSON.stringify(example.before.slice(0, 60))} → ${JSON.stringify(example.after.slice(0, 60))}`
    : '';
  return {
    zh: `“${titles.map(({ zh }) => zh).join('、')}”有 ${values} 个值因此合格，如 ${shown}`,
    en: `${values} values of “${titles.map(({ en }) => en).join(', ')}” fit then, such as ${shown}`,
  };
}
