import { Value } from 'typebox/value';
import { isScalar, parse, stringify, YAMLError } from 'yaml';
import { AppError, type Text } from '../../../kernel/index.ts';
import { qualityErrors } from '../errors.ts';
import { type Rule, ruleShapes } from '../schema.ts';

/** The error for a rule that cannot be: where it is wrong, and why. */
export function ruleInvalid(where: string, problem: Text): AppError {
  const at = where === '' ? '' : `${where} `;
  return new AppError(qualityErrors.ruleInvalid, {
    problemZh: `${at}${problem.zh}`,
    problemEn: `${at}${problem.en}`,
    field: where,
  });
}

/** One rule of a YAML text. */
export function readRuleYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0, logLevel: 'error' });
  } catch (error) {
    // What is nested too deeply ends the reading without a place.
    const start = error instanceof YAMLError ? error.linePos?.[0] : undefined;
    throw ruleInvalid('', {
      zh: start
        ? `第 ${start.line} 行第 ${start.col} 个字符处不是有效的 YAML`
        : '不是有效的 YAML，或嵌套过深、使用了别名',
      en: start
        ? `not readable as YAML at line ${start.line}, character ${start.col}`
        : 'not readable as YAML, nested too deeply, or with aliases',
    });
  }
}

/** Reads plain data as a rule; throws `quality.rule-invalid` naming the key and what it must be. */
export function readRule(data: unknown): Rule {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw ruleInvalid('', { zh: '应为“键: 值”的形式', en: 'must be written as “key: value”' });
  }
  const { kind } = data as { kind?: unknown };
  const shape = typeof kind === 'string' && Object.hasOwn(ruleShapes, kind) ? ruleShapes[kind as Rule['kind']] : null;
  if (!shape) {
    const kinds = Object.keys(ruleShapes);
    throw ruleInvalid('kind', {
      zh: `应为 ${kinds.join('、')} 之一`,
      en: `must be one of ${kinds.join(', ')}`,
    });
  }
  const [first] = [...Value.Errors(shape, data)];
  if (first) throw ruleInvalid(first.instancePath.slice(1).replaceAll('/', '.'), wordsOf(first));
  const rule = data as Rule;
  for (const [name, words] of Object.entries(rule.title)) {
    if (words.trim() === '') throw ruleInvalid(`title.${name}`, { zh: '不能为空', en: 'must not be empty' });
  }
  return rule;
}

/** Keys in the order in which a person reads them. */
const order = [
  ...[
    'id',
    'title',
    'zh',
    'en',
    'kind',
    'dataset',
    'fields',
    'references',
    'measure',
    'aggregate',
    'field',
    'step',
    'by',
  ],
  ...['against', 'where', 'check', 'maxHours', 'min', 'max', 'tolerance', 'absolute', 'share', 'allowedShare'],
  ...['severity', 'owner', 'deadlineDays', 'enabled'],
];

/** A rule as a person reads and edits it. */
export const writeRule = (rule: Rule): string =>
  stringify(rule, { lineWidth: 100, sortMapEntries: (a, b) => place(a.key) - place(b.key) });

const place = (key: unknown): number => order.indexOf(String(isScalar(key) ? key.value : key));

function wordsOf({ keyword, params, message }: { keyword: string; params: object; message: string }): Text {
  const given = params as Record<string, unknown>;
  switch (keyword) {
    case 'boolean':
      return {
        zh: '不是这类规则的键；请删去或改正拼写',
        en: 'is no key of this kind of rule; remove it or mend its spelling',
      };
    case 'required': {
      const names = (given['requiredProperties'] as string[] | undefined)?.join(', ') ?? '';
      return { zh: `缺少 ${names}`, en: `lacks ${names}` };
    }
    case 'type':
      return { zh: `的类型应为 ${given['type']}`, en: `must be of the type ${given['type']}` };
    case 'enum': {
      const allowed = (given['allowedValues'] as string[]).join(', ');
      return { zh: `应为 ${allowed} 之一`, en: `must be one of ${allowed}` };
    }
    case 'pattern':
      return { zh: `的写法不符合 ${given['pattern']}`, en: `is not written as ${given['pattern']}` };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return {
        zh: `应${keyword === 'maximum' ? '不大于' : keyword === 'minimum' ? '不小于' : '大于'} ${given['limit']}`,
        en: `must be ${keyword === 'maximum' ? 'at most' : keyword === 'minimum' ? 'at least' : 'above'} ${given['limit']}`,
      };
    case 'minLength':
    case 'maxLength':
      return {
        zh: `应${keyword === 'minLength' ? '不少于' : '不超过'} ${given['limit']} 个字符`,
        en: `must have ${keyword === 'minLength' ? 'at least' : 'at most'} ${given['limit']} characters`,
      };
    case 'minItems':
    case 'maxItems':
      return {
        zh: `应${keyword === 'minItems' ? '不少于' : '不超过'} ${given['limit']} 项`,
        en: `must have ${keyword === 'minItems' ? 'at least' : 'at most'} ${given['limit']} items`,
      };
    default:
      return { zh: `不符合要求（${message}）`, en: message };
  }
}
