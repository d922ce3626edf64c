import Type, { type Static } from 'typebox';
import { Nullable, TextShape } from '../../../kernel/shape.ts';
import type { Text } from '../../../kernel/text.ts';

const Name = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' });
/** Fields that a step works on; all fields of the standard when absent. */
const someFields = Type.Optional(Type.Array(Name, { minItems: 1, maxItems: 200 }));
const fields = Type.Array(Name, { minItems: 1, maxItems: 200 });
const strict = { additionalProperties: false };
const Literals = Type.String({ maxLength: 500 });

/** Parts of a Chinese address that a step can tell apart; `rest` is what it could not. */
export const addressParts = ['province', 'city', 'district', 'town', 'road', 'number', 'room', 'rest'] as const;
export type AddressPart = (typeof addressParts)[number];

/** One declared step of a recipe. */
export const RecipeStepShape = Type.Union([
  /** Blanks at both ends and invisible characters go; `inner` says what becomes of blanks within. */
  Type.Object(
    {
      step: Type.Literal('trim'),
      fields: someFields,
      inner: Type.Optional(Type.Union([Type.Literal('keep'), Type.Literal('one'), Type.Literal('none')])),
    },
    strict,
  ),
  /** Full-width letters, digits, signs and blanks become the half-width ones. */
  Type.Object({ step: Type.Literal('half-width'), fields: someFields }, strict),
  /** Latin letters only. */
  Type.Object(
    { step: Type.Literal('case'), fields, to: Type.Union([Type.Literal('upper'), Type.Literal('lower')]) },
    strict,
  ),
  /** Texts that mean nothing become empty; a usual list when `values` is absent. */
  Type.Object(
    {
      step: Type.Literal('empty'),
      fields: someFields,
      values: Type.Optional(Type.Array(Literals, { minItems: 1, maxItems: 100 })),
    },
    strict,
  ),
  /** Forms in strptime letters, `excel` for day numbers, `chinese` for 二〇二六年九月一日; the first that fits counts. */
  Type.Object(
    {
      step: Type.Literal('date-form'),
      fields,
      forms: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { minItems: 1, maxItems: 20 }),
    },
    strict,
  ),
  /** Separators, currency signs, Chinese numerals, 万 and 亿; `unit` (or `factor`) for values that name no unit themselves. */
  Type.Object(
    {
      step: Type.Literal('number-form'),
      fields,
      unit: Type.Optional(Type.String({ maxLength: 40 })),
      to: Type.Optional(Type.String({ maxLength: 40 })),
      factor: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    },
    strict,
  ),
  /** Names of regions become GB/T 2260 codes, in the region whose code begins with `within`. */
  Type.Object(
    {
      step: Type.Literal('region-code'),
      fields,
      level: Type.Optional(Type.Union([Type.Literal('province'), Type.Literal('prefecture'), Type.Literal('county')])),
      within: Type.Optional(Type.String({ pattern: '^[1-8][0-9]([0-9]{2})?$' })),
    },
    strict,
  ),
  /** Parts of a Chinese address into fields that are empty. */
  Type.Object(
    {
      step: Type.Literal('address'),
      from: Name,
      to: Type.Object(
        Object.fromEntries(addressParts.map((part) => [part, Type.Optional(Name)])) as Record<
          AddressPart,
          ReturnType<typeof Type.Optional<typeof Name>>
        >,
        { ...strict, minProperties: 1 },
      ),
    },
    strict,
  ),
  /** A pair of coordinates to WGS-84. */
  Type.Object(
    {
      step: Type.Literal('coordinates'),
      longitude: Name,
      latitude: Name,
      from: Type.Union([Type.Literal('GCJ-02'), Type.Literal('BD-09'), Type.Literal('CGCS2000')]),
    },
    strict,
  ),
  /** Titles of a code list become its codes; the field's own list when `codeList` is absent. */
  Type.Object({ step: Type.Literal('code'), fields, codeList: Type.Optional(Type.String({ maxLength: 210 })) }, strict),
  /** Whole texts, literally. */
  Type.Object(
    { step: Type.Literal('replace'), fields, values: Type.Record(Type.String({ maxLength: 500 }), Literals) },
    strict,
  ),
  /** The groups of an RE2 pattern that matches the whole text, in order. */
  Type.Object(
    {
      step: Type.Literal('pattern-extract'),
      from: Name,
      pattern: Type.String({ minLength: 1, maxLength: 200 }),
      to: Type.Array(Name, { minItems: 1, maxItems: 9 }),
    },
    strict,
  ),
  Type.Object(
    {
      step: Type.Literal('split'),
      from: Name,
      at: Type.String({ minLength: 1, maxLength: 10 }),
      to: Type.Array(Name, { minItems: 1, maxItems: 20 }),
    },
    strict,
  ),
  Type.Object(
    {
      step: Type.Literal('join'),
      from: Type.Array(Name, { minItems: 2, maxItems: 20 }),
      with: Type.String({ maxLength: 10 }),
      to: Name,
    },
    strict,
  ),
  /** Of rows that are alike in `by`, one is kept; the others go to quarantine under the rule `duplicate`. */
  Type.Object(
    {
      step: Type.Literal('de-duplicate'),
      by: fields,
      keep: Type.Optional(Type.Union([Type.Literal('first'), Type.Literal('last'), Type.Literal('most-complete')])),
    },
    strict,
  ),
]);
export type RecipeStep = Static<typeof RecipeStepShape>;
export type StepName = RecipeStep['step'];

