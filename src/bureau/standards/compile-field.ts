import { AppError, type Text } from '../../kernel/index.ts';
import { quoteLiteral } from '../../lake/index.ts';
import { choiceMend } from './choice-mend.ts';
import { oneOfSql } from './choice-sql.ts';
import type { CompiledCheck, CompiledField } from './compiled.ts';
import { standardsErrors } from './errors.ts';
import { orderOf } from './expression/index.ts';
import { codesFor } from './in-force.ts';
import { toJavaScriptPattern } from './pattern.ts';
import type { CodeList, Field, Standard } from './schema.ts';
import { fieldKinds } from './types/index.ts';
import { type FieldKind, fullMatch, type KindContext, matchesFully, type Value } from './types/kind.ts';

interface FieldContext {
  standard: Standard;
  codeLists: readonly CodeList[];
  /** One of the standard's pair of coordinates, whose limits are checked together. */
  inPair: boolean;
  /** Day of the collection, on which a code must be in force; null where periods are not looked at. */
  on: string | null;
}

/** Compiles one field: its typed value and every check on it alone. */
export function checkField(field: Field, { standard, codeLists, inPair, on }: FieldContext): CompiledField {
  const kind = fieldKinds[field.type];
  const context: KindContext = standard.timezone === undefined ? {} : { timezone: standard.timezone };
  const read = (raw: string | null) => (raw === null || raw === '' ? null : kind.read(raw, field, context));
  const chooser = choiceMend(field, codeLists);
  const checks = [
    ...(field.required || standard.key?.includes(field.name) ? [requiredCheck(field)] : []),
    ...(field.type === 'string' ? [] : typeChecks(field, kind)),
    ...(inPair ? [] : (kind.checks?.(field, context) ?? [])).map(
      (check): CompiledCheck => ({
        rule: check.rule,
        message: about(field, check.message),
        broken: check.broken,
        breaks: (raw, value) => raw !== null && value !== null && check.breaks(raw, value),
      }),
    ),
    ...textChecks(field),
    ...boundChecks(field, kind, context),
    ...choiceChecks(field, kind, { context, codeLists, on }),
  ];
  return {
    field,
    engineType: kind.engineType(field),
    value: (raw) => kind.sql(raw, field, context),
    read,
    checks,
    mend: (raw) => {
      const text = chooser?.(raw) ?? kind.mend?.(raw, field, context) ?? null;
      return text !== null && text !== raw && read(text) !== null ? text : null;
    },
  };
}

function about(field: Field, text: Text): Text {
  return { zh: `“${field.title.zh}”${text.zh}`, en: `“${field.title.en}” ${text.en}` };
}

function requiredCheck(field: Field): CompiledCheck {
  return {
    rule: 'required',
    message: about(field, { zh: '不能为空', en: 'must not be empty' }),
    // Of texts, blanks alone are empty too; only texts that begin below `!` need the costly trim.
    broken: (raw) =>
      field.type === 'string'
        ? `CASE WHEN ${raw} IS NULL THEN true WHEN ${raw} < '!' THEN trim(${raw}, E' \\t\\r\\n') = '' ELSE false END`
        : `(${raw} IS NULL OR ${raw} = '')`,
    breaks: (raw) => raw === null || (field.type === 'string' ? /^[ \t\r\n]*$/.test(raw) : raw === ''),
  };
}

/** `type`, and the near misses with a rule of their own, so that one fault is one finding. */
function typeChecks(field: Field, kind: FieldKind): CompiledCheck[] {
  const near = kind.near?.(field) ?? [];
  const isNear = (raw: string) => near.some(({ pattern }) => matchesFully(raw, pattern));
  const nearSql = (raw: string) => near.map(({ pattern }) => fullMatch(raw, pattern)).join(' OR ');
  const expects = kind.expects(field);
  return [
    {
      rule: 'type',
      message: about(field, {
        zh: `应为${/^[\x21-\x7e]/.test(expects.zh) ? ' ' : ''}${expects.zh}`,
        en: `must be ${expects.en}`,
      }),
      broken: (raw, value) =>
        near.length > 0
          ? `CASE WHEN ${value} IS NULL AND ${raw} <> '' THEN NOT (${nearSql(raw)}) ELSE false END`
          : `(${value} IS NULL AND ${raw} IS NOT NULL AND ${raw} <> '')`,
      breaks: (raw, value) => value === null && raw !== null && raw !== '' && !isNear(raw),
    },
    ...near.map(
      ({ rule, message, pattern }): CompiledCheck => ({
        rule,
        message: about(field, message),
        broken: (raw, value) =>
          `CASE WHEN ${value} IS NULL AND ${raw} <> '' THEN ${fullMatch(raw, pattern)} ELSE false END`,
        breaks: (raw, value) => value === null && raw !== null && raw !== '' && matchesFully(raw, pattern),
      }),
    ),
  ];
}

