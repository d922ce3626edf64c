import type { Text } from '../../kernel/index.ts';
import { checkStandard } from './check-standard.ts';
import { fieldKeys, type Key, nearest, referenceKeys, ruleKeys, standardKeys, targetKeys } from './keys.ts';
import type { Problem } from './problem.ts';
import type { Standard } from './schema.ts';

const typeSynonyms: Record<string, string> = {
  int: 'integer',
  bigint: 'integer',
  long: 'integer',
  float: 'number',
  double: 'number',
  numeric: 'decimal',
  money: 'decimal',
  text: 'string',
  varchar: 'string',
  char: 'string',
  bool: 'boolean',
  timestamp: 'datetime',
  idcard: 'citizen-id',
  uscc: 'credit-code',
  mobile: 'phone',
  lng: 'longitude',
  lon: 'longitude',
  lat: 'latitude',
};

const mostFields = 5000;

/** Reads plain data (of YAML or JSON) as a standard. With no problems the standard is whole and compiles; never throws. */
export function readStandard(data: unknown): { standard: Standard | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const report = (path: Problem['path'], rule: Problem['rule'], message: Text, value?: unknown) =>
    problems.push({ path, rule, message, value });

  function readObject(
    value: unknown,
    keys: Record<string, Key>,
    path: Problem['path'],
  ): Record<string, unknown> | null {
    if (!isRecord(value)) {
      report(path, 'shape', { zh: '应为“键: 值”的形式', en: 'must be written as “key: value”' }, value);
      return null;
    }
    const result: Record<string, unknown> = {};
    for (const [name, content] of Object.entries(value)) {
      const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
      if (!key) {
        const near = nearest(name, Object.keys(keys));
        const hint = near
          ? { zh: `；是否想写“${near}”？`, en: `; did you mean “${near}”?` }
          : { zh: `；可用的键：${Object.keys(keys).join('、')}`, en: `; the keys are ${Object.keys(keys).join(', ')}` };
        report([...path, name], 'unknown-key', {
          zh: `不认识的键“${name}”${hint.zh}`,
          en: `unknown key “${name}”${hint.en}`,
        });
        continue;
      }
      if (content === null || content === undefined) {
        report([...path, name], 'shape', {
          zh: `“${name}”没有内容；请补上或删去`,
          en: `“${name}” is empty; fill it in or remove it`,
        });
        continue;
      }
      const read = readKey(content, name, key, [...path, name]);
      if (read !== undefined) result[name] = read;
    }
    for (const [name, key] of Object.entries(keys)) {
      if (key.required && value[name] === undefined) {
        report(path, 'missing', { zh: `缺少“${name}”；请补上`, en: `“${name}” is missing; add it` });
      }
    }
    return result;
  }

  function readKey(content: unknown, name: string, key: Key, path: Problem['path']): unknown {
    const wrong = (wanted: Text) =>
      report(path, 'shape', { zh: `“${name}”应为${wanted.zh}`, en: `“${name}” must be ${wanted.en}` }, content);
    switch (key.kind) {
      case 'text':
        if (typeof content !== 'string') return wrong({ zh: '文本；数字请加引号', en: 'text; put a number in quotes' });
        if (key.pattern && !key.pattern.expression.test(content)) {
          report(
            path,
            'shape',
            { zh: `“${name}”${key.pattern.words.zh}`, en: `“${name}” ${key.pattern.words.en}` },
            content,
          );
          return undefined;
        }
        return content;
      case 'title':
        return readTitle(content, wrong);
      case 'flag':
        return typeof content === 'boolean' ? content : wrong({ zh: 'true 或 false', en: 'true or false' });
      case 'count': {
        const most = key.most ?? 1_000_000;
        return Number.isInteger(content) && Number(content) >= 0 && Number(content) <= most
          ? content
          : wrong({ zh: `0 至 ${most} 的整数`, en: `a whole number from 0 to ${most}` });
      }
      case 'share':
        return typeof content === 'number' && content >= 0 && content <= 1
          ? content
          : wrong({ zh: '0 至 1 的数，如 0.05', en: 'a number from 0 to 1 such as 0.05' });
      case 'bound':
        return (typeof content === 'number' && Number.isFinite(content)) || typeof content === 'string'
          ? content
          : wrong({ zh: '数或日期', en: 'a number or a date' });
      case 'word':
        if (typeof content === 'string' && key.words!.includes(content)) return content;
        return wrong(wordHint(String(content), name, key.words!));
      case 'names':
      case 'choices': {
        const items = Array.isArray(content) ? content : [content];
        const plain = items.every(
          (item) => typeof item === 'string' || (key.kind === 'choices' && typeof item === 'number'),
        );
        return plain && items.length > 0
          ? items
          : wrong({
              zh: '列表，如 [甲, 乙]；true、false 等请加引号',
              en: 'a list such as [a, b]; put true and false in quotes',
            });
      }
      case 'extent':
        if (content === 'china' || content === 'world') return content;
        return isExtent(content)
          ? content
          : wrong({
              zh: 'china、world 或 [西, 南, 东, 北] 四个度数',
              en: 'china, world, or [west, south, east, north] in degrees',
            });
      case 'target':
        return readObject(content, targetKeys, path) ?? undefined;
      case 'list':
        return readList(content, name, path, wrong);
    }
  }

  function readList(content: unknown, name: string, path: Problem['path'], wrong: (wanted: Text) => void): unknown {
    if (!Array.isArray(content) || content.length === 0) {
      return wrong({ zh: '列表，每项以“- ”开头', en: 'a list, each item after “- ”' });
    }
    if (content.length > mostFields) {
      return wrong({ zh: `不超过 ${mostFields} 项的列表`, en: `a list of at most ${mostFields} items` });
    }
    const keys = name === 'fields' ? fieldKeys : name === 'rules' ? ruleKeys : referenceKeys;
    return content.flatMap((item, index) => {
      const read = readObject(item, keys, [...path, index]);
      if (read === null) return [];
      if (name === 'fields' && typeof read['name'] === 'string')
        read['title'] ??= { zh: read['name'], en: read['name'] };
      if (name === 'rules' && typeof read['name'] === 'string') {
        read['message'] ??= { zh: `不满足规则 ${read['name']}`, en: `breaks the rule ${read['name']}` };
      }
      return [read];
    });
  }

  if (holdsControls(data, 0)) {
    const message = { zh: '含有不可见的控制字符；请删去', en: 'has invisible control characters; remove them' };
    return { standard: null, problems: [{ path: [], rule: 'shape', message }] };
  }
  const read = readObject(data, standardKeys, []);
  if (read === null || problems.length > 0) return { standard: null, problems };
  const standard = read as unknown as Standard;
  const meanings = checkStandard(standard);
  return { standard: meanings.length > 0 ? null : standard, problems: meanings };
}

