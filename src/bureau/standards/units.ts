import type { Text } from '../../kernel/index.ts';

/** A unit of measure: its code in standards, its names, and how it counts in the base unit of its quantity. */
export interface Unit {
  code: string;
  title: Text;
  quantity: string;
  /** base = value × factor + offset. */
  factor: number;
  offset?: number;
  /** Other spellings found in column titles. */
  spellings?: string[];
}

const unit = (code: string, quantity: string, factor: number, title: Text, spellings: string[] = []): Unit => ({
  code,
  title,
  quantity,
  factor,
  spellings,
});

/** Units of GB 3100-1993 and of trade that departments' tables use; other codes may be written too, without conversion. */
export const units: Unit[] = [
  unit('m', 'length', 1, { zh: '米', en: 'metre' }),
  unit('km', 'length', 1000, { zh: '千米', en: 'kilometre' }, ['公里']),
  unit('cm', 'length', 0.01, { zh: '厘米', en: 'centimetre' }),
  unit('mm', 'length', 0.001, { zh: '毫米', en: 'millimetre' }),
  unit('m2', 'area', 1, { zh: '平方米', en: 'square metre' }, ['㎡', 'm²']),
  unit('hm2', 'area', 10_000, { zh: '公顷', en: 'hectare' }, ['ha', 'hm²']),
  unit('km2', 'area', 1_000_000, { zh: '平方千米', en: 'square kilometre' }, ['平方公里', 'km²']),
  unit('mu', 'area', 10_000 / 15, { zh: '亩', en: 'mu' }),
  unit('m3', 'volume', 1, { zh: '立方米', en: 'cubic metre' }, ['m³', '方']),
  unit('L', 'volume', 0.001, { zh: '升', en: 'litre' }),
  unit('kg', 'mass', 1, { zh: '千克', en: 'kilogram' }, ['公斤']),
  unit('g', 'mass', 0.001, { zh: '克', en: 'gram' }),
  unit('t', 'mass', 1000, { zh: '吨', en: 'tonne' }),
  unit('s', 'time', 1, { zh: '秒', en: 'second' }),
  unit('min', 'time', 60, { zh: '分钟', en: 'minute' }, ['分']),
  unit('h', 'time', 3600, { zh: '小时', en: 'hour' }),
  unit('d', 'time', 86_400, { zh: '天', en: 'day' }, ['日']),
  unit('m/s', 'speed', 1, { zh: '米每秒', en: 'metre per second' }, ['米/秒']),
  unit('km/h', 'speed', 1 / 3.6, { zh: '千米每小时', en: 'kilometre per hour' }, ['公里/小时', '千米/小时']),
  unit('m3/h', 'flow', 1 / 3600, { zh: '立方米每小时', en: 'cubic metre per hour' }, ['立方米/小时', 'm³/h']),
  unit('m3/s', 'flow', 1, { zh: '立方米每秒', en: 'cubic metre per second' }, ['立方米/秒', 'm³/s']),
  unit('L/s', 'flow', 0.001, { zh: '升每秒', en: 'litre per second' }, ['升/秒']),
  unit('Pa', 'pressure', 1, { zh: '帕', en: 'pascal' }),
  unit('kPa', 'pressure', 1000, { zh: '千帕', en: 'kilopascal' }),
  unit('MPa', 'pressure', 1_000_000, { zh: '兆帕', en: 'megapascal' }),
  unit('hPa', 'pressure', 100, { zh: '百帕', en: 'hectopascal' }),
  unit('W', 'power', 1, { zh: '瓦', en: 'watt' }),
  unit('kW', 'power', 1000, { zh: '千瓦', en: 'kilowatt' }),
  unit('MW', 'power', 1_000_000, { zh: '兆瓦', en: 'megawatt' }),
  unit('J', 'energy', 1, { zh: '焦', en: 'joule' }),
  unit('kWh', 'energy', 3_600_000, { zh: '千瓦时', en: 'kilowatt hour' }, ['度', 'kW·h', 'kW.h']),
  unit('MWh', 'energy', 3_600_000_000, { zh: '兆瓦时', en: 'megawatt hour' }, ['MW·h']),
  unit('V', 'voltage', 1, { zh: '伏', en: 'volt' }),
  unit('kV', 'voltage', 1000, { zh: '千伏', en: 'kilovolt' }),
  unit('A', 'current', 1, { zh: '安', en: 'ampere' }),
  unit('Cel', 'temperature', 1, { zh: '摄氏度', en: 'degree Celsius' }, ['℃', '°C']),
  { ...unit('K', 'temperature', 1, { zh: '开', en: 'kelvin' }), offset: -273.15 },
  unit('ug/m3', 'concentration', 1, { zh: '微克每立方米', en: 'microgram per cubic metre' }, [
    'μg/m³',
    'µg/m³',
    'μg/m3',
    '微克/立方米',
  ]),
  unit('mg/m3', 'concentration', 1000, { zh: '毫克每立方米', en: 'milligram per cubic metre' }, [
    'mg/m³',
    '毫克/立方米',
  ]),
  unit('mg/L', 'concentration', 1_000_000, { zh: '毫克每升', en: 'milligram per litre' }, ['毫克/升']),
  unit('deg', 'angle', 1, { zh: '度', en: 'degree' }, ['°']),
  unit('%', 'share', 0.01, { zh: '百分之一', en: 'per cent' }, ['％']),
  unit('1', 'share', 1, { zh: '一', en: 'one' }),
  unit('CNY', 'money', 1, { zh: '元', en: 'yuan' }, ['人民币', '¥', '￥']),
  unit('kCNY', 'money', 1000, { zh: '千元', en: 'thousand yuan' }),
  unit('10kCNY', 'money', 10_000, { zh: '万元', en: 'ten thousand yuan' }),
  unit('100MCNY', 'money', 100_000_000, { zh: '亿元', en: 'hundred million yuan' }),
  unit('person', 'count', 1, { zh: '人', en: 'person' }, ['人次', '名']),
  unit('item', 'count', 1, { zh: '个', en: 'item' }, ['件', '宗', '辆', '台', '家', '户', '次', '套']),
];

const byCode = new Map(units.map((entry) => [entry.code, entry]));
const bySpelling = new Map(
  units.flatMap((entry) =>
    [entry.code, entry.title.zh, ...(entry.spellings ?? [])].map((text): [string, Unit] => [text.toLowerCase(), entry]),
  ),
);

/** The unit of this code or name (`10kCNY`, `万元`); undefined for one that is not known, which a standard may still name. */
export function findUnit(code: string): Unit | undefined {
  return byCode.get(code) ?? bySpelling.get(code.toLowerCase());
}

/** The unit that a title names in its brackets: `面积（平方米）` names m2. */
export function unitOfTitle(title: string): Unit | undefined {
  const inside = /[([【<]([^()[\]【】<>]+)[)\]】>]\s*$/u.exec(title.normalize('NFKC').trim())?.[1];
  // NFKC spells ㎡ as m2 and ℃ as °C, as the table does.
  return inside === undefined
    ? undefined
    : bySpelling.get(
        inside
          .replace(/^单位[:：]?/u, '')
          .trim()
          .toLowerCase(),
      );
}

/** A value in another unit of the same quantity; null when the units are not known or measure different things. */
export function convertUnit(value: number, from: string, to: string): number | null {
  const [source, target] = [findUnit(from), findUnit(to)];
  if (!source || !target || source.quantity !== target.quantity) return null;
  return (value * source.factor + (source.offset ?? 0) - (target.offset ?? 0)) / target.factor;
}
