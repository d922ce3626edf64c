import type { Field, FieldType } from '../schema.ts';
import { fieldKinds } from '../types/index.ts';
import { type Token, tokenize } from './tokens.ts';
import { type Comparison, type Expression, ExpressionProblem, type ExpressionType, functions } from './tree.ts';

const longest = 4000;
const deepest = 100;
const reserved = ['and', 'or', 'not', 'is', 'null', 'in', 'between', 'true', 'false'];

/** The expression type of a field's values. */
export function typeOfField(type: FieldType): ExpressionType {
  if (['integer', 'decimal', 'number', 'longitude', 'latitude'].includes(type)) return 'number';
  if (type === 'boolean' || type === 'date' || type === 'datetime') return type;
  return 'text';
}

/**
 * Parses a rule such as `finished >= started and (amount > 0 or reason is not null)` into a typed tree.
 * Throws `ExpressionProblem` with the place of the fault.
 */
export function parseExpression(source: string, fields: Pick<Field, 'name' | 'type'>[]): Expression {
  if (source.length > longest) {
    throw new ExpressionProblem(longest, {
      zh: `规则超过 ${longest} 个字符`,
      en: `the rule is longer than ${longest} characters`,
    });
  }
  const tokens = tokenize(source);
  let position = 0;
  let depth = 0;

  const peek = (): Token => tokens[position]!;
  const isWord = (word: string) => peek().kind === 'word' && peek().text.toLowerCase() === word;
  const isSign = (sign: string) => peek().kind === 'sign' && peek().text === sign;
  const take = (): Token => tokens[position++]!;
  const accept = (text: string): boolean => {
    if (!isWord(text) && !isSign(text)) return false;
    position++;
    return true;
  };
  const expectSign = (sign: string) => {
    if (!accept(sign)) throw unexpected(peek(), { zh: `“${sign}”`, en: `“${sign}”` });
  };
  const nested = <Result>(read: () => Result): Result => {
    if (++depth > deepest)
      throw new ExpressionProblem(peek().at, { zh: '规则嵌套过深', en: 'the rule is nested too deeply' });
    const result = read();
    depth--;
    return result;
  };

  function either(): Expression {
    let left = both();
    while (isWord('or')) {
      const { at } = take();
      left = logic('or', at, left, both());
    }
    return left;
  }

  function both(): Expression {
    let left = negation();
    while (isWord('and')) {
      const { at } = take();
      left = logic('and', at, left, negation());
    }
    return left;
  }

  function negation(): Expression {
    if (!isWord('not')) return comparison();
    const { at } = take();
    const operand = nested(negation);
    requireType(operand, ['boolean']);
    return { kind: 'not', operand, type: 'boolean', at };
  }

  function comparison(): Expression {
    const left = sum();
    const token = peek();
    if (accept('is')) {
      const negated = accept('not');
      if (!accept('null')) throw unexpected(peek(), { zh: 'null', en: 'null' });
      return { kind: 'is-null', operand: left, negated, type: 'boolean', at: token.at };
    }
    const negated = accept('not');
    if (accept('in')) return choice(left, negated, token.at);
    if (accept('between')) {
      const from = sum();
      if (!accept('and')) throw unexpected(peek(), { zh: 'and', en: 'and' });
      const inside = logic('and', token.at, compare('>=', token.at, left, from), compare('<=', token.at, left, sum()));
      return negated ? { kind: 'not', operand: inside, type: 'boolean', at: token.at } : inside;
    }
    if (negated) throw unexpected(peek(), { zh: 'in 或 between', en: 'in or between' });
    if (token.kind === 'sign' && ['=', '!=', '<>', '<', '<=', '>', '>='].includes(token.text)) {
      take();
      return compare((token.text === '<>' ? '!=' : token.text) as Comparison, token.at, left, sum());
    }
    return left;
  }

  function choice(operand: Expression, negated: boolean, at: number): Expression {
    expectSign('(');
    const choices: Expression[] = [];
    do {
      const option = sum();
      if (option.kind !== 'literal' || option.type === 'null') {
        throw new ExpressionProblem(option.at, {
          zh: 'in 的括号中只能写固定值',
          en: 'only fixed values may stand after in',
        });
      }
      const [, fitted] = alike(operand, option, option.at);
      choices.push(fitted);
    } while (accept(','));
    expectSign(')');
    return { kind: 'in', operand, choices, negated, type: 'boolean', at };
  }

  function sum(): Expression {
    let left = product();
    while (isSign('+') || isSign('-')) {
      const { text, at } = take();
      left = arithmetic(text as '+' | '-', at, left, product());
    }
    return left;
  }

  function product(): Expression {
    let left = unary();
    while (isSign('*') || isSign('/')) {
      const { text, at } = take();
      left = arithmetic(text as '*' | '/', at, left, unary());
    }
    return left;
  }

  function unary(): Expression {
    if (!isSign('-')) return primary();
    const { at } = take();
    const operand = nested(unary);
    requireType(operand, ['number']);
    if (operand.kind === 'literal') return { ...operand, value: -Number(operand.value), at };
    return { kind: 'negate', operand, type: 'number', at };
  }

  function primary(): Expression {
    const token = take();
    const { at } = token;
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text), type: 'number', at };
    if (token.kind === 'text') return { kind: 'literal', value: token.text, type: 'text', at };
    if (token.kind === 'sign' && token.text === '(') {
      const inner = nested(either);
      expectSign(')');
      return inner;
    }
    if (token.kind !== 'word') throw unexpected(token, { zh: '字段名或值', en: 'a field or a value' });
    const word = token.text.toLowerCase();
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', type: 'boolean', at };
    if (word === 'null') return { kind: 'literal', value: null, type: 'null', at };
    if (reserved.includes(word)) throw unexpected(token, { zh: '字段名或值', en: 'a field or a value' });
    if (isSign('(')) return call(word, at);
    const field = fields.find(({ name }) => name === token.text);
    if (!field) {
      throw new ExpressionProblem(at, { zh: `没有字段“${token.text}”`, en: `there is no field “${token.text}”` });
    }
    return { kind: 'field', name: field.name, type: typeOfField(field.type), at };
  }

  function call(name: string, at: number): Expression {
    const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!known) {
      const names = Object.keys(functions).join(', ');
      throw new ExpressionProblem(at, {
        zh: `没有函数“${name}”，可用：${names}`,
        en: `there is no function “${name}”; there are ${names}`,
      });
    }
    expectSign('(');
    const operands: Expression[] = [];
    for (const [index, types] of known.takes.entries()) {
      if (index > 0) expectSign(',');
      const operand = nested(sum);
      requireType(operand, types);
      operands.push(operand);
    }
    expectSign(')');
    return { kind: 'call', name, operands, type: known.gives, at };
  }

  const tree = either();
  if (peek().kind !== 'end') throw unexpected(peek(), { zh: '规则到此结束', en: 'the end of the rule' });
  requireType(tree, ['boolean']);
  return tree;
}

