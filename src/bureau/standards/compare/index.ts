import { extentOf } from '../compile-coordinates.ts';
import type { Compatibility, Standard } from '../schema.ts';
import { breaks, type Change, keeps, same, shown } from './change.ts';
import { compareFields } from './fields.ts';

/**
 * What the step from one version of a standard to the next breaks. `breaking` when a source that was accepted may now be
 * refused, the same text is read differently, the table must be made anew, or a reader loses something;
 * `identical` if and only if both say the same (the version number aside).
 */
export function compareStandards(before: Standard, after: Standard): Compatibility {
  const changes = [...compareHead(before, after), ...compareFieldLists(before, after), ...compareLists(before, after)];
  const verdict =
    changes.length === 0 ? 'identical' : changes.some(({ breaking }) => breaking) ? 'breaking' : 'compatible';
  return { verdict, changes };
}

function compareHead(before: Standard, after: Standard): Change[] {
  const handled = ['version', 'fields', 'rules', 'references'];
  return (Object.keys({ ...before, ...after }) as (keyof Standard)[])
    .filter((name) => !handled.includes(name) && !same(before[name], after[name]))
    .map((name) => describe[name]?.(before, after) ?? plain(name, before, after));
}

function plain(name: keyof Standard, before: Standard, after: Standard): Change {
  return keeps(null, {
    zh: `${name} 由 ${shown(before[name])} 改为 ${shown(after[name])}`,
    en: `${name} changes from ${shown(before[name])} to ${shown(after[name])}`,
  });
}

const describe: Partial<Record<keyof Standard, (before: Standard, after: Standard) => Change>> = {
  id: (before, after) =>
    breaks(null, {
      zh: `编号由 ${before.id} 改为 ${after.id}，是另一个标准`,
      en: `the id changes from ${before.id} to ${after.id}: another standard`,
    }),
  key: (before, after) =>
    (before.key ?? []).length === 0 && (after.key ?? []).length === 0
      ? plain('key', before, after)
      : breaks(null, {
          zh: `主键由 ${shown(before.key)} 改为 ${shown(after.key)}，合并采集将按新主键对行`,
          en: `the key changes from ${shown(before.key)} to ${shown(after.key)}: rows are matched by the new one`,
        }),
  coordinates: (before, after) => {
    const alike = ['WGS-84', 'CGCS2000'];
    const equal = alike.includes(before.coordinates ?? 'WGS-84') && alike.includes(after.coordinates ?? 'WGS-84');
    const words = {
      zh: `坐标系由 ${shown(before.coordinates)} 改为 ${shown(after.coordinates)}`,
      en: `the coordinate system changes from ${shown(before.coordinates)} to ${shown(after.coordinates)}`,
    };
    if (!equal)
      return breaks(null, {
        zh: `${words.zh}，同样的数指向相距数百米的另一处`,
        en: `${words.en}: the same numbers name a place hundreds of metres away`,
      });
    return narrowsExtent(before, after)
      ? breaks(null, { zh: `${words.zh}，并要求落在中国境内`, en: `${words.en}, and points must lie in China` })
      : keeps(null, words);
  },
  extent: (before, after) => {
    const words = {
      zh: `坐标范围由 ${shown(before.extent)} 改为 ${shown(after.extent)}`,
      en: `the extent changes from ${shown(before.extent)} to ${shown(after.extent)}`,
    };
    return narrowsExtent(before, after)
      ? breaks(null, { zh: `${words.zh}，范围外的点将不被接受`, en: `${words.en}: points outside are refused` })
      : keeps(null, words);
  },
  timezone: (before, after) => {
    const words = {
      zh: `时区由 ${shown(before.timezone)} 改为 ${shown(after.timezone)}`,
      en: `the time zone changes from ${shown(before.timezone)} to ${shown(after.timezone)}`,
    };
    return after.fields.some(({ type }) => type === 'datetime')
      ? breaks(null, {
          zh: `${words.zh}，同样的文本指向另一时刻`,
          en: `${words.en}: the same text names another moment`,
        })
      : keeps(null, words);
  },
  partitionBy: (before, after) =>
    breaks(null, {
      zh: `分区由 ${shown(before.partitionBy)} 改为 ${shown(after.partitionBy)}，已有的表须重建`,
      en: `the partitions change from ${shown(before.partitionBy)} to ${shown(after.partitionBy)}; the existing table must be made anew`,
    }),
  refuseAbove: (before, after) => {
    const [from, to] = [before.refuseAbove ?? 0.5, after.refuseAbove ?? 0.5];
    const words = {
      zh: `拒收线由 ${from} 改为 ${to}`,
      en: `the share of bad rows that refuses a version changes from ${from} to ${to}`,
    };
    return to < from
      ? breaks(null, { zh: `${words.zh}，更易拒收`, en: `${words.en}: more are refused` })
      : keeps(null, words);
  },
};

