import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import type { TSchema } from 'typebox';
import { AppError, kernelErrors } from '../../kernel/index.ts';
import { requireStorable } from './storable.ts';

type Part = 'parameters' | 'query' | 'body' | 'response';

const strict = new Ajv({ allErrors: false, strict: false, useDefaults: true });
/** Query strings and path parameters arrive as text, so they alone are coerced. */
const coercing = new Ajv({ allErrors: false, strict: false, coerceTypes: 'array', useDefaults: true });
for (const ajv of [strict, coercing]) (formats as unknown as (ajv: Ajv) => void)(ajv);

/**
 * Compiles one part's schema into a check that returns the (coerced) value or throws `kernel.invalid-input`. What comes
 * in must be storable too.
 */
export function compileCheck(schema: TSchema | undefined, part: Part): (value: unknown) => unknown {
  const check = compileShape(schema, part);
  if (part === 'response') return check;
  return (value) => {
    requireStorable(value, part);
    return check(value);
  };
}

function compileShape(schema: TSchema | undefined, part: Part): (value: unknown) => unknown {
  if (!schema) return (value) => value ?? {};
  const validate: ValidateFunction = (part === 'body' || part === 'response' ? strict : coercing).compile(schema);
  return (value) => {
    if (validate(value)) return value;
    const error = validate.errors?.[0];
    const at = `${part}${error?.instancePath ?? ''}`;
    throw new AppError(kernelErrors.invalidInput, {
      problem: `${at} ${error?.message ?? ''}`.trim(),
      at,
      rule: error?.keyword,
      ...error?.params,
    });
  };
}
