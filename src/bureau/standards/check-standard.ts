import type { Text } from '../../kernel/index.ts';
import { readBound } from './compile-field.ts';
import { ExpressionProblem, orderOf, parseExpression } from './expression/index.ts';
import { toJavaScriptPattern } from './pattern.ts';
import type { Problem } from './problem.ts';
import type { Field, Standard } from './schema.ts';
import { formatProblem } from './types/date-format.ts';
import { fieldKinds } from './types/index.ts';
import { isZone } from './types/zone.ts';

type Report = (path: Problem['path'], message: Text, value?: unknown) => void;

/** What is wrong in the meaning of a standard whose shape is right: names, limits, patterns, rules that do not fit. */
export function checkStandard(standard: Standard): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, message, value) => problems.push({ path, rule: 'meaning', message, value });
  checkNames(standard, report);
  for (const [index, field] of standard.fields.entries()) {
    checkFieldMeaning(field, standard, (path, message, value) => report(['fields', index, ...path], message, value));
  }
  checkRules(standard, report);
  checkPlace(standard, report);
  return problems;
}

function checkNames(standard: Standard, report: Report): void {
  const seen = new Map<string, string>();
  standard.fields.forEach(({ name }, index) => {
    // The engine and other readers of the table do not tell capitals from small letters in names.
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined) {
      report(['fields', index, 'name'], {
        zh: `字段名“${name}”与“${earlier}”重复（不分大小写）；请改名`,
        en: `the name “${name}” stands twice (“${earlier}”; capitals do not count); rename one`,
      });
    }
    seen.set(name.toLowerCase(), name);
    if (name.startsWith('__')) {
      report(['fields', index, 'name'], {
        zh: `字段名“${name}”以两个下划线开头，为系统保留；请改名`,
        en: `names that begin with two underscores are kept for the system; rename “${name}”`,
      });
    }
  });
  for (const key of ['key', 'partitionBy'] as const) requireFields(standard, standard[key] ?? [], [key], report);
}

function requireFields(standard: Standard, names: string[], path: Problem['path'], report: Report): void {
  names.forEach((name, index) => {
    if (!standard.fields.some((field) => field.name === name)) {
      report([...path, index], {
        zh: `“${name}”不是本标准的字段；请改为已有字段名`,
        en: `“${name}” is no field of this standard; name one that is`,
      });
    }
    if (names.indexOf(name) !== index) {
      report([...path, index], { zh: `“${name}”重复；请删去一个`, en: `“${name}” stands twice; remove one` });
    }
  });
}

function checkFieldMeaning(field: Field, standard: Standard, report: Report): void {
  const kind = fieldKinds[field.type];
  const onlyFor = (key: keyof Field, types: string[]) => {
    if (field[key] === undefined || types.includes(field.type)) return;
    report([key], {
      zh: `“${key}”只用于 ${types.join('、')} 类型；请删去`,
      en: `“${key}” is for the types ${types.join(', ')} only; remove it`,
    });
  };
  onlyFor('scale', ['decimal']);
  onlyFor('format', ['date', 'datetime']);
  if (field.format !== undefined && (field.type === 'date' || field.type === 'datetime') && field.format !== 'excel') {
    const problem = formatProblem(field.format, field.type);
    if (problem) {
      report(['format'], {
        zh: `格式“${field.format}”${problem.letter ? `中的“${problem.letter}”不能用` : `缺少 ${problem.lacks}`}；可用 %Y %m %d %H %M %S %f，各一次，或 excel`,
        en: `the format “${field.format}” ${problem.letter ? `has “${problem.letter}”, which cannot be used here` : `lacks the ${problem.lacks}`}; use %Y %m %d %H %M %S %f, each once, or excel`,
      });
    }
  }
  if (field.pattern !== undefined) {
    const { problem } = toJavaScriptPattern(field.pattern);
    if (problem)
      report(
        ['pattern'],
        { zh: `“pattern”有误：${problem.zh}`, en: `“pattern” is wrong: ${problem.en}` },
        field.pattern,
      );
  }
  if (field.codeListDate !== undefined) {
    const dated = standard.fields.find(({ name }) => name === field.codeListDate);
    if (field.codeList === undefined || (dated?.type !== 'date' && dated?.type !== 'datetime')) {
      report(['codeListDate'], {
        zh: '“codeListDate”须是本标准中 date 或 datetime 类型的字段名，并与“codeList”同用；请改正或删去',
        en: '“codeListDate” must name a date or datetime field of this standard, beside a “codeList”; correct or remove it',
      });
    }
  }
  if (field.minLength !== undefined && field.maxLength !== undefined && field.minLength > field.maxLength) {
    report(['minLength'], {
      zh: '“minLength”大于“maxLength”；请对调',
      en: '“minLength” is above “maxLength”; exchange them',
    });
  }
  checkBounds(field, standard, report);
  checkChoices(field, kind.title, report);
}