/** Checks of the text as it came: `pattern`, `min-length`, `max-length`. */
function textChecks(field: Field): CompiledCheck[] {
  const checks: CompiledCheck[] = [];
  const { pattern, minLength, maxLength } = field;
  if (pattern !== undefined) {
    const { expression } = toJavaScriptPattern(pattern);
    checks.push({
      rule: 'pattern',
      message: about(field, { zh: `不符合格式 ${pattern}`, en: `does not match the pattern ${pattern}` }),
      broken: (raw) => `CASE WHEN ${raw} <> '' THEN NOT ${fullMatch(raw, pattern)} ELSE false END`,
      breaks: (raw) => raw !== null && raw !== '' && !expression!.test(raw),
    });
  }
  if (minLength !== undefined) {
    checks.push({
      rule: 'min-length',
      message: about(field, { zh: `不得少于 ${minLength} 个字符`, en: `must have at least ${minLength} characters` }),
      broken: (raw) => `coalesce(${raw} <> '' AND length(${raw}) < ${minLength}, false)`,
      breaks: (raw) => raw !== null && raw !== '' && [...raw].length < minLength,
    });
  }
  if (maxLength !== undefined) {
    checks.push({
      rule: 'max-length',
      message: about(field, { zh: `不得超过 ${maxLength} 个字符`, en: `must have at most ${maxLength} characters` }),
      // No text has more characters than bytes, so that most need no count of characters.
      broken: (raw) => `CASE WHEN strlen(${raw}) > ${maxLength} THEN length(${raw}) > ${maxLength} ELSE false END`,
      breaks: (raw) => raw !== null && [...raw].length > maxLength,
    });
  }
  return checks;
}

function boundChecks(field: Field, kind: FieldKind, context: KindContext): CompiledCheck[] {
  const bounds = [
    {
      rule: 'min',
      bound: field.min,
      sign: '<',
      broken: (order: number) => order < 0,
      zh: '不得小于',
      en: 'not be below',
    },
    {
      rule: 'max',
      bound: field.max,
      sign: '>',
      broken: (order: number) => order > 0,
      zh: '不得大于',
      en: 'not be above',
    },
  ];
  return bounds.flatMap(({ rule, bound, sign, broken, zh, en }): CompiledCheck[] => {
    const limit = bound === undefined ? null : readBound(field, bound, context);
    if (limit === null || !kind.literal) return [];
    const literal = kind.literal(limit, field);
    return [
      {
        rule,
        message: about(field, { zh: `${zh} ${bound}`, en: `must ${en} ${bound}` }),
        broken: (_, value) => `coalesce(${value} ${sign} ${literal}, false)`,
        breaks: (_, value) => value !== null && broken(orderOf(value, limit)),
      },
    ];
  });
}

/** A `min` or `max` as a value of the field, written as ISO whatever the field's `format`; null when it is none. */
export function readBound(field: Field, bound: string | number, context: KindContext): Value | null {
  const kind = fieldKinds[field.type];
  if (!kind.literal) return null;
  const iso: Field = { ...field };
  delete iso.format;
  if (typeof bound === 'number') {
    return Number.isFinite(bound) && typeof (kind.read('0', iso, context) ?? '') === 'number' ? bound : null;
  }
  const value = kind.read(bound, iso, context);
  if (value === null && field.type === 'datetime') return kind.read(`${bound} 00:00:00`, iso, context);
  return value;
}

/** `enum` and `code-list`: the value must be one of a set. */
function choiceChecks(
  field: Field,
  kind: FieldKind,
  { context, codeLists, on }: { context: KindContext; codeLists: readonly CodeList[]; on: string | null },
): CompiledCheck[] {
  const checks: CompiledCheck[] = [];
  const oneOf = (rule: string, choices: (string | number)[], message: Text) => {
    const values = choices.flatMap((choice) => kind.read(String(choice), field, context) ?? []);
    const literals = [...new Set(values)].map((value) =>
      kind.literal ? kind.literal(value, field) : typeof value === 'string' ? quoteLiteral(value) : String(value),
    );
    const allowed = new Set(values);
    const engineType = kind.engineType(field);
    checks.push({
      rule,
      message: about(field, message),
      broken: (_, value) =>
        literals.length > 0
          ? `coalesce(NOT ${oneOfSql(value, literals, engineType)}, false)`
          : `(${value} IS NOT NULL)`,
      breaks: (_, value) => value !== null && !allowed.has(value),
    });
  };
  if (field.enum) {
    const shown = field.enum.slice(0, 12);
    const more = field.enum.length > 12 ? '…' : '';
    oneOf('enum', field.enum, {
      zh: `须为以下之一：${shown.join('、')}${more}`,
      en: `must be one of: ${shown.join(', ')}${more}`,
    });
  }
  if (field.codeList !== undefined) {
    const list = codeLists.find(({ id }) => id === field.codeList);
    if (!list) throw new AppError(standardsErrors.codeListMissing, { codeList: field.codeList });
    oneOf(
      'code-list',
      codesFor(field, list, on).map(({ code }) => code),
      { zh: `不在代码表“${list.title.zh}”中`, en: `is not in the code list “${list.title.en}”` },
    );
  }
  return checks;
}