function readTitle(content: unknown, wrong: (wanted: Text) => void): Text | undefined {
  if (typeof content === 'string' && content.trim() !== '') return { zh: content, en: content };
  if (isRecord(content)) {
    const { zh, en, ...others } = content;
    const given = [zh, en].filter((text) => text !== undefined);
    const texts = given.every((text) => typeof text === 'string' && text.trim() !== '');
    if (given.length > 0 && texts && Object.keys(others).length === 0) {
      return { zh: String(zh ?? en), en: String(en ?? zh) };
    }
  }
  wrong({ zh: '文本，或 { zh: 中文, en: English }', en: 'text, or { zh: 中文, en: English }' });
  return undefined;
}

function wordHint(written: string, name: string, words: readonly string[]): Text {
  const near = (name === 'type' ? typeSynonyms[written.toLowerCase()] : undefined) ?? nearest(written, words);
  const list = words.join('、');
  return {
    zh: `以下之一：${list}${near ? `；是否想写“${near}”？` : ''}`,
    en: `one of ${words.join(', ')}${near ? `; did you mean “${near}”?` : ''}`,
  };
}

function isExtent(content: unknown): boolean {
  if (!Array.isArray(content) || content.length !== 4 || !content.every((side) => typeof side === 'number'))
    return false;
  const [west, south, east, north] = content as [number, number, number, number];
  return west >= -180 && east <= 180 && west < east && south >= -90 && north <= 90 && south < north;
}

/** True when some text has a control character other than tab and line ends: the metadata store takes no NUL. */
function holdsControls(value: unknown, depth: number): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (typeof value === 'string') return /[\0-\x08\x0b\x0c\x0e-\x1f]/.test(value) || /\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return (
    depth > 20 ||
    Object.entries(value).some(([key, item]) => holdsControls(key, depth) || holdsControls(item, depth + 1))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