function logic(operator: 'and' | 'or', at: number, left: Expression, right: Expression): Expression {
  requireType(left, ['boolean']);
  requireType(right, ['boolean']);
  return { kind: 'logic', operator, left, right, type: 'boolean', at };
}

function arithmetic(operator: '+' | '-' | '*' | '/', at: number, left: Expression, right: Expression): Expression {
  requireType(left, ['number']);
  requireType(right, ['number']);
  return { kind: 'arithmetic', operator, left, right, type: 'number', at };
}

function compare(operator: Comparison, at: number, left: Expression, right: Expression): Expression {
  const [first, second] = alike(left, right, at);
  return { kind: 'compare', operator, left: first, right: second, type: 'boolean', at };
}

/** Both sides of one type; a text literal beside a date or datetime is read as one. */
function alike(left: Expression, right: Expression, at: number): [Expression, Expression] {
  if (left.type === right.type && left.type !== 'null') return [left, right];
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.kind === 'literal' && one.type === 'text' && (other.type === 'date' || other.type === 'datetime')) {
      const text = String(one.value);
      const kind = fieldKinds[other.type];
      const value =
        kind.read(text, { name: 'value', title: kind.title, type: other.type }, {}) ??
        (other.type === 'datetime' ? dayStart(text) : null);
      if (value === null) {
        throw new ExpressionProblem(one.at, { zh: `“${text}”不是真实的日期`, en: `“${text}” is no real date` });
      }
      const dated: Expression = { ...one, value, type: other.type };
      return one === left ? [dated, right] : [left, dated];
    }
  }
  if (left.type === 'null' || right.type === 'null') {
    throw new ExpressionProblem(at, { zh: '与空值比较请写 is null', en: 'write “is null” to compare with null' });
  }
  throw new ExpressionProblem(at, {
    zh: `${typeNames[left.type].zh}与${typeNames[right.type].zh}不能比较`,
    en: `${typeNames[left.type].en} and ${typeNames[right.type].en} cannot be compared`,
  });
}

function dayStart(text: string): string | null {
  const day = fieldKinds.date.read(text, { name: 'value', title: fieldKinds.date.title, type: 'date' }, {});
  return day === null ? null : `${day} 00:00:00`;
}

function requireType(expression: Expression, types: ExpressionType[]): void {
  if (types.includes(expression.type)) return;
  throw new ExpressionProblem(expression.at, {
    zh: `此处应为${types.map((type) => typeNames[type].zh).join('或')}，而不是${typeNames[expression.type].zh}`,
    en: `${types.map((type) => typeNames[type].en).join(' or ')} is needed here, not ${typeNames[expression.type].en}`,
  });
}

function unexpected(token: Token, wanted: { zh: string; en: string }): ExpressionProblem {
  const found = token.kind === 'end' ? { zh: '结尾', en: 'the end' } : { zh: `“${token.text}”`, en: `“${token.text}”` };
  return new ExpressionProblem(token.at, {
    zh: `此处应为${wanted.zh}，却是${found.zh}`,
    en: `${wanted.en} is needed here, not ${found.en}`,
  });
}

const typeNames: Record<ExpressionType, { zh: string; en: string }> = {
  number: { zh: '数', en: 'a number' },
  text: { zh: '文本', en: 'a text' },
  boolean: { zh: '是非判断', en: 'a condition' },
  date: { zh: '日期', en: 'a date' },
  datetime: { zh: '日期时间', en: 'a datetime' },
  null: { zh: '空值', en: 'null' },
};
