import Type, { type Static } from 'typebox';
import { Nullable } from '../../../kernel/shape.ts';

/** The setting of a connector with which a secret is asked for, by its path, and its values then; null where it is left out. */
export const SecretWithShape = Type.Object({
  setting: Type.String(),
  is: Type.Array(Nullable(Type.Union([Type.String(), Type.Boolean()]))),
});
export type SecretWith = Static<typeof SecretWithShape>;

type Values = Record<string, unknown>;
const isGroup = (value: unknown): value is Values => typeof value === 'object' && value !== null;

/** Whether settings ask for a secret; none does of a group of settings that is left out. */
export function isAsked(condition: SecretWith | undefined, settings: Values): boolean {
  if (!condition) return true;
  const names = condition.setting.split('.');
  const last = names.pop()!;
  let group: unknown = settings;
  for (const name of names) group = isGroup(group) ? group[name] : undefined;
  if (!isGroup(group)) return false;
  const value = group[last] ?? null;
  return condition.is.some((one) => one === value);
}