/** What each step is called. */
export const stepTitles: Record<StepName, Text> = {
  trim: { zh: '去除空白和不可见字符', en: 'Trim blanks and invisible characters' },
  'half-width': { zh: '全角转半角', en: 'Full-width to half-width' },
  case: { zh: '统一字母大小写', en: 'Upper or lower case' },
  empty: { zh: '无意义文本视为空', en: 'Texts that mean nothing' },
  'date-form': { zh: '统一日期写法', en: 'Forms of dates' },
  'number-form': { zh: '统一数字写法和单位', en: 'Forms and units of numbers' },
  'region-code': { zh: '区划名称转代码', en: 'Region names to codes' },
  address: { zh: '解析地址', en: 'Parse addresses' },
  coordinates: { zh: '坐标系转为 WGS-84', en: 'Coordinates to WGS-84' },
  code: { zh: '名称转代码', en: 'Titles to codes' },
  replace: { zh: '按对照表替换', en: 'Replace by a table' },
  'pattern-extract': { zh: '按格式提取', en: 'Extract by a pattern' },
  split: { zh: '拆分到多个字段', en: 'Split into fields' },
  join: { zh: '合并多个字段', en: 'Join fields' },
  'de-duplicate': { zh: '去除重复行', en: 'Take out repeated rows' },
};

export const mostSteps = 60;
export const RecipeStepsShape = Type.Array(RecipeStepShape, { maxItems: mostSteps });

/** What a run, a version and its lineage keep of the recipe that cleaned it. */
export const RecipeMarkShape = Type.Object({
  /** The dataset that it belongs to. */
  id: Type.String(),
  version: Type.Integer(),
  /** SHA-256 of its steps. */
  hash: Type.String(),
});
export type RecipeMark = Static<typeof RecipeMarkShape>;

/** A version of a dataset's recipe; version 0 with no steps before there is one. */
export const RecipeShape = Type.Object({
  dataset: Type.String(),
  version: Type.Integer(),
  hash: Type.String(),
  steps: RecipeStepsShape,
  yaml: Type.String(),
  note: Type.String(),
  savedBy: Nullable(Type.String()),
  savedAt: Nullable(Type.String({ format: 'date-time' })),
});
export type Recipe = Static<typeof RecipeShape>;

/** What a step did to the rows that were looked at. */
export const StepEffectShape = Type.Object({
  /** Place among the steps, from 0. */
  index: Type.Integer(),
  step: Type.String(),
  /** Rows that it changed; for `de-duplicate`, rows that it takes out. */
  rows: Type.Integer(),
  /** Values that it was to read and could not: they stay as they are. */
  left: Type.Integer(),
  examples: Type.Array(
    Type.Object({ field: Type.String(), before: Nullable(Type.String()), after: Nullable(Type.String()) }),
  ),
  leftExamples: Type.Array(Type.String()),
});
export type StepEffect = Static<typeof StepEffectShape>;

/** A source before and after a recipe. Nothing is kept of it. */
export const RecipePreviewShape = Type.Object({
  /** Rows looked at, and rows of the source. */
  rows: Type.Integer(),
  total: Type.Integer(),
  changed: Type.Integer(),
  /** Rows with a finding of their own under the standard, without and with the recipe. */
  badBefore: Type.Integer(),
  badAfter: Type.Integer(),
  steps: Type.Array(StepEffectShape),
  fields: Type.Array(Type.Object({ name: Type.String(), title: TextShape })),
  /** Some rows that change: texts in the order of the fields. */
  sample: Type.Array(
    Type.Object({ before: Type.Array(Nullable(Type.String())), after: Type.Array(Nullable(Type.String())) }),
  ),
});
export type RecipePreview = Static<typeof RecipePreviewShape>;

/** Steps that would mend what a source breaks; never applied by themselves. */
export const RecipeSuggestionShape = Type.Object({
  steps: RecipeStepsShape,
  yaml: Type.String(),
  /** Why each step is there, in the order of the steps. */
  reasons: Type.Array(TextShape),
  rows: Type.Integer(),
});
export type RecipeSuggestion = Static<typeof RecipeSuggestionShape>;
