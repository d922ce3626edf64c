import { readBound } from '../compile-field.ts';
import { orderOf } from '../expression/index.ts';
import { levels, sensitivities } from '../keys.ts';
import type { Field } from '../schema.ts';
import { fieldKinds } from '../types/index.ts';
import { breaks, type Change, keeps, same, shown } from './change.ts';

/** What happened to one field that stands in both versions. */
export function compareFields(before: Field, after: Field): Change[] {
  const changes: Change[] = [];
  for (const key of Object.keys({ ...before, ...after }) as (keyof Field)[]) {
    if (key === 'name' || same(before[key], after[key])) continue;
    changes.push(describe[key]?.(before, after) ?? plain(key, before, after));
  }
  return changes;
}

function plain(key: keyof Field, before: Field, after: Field): Change {
  return keeps(after.name, {
    zh: `${key} 由 ${shown(before[key])} 改为 ${shown(after[key])}`,
    en: `${key} changes from ${shown(before[key])} to ${shown(after[key])}`,
  });
}

const describe: Partial<Record<keyof Field, (before: Field, after: Field) => Change>> = {
  title: (before, after) => {
    const known = [after.name, after.title.zh, after.title.en, ...(after.aliases ?? [])];
    const lost = [before.title.zh, before.title.en].filter((title) => !known.includes(title));
    if (lost.length === 0)
      return keeps(after.name, {
        zh: '标题改变，原标题仍可识别',
        en: 'the title changes; the old one is still recognised',
      });
    return breaks(after.name, {
      zh: `标题“${lost.join('”“')}”不再识别，以它为列名的来源文件将缺列；可加入 aliases`,
      en: `the title “${lost.join('”, “')}” is no longer recognised, so that files with it as a header lack the column; add it to aliases`,
    });
  },
  aliases: (before, after) => {
    const known = [after.name, after.title.zh, after.title.en, ...(after.aliases ?? [])];
    const lost = (before.aliases ?? []).filter((alias) => !known.includes(alias));
    if (lost.length === 0)
      return keeps(after.name, { zh: '增加了可识别的列名', en: 'more column titles are recognised' });
    return breaks(after.name, {
      zh: `不再识别列名“${lost.join('”“')}”`,
      en: `the column titles “${lost.join('”, “')}” are no longer recognised`,
    });
  },
  type: (before, after) => {
    const [from, to] = [fieldKinds[before.type], fieldKinds[after.type]];
    const words = {
      zh: `类型由${from.title.zh}改为${to.title.zh}`,
      en: `the type changes from ${from.title.en} to ${to.title.en}`,
    };
    if (from.engineType(before) !== to.engineType(after)) {
      return breaks(after.name, {
        zh: `${words.zh}，已有的表须重建`,
        en: `${words.en}; the existing table must be made anew`,
      });
    }
    if (isWidening(before, after))
      return keeps(after.name, { zh: `${words.zh}，原有数据仍然有效`, en: `${words.en}; existing data stays valid` });
    return breaks(after.name, {
      zh: `${words.zh}，原有数据可能不再有效`,
      en: `${words.en}; existing data may no longer be valid`,
    });
  },
  scale: (before, after) =>
    after.type !== 'decimal' || before.type !== 'decimal' || (before.scale ?? 2) === (after.scale ?? 2)
      ? plain('scale', before, after)
      : breaks(after.name, {
          zh: `小数位数由 ${before.scale ?? 2} 改为 ${after.scale ?? 2}，已有的表须重建`,
          en: `the digits after the point change from ${before.scale ?? 2} to ${after.scale ?? 2}; the existing table must be made anew`,
        }),
  unit: (before, after) =>
    before.unit && after.unit
      ? breaks(after.name, {
          zh: `单位由 ${before.unit} 改为 ${after.unit}，同样的数含义不同`,
          en: `the unit changes from ${before.unit} to ${after.unit}: the same number means another amount`,
        })
      : plain('unit', before, after),
  format: (before, after) =>
    breaks(after.name, {
      zh: `日期格式由 ${shown(before.format ?? 'ISO 8601')} 改为 ${shown(after.format ?? 'ISO 8601')}，原格式的来源将不被接受`,
      en: `the date format changes from ${shown(before.format ?? 'ISO 8601')} to ${shown(after.format ?? 'ISO 8601')}; sources in the old one are refused`,
    }),
  required: (before, after) => {
    if (Boolean(before.required) === Boolean(after.required)) return plain('required', before, after);
    return after.required
      ? breaks(after.name, { zh: '改为必填，空值将不被接受', en: 'becomes required: empty values are refused' })
      : keeps(after.name, {
          zh: '不再必填，使用者须能处理空值',
          en: 'is no longer required; readers must expect empty values',
        });
  },
  unique: (before, after) => {
    if (Boolean(before.unique) === Boolean(after.unique)) return plain('unique', before, after);
    return after.unique
      ? breaks(after.name, { zh: '改为不得重复', en: 'becomes unique: repeated values are refused' })
      : keeps(after.name, {
          zh: '允许重复，使用者不能再以它作唯一标识',
          en: 'is no longer unique; readers cannot identify rows by it',
        });
  },
  pattern: (before, after) =>
    after.pattern === undefined
      ? keeps(after.name, { zh: `取消格式 ${before.pattern}`, en: `the pattern ${before.pattern} is dropped` })
      : breaks(after.name, {
          zh: before.pattern ? `格式由 ${before.pattern} 改为 ${after.pattern}` : `新增格式 ${after.pattern}`,
          en: before.pattern
            ? `the pattern changes from ${before.pattern} to ${after.pattern}`
            : `the pattern ${after.pattern} is added`,
        }),
  minLength: (before, after) => limit('minLength', before, after, (after.minLength ?? 0) > (before.minLength ?? 0)),
  maxLength: (before, after) =>
    limit(
      'maxLength',
      before,
      after,
      (after.maxLength ?? Number.POSITIVE_INFINITY) < (before.maxLength ?? Number.POSITIVE_INFINITY),
    ),
  min: (before, after) => limit('min', before, after, boundNarrows('min', before, after)),
  max: (before, after) => limit('max', before, after, boundNarrows('max', before, after)),
  enum: (before, after) => {
    if (!after.enum) return keeps(after.name, { zh: '不再限定取值', en: 'the values are no longer limited' });
    if (!before.enum)
      return breaks(after.name, {
        zh: `限定取值为 ${shown(after.enum)}`,
        en: `the values are limited to ${shown(after.enum)}`,
      });
    const kept = new Set(after.enum.map(String));
    const lost = before.enum.filter((value) => !kept.has(String(value)));
    if (lost.length > 0)
      return breaks(after.name, { zh: `取消取值 ${shown(lost)}`, en: `the values ${shown(lost)} are removed` });
    return keeps(after.name, { zh: `取值改为 ${shown(after.enum)}`, en: `the values become ${shown(after.enum)}` });
  },
  codeList: (before, after) =>
    after.codeList === undefined
      ? keeps(after.name, {
          zh: `不再使用代码表 ${before.codeList}`,
          en: `the code list ${before.codeList} is dropped`,
        })
      : breaks(after.name, {
          zh: `取值须在代码表 ${after.codeList} 中${before.codeList ? `（原为 ${before.codeList}）` : ''}`,
          en: `values must be in the code list ${after.codeList}${before.codeList ? ` (it was ${before.codeList})` : ''}`,
        }),
  codeListDate: (before, after) =>
    breaks(after.name, {
      zh: `代码的有效期${after.codeListDate ? `按 ${after.codeListDate} 的日期` : '按采集日期'}判断`,
      en: `codes must be in force on ${after.codeListDate ? `the day of ${after.codeListDate}` : 'the day of the collection'}${before.codeListDate ? `, and no longer on that of ${before.codeListDate}` : ''}`,
    }),
  sensitivity: (before, after) => {
    const [from, to] = [before.sensitivity ?? 'none', after.sensitivity ?? 'none'];
    if (from === to) return plain('sensitivity', before, after);
    return sensitivities.indexOf(to) > sensitivities.indexOf(from)
      ? breaks(after.name, {
          zh: `敏感程度由 ${from} 升为 ${to}，部分使用者将只能看到脱敏值`,
          en: `the sensitivity rises from ${from} to ${to}: some readers will see it masked`,
        })
      : keeps(after.name, {
          zh: `敏感程度由 ${from} 降为 ${to}，请确认依据`,
          en: `the sensitivity falls from ${from} to ${to}; make sure of the ground`,
        });
  },
  level: (before, after) => {
    const rank = (level: string | undefined) => levels.indexOf((level ?? 'general-1') as (typeof levels)[number]);
    const words = {
      zh: `数据级别由 ${shown(before.level)} 改为 ${shown(after.level)}`,
      en: `the level changes from ${shown(before.level)} to ${shown(after.level)}`,
    };
    return rank(after.level) > rank(before.level)
      ? breaks(after.name, {
          zh: `${words.zh}，部分使用者将不能再读取`,
          en: `${words.en}: some readers can no longer read it`,
        })
      : keeps(after.name, words);
  },
};