function narrowsExtent(before: Standard, after: Standard): boolean {
  const [from, to] = [extentOf(before), extentOf(after)];
  if (to === null) return false;
  if (from === null) return true;
  return to[0] > from[0] || to[1] > from[1] || to[2] < from[2] || to[3] < from[3];
}

function compareFieldLists(before: Standard, after: Standard): Change[] {
  const changes: Change[] = [];
  const added = after.fields.filter(({ name }) => !before.fields.some((field) => field.name === name));
  for (const field of before.fields) {
    const counterpart = after.fields.find(({ name }) => name === field.name);
    if (counterpart) {
      changes.push(...compareFields(field, counterpart));
      continue;
    }
    const renamed = added.find(({ title, type }) => same(title, field.title) && type === field.type);
    changes.push(
      breaks(field.name, {
        zh: renamed ? `字段被删去，像是改名为 ${renamed.name}` : '字段被删去',
        en: renamed ? `the field is removed; it seems to be renamed ${renamed.name}` : 'the field is removed',
      }),
    );
  }
  for (const field of added) {
    const required = field.required || after.key?.includes(field.name);
    changes.push(
      required
        ? breaks(field.name, {
            zh: '新增必填字段，没有这一列的来源将不被接受',
            en: 'a required field is added: sources without it are refused',
          })
        : keeps(field.name, { zh: '新增选填字段', en: 'an optional field is added' }),
    );
  }
  const kept = (one: Standard, other: Standard) =>
    one.fields.map(({ name }) => name).filter((name) => other.fields.some((field) => field.name === name));
  if (!same(kept(before, after), kept(after, before))) {
    changes.push(keeps(null, { zh: '字段顺序改变', en: 'the order of the fields changes' }));
  }
  return changes;
}

interface Named {
  name: string;
  message?: unknown;
}

function compareLists(before: Standard, after: Standard): Change[] {
  return [
    ...compareNamed(before.rules, after.rules, { zh: '规则', en: 'the rule' }),
    ...compareNamed(before.references, after.references, { zh: '引用', en: 'the reference' }),
  ];
}

function compareNamed(
  before: Named[] | undefined,
  after: Named[] | undefined,
  word: { zh: string; en: string },
): Change[] {
  if (same(before, after)) return [];
  const changes: Change[] = [];
  const say = (name: string, zh: string, en: string) => ({
    zh: `${word.zh} ${name} ${zh}`,
    en: `${word.en} ${name} ${en}`,
  });
  for (const item of after ?? []) {
    const old = before?.find(({ name }) => name === item.name);
    if (!old) changes.push(breaks(null, say(item.name, '为新增', 'is added')));
    else if (!same({ ...old, message: null }, { ...item, message: null })) {
      changes.push(breaks(null, say(item.name, '改变', 'changes')));
    } else if (!same(old, item)) changes.push(keeps(null, say(item.name, '的提示改变', 'changes its message')));
  }
  for (const { name } of before ?? []) {
    if (!after?.some((item) => item.name === name)) changes.push(keeps(null, say(name, '被取消', 'is dropped')));
  }
  if (changes.length === 0)
    changes.push(
      keeps(null, { zh: `${word.zh}的排列改变`, en: `the list of ${word.en.replace('the ', '')}s is arranged anew` }),
    );
  return changes;
}
