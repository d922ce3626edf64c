import type { Text } from '../../../../kernel/text.ts';

/** JSON Schema of a setting, as far as a form needs it. */
export interface SettingShape {
  type?: string;
  title?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  const?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  items?: SettingShape;
  anyOf?: SettingShape[];
  properties?: Record<string, SettingShape>;
  patternProperties?: Record<string, SettingShape>;
  required?: string[];
}

export type Values = Record<string, unknown>;

/** Both languages of a text that is written `中文 · English`. */
export function bilingual(text: string | undefined): Text {
  const [zh = '', en] = (text ?? '').split(' · ');
  return { zh, en: en ?? zh };
}

/** The name of a setting for people; its own where the shape gives none. */
export function labelOf(name: string, shape: SettingShape): Text {
  return shape.title ? bilingual(shape.title) : { zh: name, en: name };
}

/** How a setting is put in. */
export type Kind = 'text' | 'long' | 'number' | 'flag' | 'choice' | 'variant' | 'list' | 'pairs' | 'group' | 'fixed';

export function kindOf(shape: SettingShape): Kind {
  if (shape.anyOf) return shape.anyOf.every((branch) => branch.const !== undefined) ? 'choice' : 'variant';
  if (shape.const !== undefined) return shape.title ? 'flag' : 'fixed';
  if (shape.type === 'integer' || shape.type === 'number') return 'number';
  if (shape.type === 'boolean') return 'flag';
  if (shape.type === 'array') return 'list';
  if (shape.patternProperties) return 'pairs';
  if (shape.type === 'object') return 'group';
  return (shape.maxLength ?? 0) >= 10_000 ? 'long' : 'text';
}

/** The branch of a variant that a value is of, by its `kind`. */
export function branchOf(shape: SettingShape, value: unknown): SettingShape | undefined {
  const kind = (value as Values | undefined)?.['kind'];
  return shape.anyOf?.find((branch) => branch.properties?.['kind']?.const === kind);
}

/** Settings that a steward rarely touches stand under “more”. */
export const isRare = (shape: SettingShape, required: boolean) =>
  !required && ['number', 'flag'].includes(kindOf(shape));

/** Paths of what must be given and is not. */
export function missingIn(shape: SettingShape, values: Values | undefined, path: string): string[] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => {
    const value = values?.[name];
    const here = `${path}.${name}`;
    const kind = kindOf(inner);
    if (value === undefined || value === '') return shape.required?.includes(name) && kind !== 'fixed' ? [here] : [];
    if (kind === 'group') return missingIn(inner, value as Values, here);
    if (kind === 'variant') return missingIn(branchOf(inner, value) ?? {}, value as Values, here);
    return [];
  });
}