function checkBounds(field: Field, standard: Standard, report: Report): void {
  const kind = fieldKinds[field.type];
  const context = standard.timezone && isZone(standard.timezone) ? { timezone: standard.timezone } : {};
  const read = (key: 'min' | 'max') => {
    const bound = field[key];
    if (bound === undefined) return null;
    const value = readBound(field, bound, context);
    if (value === null) {
      report(
        [key],
        kind.literal
          ? {
              zh: `“${key}”的值应为${kind.expects(isoField(field)).zh}`,
              en: `“${key}” must be ${kind.expects(isoField(field)).en}`,
            }
          : {
              zh: `“${key}”不用于${kind.title.zh}类型；请改用 enum、pattern 或长度`,
              en: `“${key}” has no meaning for ${kind.title.en}; use enum, pattern or a length`,
            },
        bound,
      );
    }
    return value;
  };
  const [low, high] = [read('min'), read('max')];
  if (low !== null && high !== null && orderOf(low, high) > 0) {
    report(['min'], { zh: '“min”大于“max”；请对调', en: '“min” is above “max”; exchange them' });
  }
}

function isoField(field: Field): Field {
  const iso = { ...field };
  delete iso.format;
  return iso;
}

function checkChoices(field: Field, kind: Text, report: Report): void {
  const texts = typeof fieldKinds[field.type].read('1', field, {}) !== 'number';
  const seen = new Set<string>();
  field.enum?.forEach((choice, index) => {
    if (texts && field.type !== 'boolean' && typeof choice === 'number') {
      report(['enum', index], {
        zh: `取值 ${choice} 请加引号，否则前导零会丢失，如 ["01"]`,
        en: `put ${choice} in quotes, as in ["01"]: a leading zero would be lost`,
      });
    } else if (String(choice) === '' || fieldKinds[field.type].read(String(choice), field, {}) === null) {
      report(['enum', index], {
        zh: `取值“${choice}”不是${kind.zh}类型；请改正`,
        en: `“${choice}” is no ${kind.en}; correct it`,
      });
    } else if (seen.has(String(choice))) {
      report(['enum', index], { zh: `取值“${choice}”重复；请删去一个`, en: `“${choice}” stands twice; remove one` });
    }
    seen.add(String(choice));
  });
}

function checkRules(standard: Standard, report: Report): void {
  const names = new Set<string>();
  const once = (name: string, path: Problem['path']) => {
    if (names.has(name))
      report(path, { zh: `规则名“${name}”重复；请改名`, en: `two rules are named “${name}”; rename one` });
    names.add(name);
  };
  standard.rules?.forEach((rule, index) => {
    once(rule.name, ['rules', index, 'name']);
    try {
      parseExpression(rule.check, standard.fields);
    } catch (cause) {
      if (!(cause instanceof ExpressionProblem)) throw cause;
      report(
        ['rules', index, 'check'],
        {
          zh: `规则“${rule.name}”第 ${cause.at + 1} 个字符处：${cause.text.zh}`,
          en: `rule “${rule.name}”, character ${cause.at + 1}: ${cause.text.en}`,
        },
        rule.check,
      );
    }
  });
  standard.references?.forEach((reference, index) => {
    once(reference.name, ['references', index, 'name']);
    requireFields(standard, reference.fields, ['references', index, 'fields'], report);
    if (reference.fields.length !== reference.references.fields.length) {
      report(['references', index, 'references'], {
        zh: `引用“${reference.name}”两边的字段数不同；请一一对应`,
        en: `the reference “${reference.name}” names a different number of fields on each side; pair them`,
      });
    }
  });
}

function checkPlace(standard: Standard, report: Report): void {
  const has = (type: string) => standard.fields.some((field) => field.type === type);
  for (const key of ['coordinates', 'extent'] as const) {
    if (standard[key] !== undefined && !(has('longitude') && has('latitude'))) {
      report([key], {
        zh: `写了“${key}”，却没有 longitude 与 latitude 类型的字段；请设定字段类型或删去`,
        en: `“${key}” is given but no fields of the types longitude and latitude; set the types or remove it`,
      });
    }
  }
  if (standard.timezone !== undefined && !isZone(standard.timezone)) {
    report(
      ['timezone'],
      { zh: '“timezone”不是时区名；请写作 Asia/Shanghai', en: '“timezone” is no zone; write it as Asia/Shanghai' },
      standard.timezone,
    );
  }
}
