import { quoteLiteral } from '../../../../lake/index.ts';
import { provinces } from '../../../standards/index.ts';
import type { AddressPart } from '../schema.ts';
import { addressParts } from '../schema.ts';
import { halfWidth, withoutBlanks } from './plain-texts.ts';
import { chain, expressionOf, fillFields, type StepKind, staged } from './step.ts';

const full = provinces.map(([, zh]) => zh).join('|');
/** Short names count before a prefecture only: 广东路 is a road of Shanghai. */
const short = provinces.map(([, zh]) => zh.replace(/(壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$/u, '')).join('|');
const prefecture = '[^市区县省路街道号0-9]{1,7}?(?:自治州|地区|盟|市)';
/** 园区, 社区 and 小区 are no districts. */
const district =
  '(?:[^市区县省路街道号0-9]{1,9}?自治县|[^市区县省路街道号0-9]{0,6}?[^市区县省路街道号园社小0-9](?:区|县|旗|市))';
const town = '[^路街道号市区县0-9]{1,8}?(?:街道办事处|街道|镇|乡)';
const road = '[^号栋幢座楼室0-9]{1,20}?(?:大道|大街|路|街|巷|道|弄|胡同)';
const number = '[0-9]{1,5}(?:[-之][0-9]{1,5})?号|[一二三四五六七八九十百]{1,5}号';
const room = '.{0,60}[栋幢座楼层室房单元0-9].{0,60}';

/** One pattern in the order in which addresses are written; what comes after the number is a room, or is left over. */
const pattern = `^(?:(${short})(${prefecture})|(${full})?(${prefecture})?)(${district})?(${town})?(${road})?(${number})?(?:(${room})|(.{1,120}))?$`;
const names = ['p1', 'c1', 'p2', 'c2', 'district', 'town', 'road', 'number', 'room', 'rest'];
const expression = expressionOf(pattern, 's');
/** The same with a dot for every character, as in JavaScript. */
const engine = `(?s)${pattern}`;
const longest = 200;

const tidy = chain(halfWidth, withoutBlanks);

/** Parts of an address; all null where not even a district or a road is told apart. */
export function parseAddress(text: string): Record<AddressPart, string | null> {
  const plain = tidy.apply(text)!;
  const found = [...plain].length > longest ? null : expression.exec(plain);
  const group = (name: string) => found?.[names.indexOf(name) + 1] || null;
  const known = group('district') || group('town') || group('road') || group('c1') || group('c2');
  if (!known) return Object.fromEntries(addressParts.map((part) => [part, null])) as Record<AddressPart, null>;
  return {
    province: group('p1') ?? group('p2'),
    city: group('c1') ?? group('c2'),
    district: group('district'),
    town: group('town'),
    road: group('road'),
    number: group('number'),
    room: group('room'),
    rest: group('rest'),
  };
}

const columns: Record<AddressPart, string[]> = {
  province: ['p1', 'p2'],
  city: ['c1', 'c2'],
  district: ['district'],
  town: ['town'],
  road: ['road'],
  number: ['number'],
  room: ['room'],
  rest: ['rest'],
};

/** The parts as a struct, NULL where nothing is told apart. */
function parsedSql(text: string): string {
  const list = names.map(quoteLiteral).join(', ');
  const known = (p: string) =>
    ['district', 'town', 'road', 'c1', 'c2'].map((name) => `${p}.${name} <> ''`).join(' OR ');
  return staged(text, [
    (x) => tidy.sql(x),
    (x) => `CASE WHEN length(${x}) <= ${longest} THEN regexp_extract(${x}, ${quoteLiteral(engine)}, [${list}]) END`,
    (p) => `CASE WHEN ${known(p)} THEN ${p} END`,
  ]);
}

export const addressStep: StepKind<'address'> = {
  problems: ({ from, to }) =>
    Object.values(to).includes(from)
      ? [{ zh: '地址的各部分须写到别的字段，原地址保留', en: 'the parts go to other fields; the address itself stays' }]
      : [],
  changes: ({ from, to }) => {
    const parts = addressParts.filter((part) => to[part] !== undefined);
    return [
      fillFields(
        from,
        parts.map((part) => to[part]!),
        {
          sql: (text) =>
            parts.map((part) => {
              const picked = columns[part].map((name) => `nullif(p.${name}, '')`);
              return `list_transform([${parsedSql(text)}], lambda p: coalesce(${picked.join(', ')}, NULL))[1]`;
            }),
          apply: (text) => {
            const found = parseAddress(text);
            return parts.map((part) => found[part]);
          },
          left: {
            sql: (text) => `${parsedSql(text)} IS NULL`,
            test: (text) => Object.values(parseAddress(text)).every((part) => part === null),
          },
        },
      ),
    ];
  },
};