function limit(key: 'min' | 'max' | 'minLength' | 'maxLength', before: Field, after: Field, narrower: boolean): Change {
  const words = {
    zh: `${key} 由 ${shown(before[key])} 改为 ${shown(after[key])}`,
    en: `${key} changes from ${shown(before[key])} to ${shown(after[key])}`,
  };
  return narrower
    ? breaks(after.name, { zh: `${words.zh}，范围变窄`, en: `${words.en}: the range is narrower` })
    : keeps(after.name, { zh: `${words.zh}，范围未变窄`, en: `${words.en}: the range is no narrower` });
}

function boundNarrows(key: 'min' | 'max', before: Field, after: Field): boolean {
  const [from, to] = [before[key], after[key]];
  if (to === undefined) return false;
  if (from === undefined) return true;
  // Both limits as values of the new type; where the old one is none of that type nothing can be said for it.
  const [old, fresh] = [readBound(after, from, {}), readBound(after, to, {})];
  if (old === null || fresh === null) return true;
  const order = orderOf(fresh, old);
  return key === 'min' ? order > 0 : order < 0;
}

function isWidening(before: Field, after: Field): boolean {
  if (after.type === 'string') return true;
  return after.type === 'number' && (before.type === 'longitude' || before.type === 'latitude');
}
