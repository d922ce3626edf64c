import type { Field, Standard } from '../../sector/index.ts';

const text = (zh: string, en: string) => ({ zh, en });

const concentrations: Field[] = [
  { name: 'so2', title: text('二氧化硫', 'SO2'), type: 'number', unit: 'µg/m³' },
  { name: 'no2', title: text('二氧化氮', 'NO2'), type: 'number', unit: 'µg/m³' },
  { name: 'co', title: text('一氧化碳', 'CO'), type: 'number', unit: 'mg/m³' },
  { name: 'o3', title: text('臭氧', 'O3'), type: 'number', unit: 'µg/m³' },
  { name: 'pm10', title: text('可吸入颗粒物', 'PM10'), type: 'number', unit: 'µg/m³' },
  { name: 'pm25', title: text('细颗粒物', 'PM2.5'), type: 'number', unit: 'µg/m³' },
];

/** Stations that measure the air. */
export const airStations: Standard = {
  id: 'government.air-quality-stations',
  title: text('空气质量监测站点', 'Air quality stations'),
  description: text(
    '全市环境空气质量自动监测站点的名称、所在区与位置。',
    'Automatic air quality stations: name, district, place.',
  ),
  key: ['station'],
  cadence: 'yearly',
  coordinates: 'WGS-84',
  fields: [
    {
      name: 'station',
      title: text('站点编号', 'Station'),
      type: 'string',
      required: true,
      unique: true,
      pattern: '[A-Z]{2}[0-9]{2}',
    },
    { name: 'name', title: text('站点名称', 'Name'), type: 'string', required: true },
    { name: 'name_en', title: text('英文名称', 'English name'), type: 'string' },
    {
      name: 'district',
      title: text('所在区代码', 'District code'),
      type: 'string',
      required: true,
      pattern: '[0-9]{6}',
    },
    { name: 'kind', title: text('站点类型', 'Kind'), type: 'string', enum: ['城区', '郊区', '交通', '工业', '对照'] },
    { name: 'longitude', title: text('经度', 'Longitude'), type: 'longitude', required: true },
    { name: 'latitude', title: text('纬度', 'Latitude'), type: 'latitude', required: true },
  ],
};

/** Hourly means of six pollutants; negative values are kept as they were sent and count as no measurement. */
export const airMeasurements: Standard = {
  id: 'government.air-quality-hourly',
  title: text('空气质量小时监测', 'Hourly air quality measurements'),
  description: text(
    '各站点六项污染物的一小时平均浓度；小时按起始时刻记，北京时间。',
    'One-hour means of six pollutants by station; an hour is named by its beginning, China Standard Time.',
  ),
  key: ['station', 'hour'],
  cadence: 'hourly',
  timezone: 'Asia/Shanghai',
  fields: [
    {
      name: 'station',
      title: text('站点编号', 'Station'),
      type: 'string',
      required: true,
      pattern: '[A-Z]{2}[0-9]{2}',
    },
    { name: 'hour', title: text('小时', 'Hour'), type: 'datetime', required: true },
    ...concentrations,
  ],
  references: [
    {
      name: 'known-station',
      fields: ['station'],
      references: { dataset: 'government.air-quality-stations', fields: ['station'] },
      message: text('站点编号不在站点表中。', 'The station is not in the register of stations.'),
    },
  ],
};

const indexFields: Field[] = [
  { name: 'hour', title: text('小时', 'Hour'), type: 'datetime', required: true },
  {
    name: 'edition',
    title: text('依据标准', 'Standard followed'),
    type: 'string',
    required: true,
    enum: ['HJ 633-2012', 'HJ 633-2026'],
  },
  { name: 'aqi', title: text('空气质量指数', 'Air quality index'), type: 'integer', min: 0, max: 500 },
  { name: 'level', title: text('空气质量级别', 'Level'), type: 'integer', min: 1, max: 6 },
  { name: 'primary_pollutants', title: text('首要污染物', 'Primary pollutants'), type: 'string' },
  { name: 'over_standard', title: text('超标污染物', 'Pollutants above the standard'), type: 'string' },
  { name: 'missing', title: text('缺测项目', 'Pollutants without a valid value'), type: 'string' },
  { name: 'reportable', title: text('可否发布', 'May be reported'), type: 'boolean', required: true },
  ...concentrations.map(
    (field): Field => ({
      name: `iaqi_${field.name}`,
      title: text(`${field.title.zh}分指数`, `IAQI of ${field.title.en}`),
      type: 'integer',
      min: 0,
      max: 500,
    }),
  ),
  ...concentrations,
  { name: 'o3_8h', title: text('臭氧8小时滑动平均', 'O3, 8-hour moving mean'), type: 'number', unit: 'µg/m³' },
  {
    name: 'pm10_24h',
    title: text('可吸入颗粒物24小时滑动平均', 'PM10, 24-hour moving mean'),
    type: 'number',
    unit: 'µg/m³',
  },
  {
    name: 'pm25_24h',
    title: text('细颗粒物24小时滑动平均', 'PM2.5, 24-hour moving mean'),
    type: 'number',
    unit: 'µg/m³',
  },
  { name: 'so2_24h', title: text('二氧化硫24小时滑动平均', 'SO2, 24-hour moving mean'), type: 'number', unit: 'µg/m³' },
];

/** Result of `government.air-quality-index`. */
export const stationIndex: Standard = {
  id: 'government.air-quality-index',
  title: text('空气质量指数（站点）', 'Air quality index by station'),
  description: text(
    '各站点逐小时空气质量指数、分指数与首要污染物，由小时监测数据计算。',
    'Index, sub-indices and primary pollutants by station and hour, computed from the hourly measurements.',
  ),
  key: ['station', 'hour'],
  cadence: 'hourly',
  timezone: 'Asia/Shanghai',
  fields: [{ name: 'station', title: text('站点编号', 'Station'), type: 'string', required: true }, ...indexFields],
};

/** Result of `government.place-air-quality`; the place is `city` or the code of a district. */
export const placeIndex: Standard = {
  id: 'government.place-air-quality',
  title: text('空气质量指数（全市与各区）', 'Air quality index of the city and its districts'),
  description: text(
    '全市与各区逐小时空气质量指数，由所辖站点浓度的算术平均值计算。',
    'Index of the city and each district by hour, computed from the arithmetic means of its stations.',
  ),
  key: ['place', 'hour'],
  cadence: 'hourly',
  timezone: 'Asia/Shanghai',
  fields: [
    { name: 'place', title: text('全市或区代码', 'City or district code'), type: 'string', required: true },
    ...indexFields,
  ],
};
