import { quoteLiteral } from '../../../../lake/index.ts';
import { convertPoint, convertPointSql, toJavaScriptPattern } from '../../../standards/index.ts';
import { fillFields, type StepKind } from './step.ts';

export const splitStep: StepKind<'split'> = {
  changes: ({ from, at, to }) => {
    const last = to.length - 1;
    return [
      fillFields(from, to, {
        sql: (text) => {
          const parts = `string_split(${text}, ${quoteLiteral(at)})`;
          return to.map((_, index) => {
            const part =
              index < last ? `${parts}[${index + 1}]` : `array_to_string(${parts}[${index + 1}:], ${quoteLiteral(at)})`;
            return `CASE WHEN contains(${text}, ${quoteLiteral(at)}) THEN ${part} END`;
          });
        },
        apply: (text) => {
          const parts = text.split(at);
          if (parts.length < 2) return to.map(() => null);
          return to.map((_, index) => (index < last ? (parts[index] ?? null) : parts.slice(index).join(at)));
        },
        ...(to.includes(from)
          ? {}
          : {
              left: {
                sql: (text: string) => `NOT contains(${text}, ${quoteLiteral(at)})`,
                test: (text: string) => !text.includes(at),
              },
            }),
      }),
    ];
  },
};

export const joinStep: StepKind<'join'> = {
  changes: ({ from, with: between, to }) => [
    {
      reads: from,
      writes: [to],
      sql: (column) => {
        const parts = from.map((field) => `nullif(${column(field)}, '')`).join(', ');
        const joined = `nullif(concat_ws(${quoteLiteral(between)}, ${parts}), '')`;
        const target = column(to);
        return [
          from.includes(to)
            ? `coalesce(${joined}, ${target})`
            : `CASE WHEN coalesce(${target} = '', true) THEN coalesce(${joined}, ${target}) ELSE ${target} END`,
        ];
      },
      apply: (text) => {
        const target = text(to);
        if (!from.includes(to) && target !== null && target !== '') return [target];
        return [from.flatMap((field) => text(field) || []).join(between) || target];
      },
    },
  ],
};

/** Repeats of what repeats already, which JavaScript may never finish; RE2 itself would. */
const nestedRepeat = /\([^()]*[*+}][^()]*\)[*+{]/;

export const patternExtractStep: StepKind<'pattern-extract'> = {
  problems: ({ pattern, to }) => {
    const { expression, problem } = toJavaScriptPattern(pattern);
    if (!expression) return [problem!];
    if (nestedRepeat.test(pattern.replaceAll(/\\./g, '')))
      return [
        { zh: '请勿在重复的括号内再重复，如 (a+)+', en: 'do not repeat a group that repeats within, as (a+)+ does' },
      ];
    const groups = new RegExp(`${expression.source}|`, expression.flags).exec('')!.length - 1;
    return groups >= to.length
      ? []
      : [
          {
            zh: `格式中只有 ${groups} 个括号，而目标字段有 ${to.length} 个`,
            en: `the pattern has ${groups} groups for ${to.length} fields`,
          },
        ];
  },
  changes: ({ from, pattern, to }) => {
    const { expression } = toJavaScriptPattern(pattern);
    const whole = `^(?:${pattern})$`;
    const left = {
      sql: (text: string) => `NOT regexp_full_match(${text}, ${quoteLiteral(pattern)})`,
      test: (text: string) => !expression!.test(text),
    };
    return [
      fillFields(from, to, {
        sql: (text) => to.map((_, index) => `regexp_extract(${text}, ${quoteLiteral(whole)}, ${index + 1})`),
        apply: (text) => {
          const found = expression!.exec(text);
          return to.map((_, index) => found?.[index + 1] ?? null);
        },
        ...(to.includes(from) ? {} : { left }),
      }),
    ];
  },
};

const numberPattern = '-?[0-9]{1,3}(\\.[0-9]{1,15})?';
/** Places of degrees that are kept: a centimetre. */
const places = 7;

export const coordinatesStep: StepKind<'coordinates'> = {
  problems: ({ longitude, latitude }, { standard }) => [
    ...(longitude === latitude
      ? [{ zh: '经度和纬度须是两个字段', en: 'longitude and latitude must be two fields' }]
      : []),
    ...(standard.coordinates === 'GCJ-02' || standard.coordinates === 'BD-09'
      ? [
          {
            zh: `数据标准声明的坐标系是 ${standard.coordinates}；转换后应改为 WGS-84`,
            en: `the standard says that its points are in ${standard.coordinates}; once they are converted it must say WGS-84`,
          },
        ]
      : []),
  ],
  changes: ({ longitude, latitude, from }) => {
    const systems = { from, to: 'WGS-84' } as const;
    const expression = new RegExp(`^(?:${numberPattern})$`);
    const inside = (x: number, y: number) => Math.abs(x) <= 180 && Math.abs(y) <= 90;
    if (from === 'CGCS2000') return [];
    return [
      {
        reads: [longitude, latitude],
        writes: [longitude, latitude],
        sql: (column) => {
          const texts = [column(longitude), column(latitude)];
          const numbers = texts.map(
            (text) =>
              `CASE WHEN regexp_full_match(${text}, ${quoteLiteral(numberPattern)}) THEN TRY_CAST(${text} AS DOUBLE) END`,
          );
          const pair = `CASE WHEN abs(${numbers[0]}) <= 180 AND abs(${numbers[1]}) <= 90 THEN ${convertPointSql(numbers[0]!, numbers[1]!, systems)} END`;
          return ['x', 'y'].map(
            (part, index) => `coalesce(printf('%.${places}f', (${pair}).${part}), ${texts[index]})`,
          );
        },
        apply: (text) => {
          const texts = [text(longitude), text(latitude)];
          if (!texts.every((one) => one !== null && expression.test(one))) return texts;
          const [x, y] = texts.map(Number) as [number, number];
          if (!inside(x, y)) return texts;
          return convertPoint([x, y], systems.from, systems.to).map((degrees) => degrees.toFixed(places));
        },
        left: {
          sql: (text) => `NOT regexp_full_match(${text}, ${quoteLiteral(numberPattern)})`,
          test: (text) => !expression.test(text),
        },
      },
    ];
  },
};
