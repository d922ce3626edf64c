import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Text } from '../../kernel/index.ts';
import { nearest } from './keys.ts';

/** Where data are not of a shape, and how to mend it. */
export interface ShapeProblem {
  path: (string | number)[];
  rule: string;
  value: string | null;
  message: Text;
}

interface Fault {
  keyword: string;
  schemaPath: string;
  instancePath: string;
  params: Record<string, unknown>;
  message?: string;
}

const typeWords: Record<string, Text> = {
  string: { zh: '文本；数字请加引号', en: 'text; put a number in quotes' },
  integer: { zh: '整数', en: 'a whole number' },
  number: { zh: '数', en: 'a number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  object: { zh: '“键: 值”的形式', en: 'of the form “key: value”' },
  array: { zh: '列表，每项以“- ”开头', en: 'a list, each item after “- ”' },
};

/** What is wrong with data of people under a shape, in words that say how to mend it; none when nothing is. */
export function shapeProblems(shape: TSchema, data: unknown): ShapeProblem[] {
  const faults = Value.Errors(shape, data) as unknown as Fault[];
  const unions = new Set(faults.filter(({ keyword }) => keyword === 'anyOf').map(({ schemaPath }) => schemaPath));
  return faults
    .filter(({ keyword, schemaPath }) => {
      // What each branch of a choice misses says less than the choice itself.
      if ([...unions].some((union) => schemaPath.startsWith(`${union}/anyOf/`))) return false;
      return keyword !== 'boolean';
    })
    .flatMap((fault) => problemsOf(fault, shape, data));
}

/** A problem as a sentence of its own, with its place before it. */
export function placedProblem({ path, rule, message: { zh, en } }: ShapeProblem): Text {
  // Of an unknown key the message has the name.
  const place = (rule === 'unknown-key' ? path.slice(0, -1) : path).join('.');
  return place === '' ? { zh, en } : { zh: `${place} ${zh}`, en: `${place} ${en}` };
}

function problemsOf(fault: Fault, shape: TSchema, data: unknown): ShapeProblem[] {
  const path = fault.instancePath.split('/').slice(1).map(stepOf);
  const found = valueAt(data, path);
  const told = found === undefined ? null : String(JSON.stringify(found)).slice(0, 200);
  const one = (message: Text, rule = 'shape'): ShapeProblem[] => [{ path, rule, value: told, message }];
  const { params } = fault;
  switch (fault.keyword) {
    case 'required':
      return (params['requiredProperties'] as string[]).map((name) => ({
        path: [...path],
        rule: 'missing',
        value: null,
        message: { zh: `缺少“${name}”；请补上`, en: `“${name}” is missing; add it` },
      }));
    case 'additionalProperties': {
      const known = Object.keys((schemaAt(shape, fault.schemaPath)['properties'] ?? {}) as object);
      return (params['additionalProperties'] as string[]).map((name) => {
        const near = nearest(name, known);
        return {
          path: [...path, name],
          rule: 'unknown-key',
          value: null,
          message: near
            ? { zh: `不认识的键“${name}”；是否想写“${near}”？`, en: `unknown key “${name}”; did you mean “${near}”?` }
            : {
                zh: `不认识的键“${name}”；可用的键：${known.join('、')}`,
                en: `unknown key “${name}”; the keys are ${known.join(', ')}`,
              },
        };
      });
    }
    case 'type': {
      const words = typeWords[String(params['type'])];
      if (words) return one({ zh: `应为${words.zh}`, en: `must be ${words.en}` });
      break;
    }
    case 'anyOf': {
      const choices = choicesOf(schemaAt(shape, fault.schemaPath));
      if (choices.length > 0) {
        return one({ zh: `应为以下之一：${choices.join('、')}`, en: `must be one of ${choices.join(', ')}` });
      }
      return one({ zh: '写法不是所允许的任何一种', en: 'is written in none of the ways that are allowed' });
    }
    case 'const':
      return one({ zh: `应为 ${params['allowedValue']}`, en: `must be ${params['allowedValue']}` });
    case 'minimum':
    case 'exclusiveMinimum':
      return one({ zh: `应不小于 ${params['limit']}`, en: `must be at least ${params['limit']}` });
    case 'maximum':
    case 'exclusiveMaximum':
      return one({ zh: `应不大于 ${params['limit']}`, en: `must be at most ${params['limit']}` });
    case 'minLength':
    case 'minItems':
      return one({ zh: '内容太短或为空', en: 'is too short or empty' });
    case 'maxLength':
    case 'maxItems':
      return one({ zh: '内容过长', en: 'is too long' });
    case 'pattern': {
      const hint = schemaAt(shape, fault.schemaPath)['description'];
      const more = typeof hint === 'string' ? hint : null;
      return one({
        zh: `写法不符合要求${more ? `：${more}` : `（${params['pattern']}）`}`,
        en: `is not of the form that is asked for${more ? `: ${more}` : ` (${params['pattern']})`}`,
      });
    }
  }
  return one({ zh: `不符合要求（${fault.message ?? ''}）`, en: fault.message ?? 'is not as it must be' });
}

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function valueAt(data: unknown, path: (string | number)[]): unknown {
  let value: unknown = data;
  for (const step of path) value = (value as Record<string | number, unknown> | null | undefined)?.[step];
  return value;
}

function schemaAt(shape: TSchema, schemaPath: string): Record<string, unknown> {
  return (valueAt(shape, schemaPath.split('/').slice(1).map(stepOf)) ?? {}) as Record<string, unknown>;
}

/** The words of a choice between fixed words. */
function choicesOf(schema: Record<string, unknown>): string[] {
  const branches = (schema['anyOf'] ?? []) as Record<string, unknown>[];
  return branches.every((branch) => 'const' in branch) ? branches.map((branch) => String(branch['const'])) : [];
}
