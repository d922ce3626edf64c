import { field, type LibraryEntry, must } from './entry.ts';

const micrograms = { min: 0, max: 10_000, unit: 'μg/m³' };

/** Water, electricity and the environment. */
export const networks: LibraryEntry[] = [
  {
    sector: 'utilities',
    source: null,
    standard: {
      id: 'utilities.meter-readings',
      title: { zh: '水电表读数', en: 'Meter readings' },
      key: ['meter_id', 'read_at'],
      cadence: 'daily',
      timezone: 'Asia/Shanghai',
      fields: [
        field('meter_id', ['表号', 'Meter id'], 'string', { ...must, sensitivity: 'personal' }),
        field('kind', ['类别', 'Kind'], 'string', { ...must, enum: ['water', 'electricity', 'gas'] }),
        field('read_at', ['抄表时间', 'Read at'], 'datetime', must),
        field('reading', ['读数', 'Reading'], 'decimal', { ...must, min: 0, scale: 3 }),
        field('unit', ['计量单位', 'Unit'], 'string', { ...must, enum: ['m3', 'kWh'] }),
        field('area', ['分区', 'Area'], 'string'),
        field('estimated', ['是否估算', 'Estimated'], 'boolean'),
      ],
      rules: [
        {
          name: 'unit-of-kind',
          check: "(kind = 'electricity' and unit = 'kWh') or (kind != 'electricity' and unit = 'm3')",
          message: { zh: '计量单位与类别不符', en: 'the unit does not fit the kind' },
        },
      ],
    },
  },
  {
    sector: 'utilities',
    source: null,
    standard: {
      id: 'utilities.outages',
      title: { zh: '停水停电', en: 'Outages' },
      key: ['outage_id'],
      cadence: 'hourly',
      timezone: 'Asia/Shanghai',
      fields: [
        field('outage_id', ['停供编号', 'Outage id'], 'string', must),
        field('kind', ['类别', 'Kind'], 'string', { ...must, enum: ['water', 'electricity', 'gas'] }),
        field('planned', ['是否计划', 'Planned'], 'boolean', must),
        field('began_at', ['开始时间', 'Began at'], 'datetime', must),
        field('ended_at', ['恢复时间', 'Ended at'], 'datetime'),
        field('region', ['行政区划', 'Region'], 'region', must),
        field('area', ['影响范围', 'Area'], 'string', { maxLength: 500 }),
        field('customers', ['影响户数', 'Customers affected'], 'integer', { min: 0 }),
        field('cause', ['原因', 'Cause'], 'string'),
      ],
      rules: [
        {
          name: 'ends-after-start',
          check: 'ended_at >= began_at',
          message: { zh: '恢复早于开始', en: 'it ends before it begins' },
        },
      ],
    },
  },
  {
    sector: 'environment',
    source: { zh: 'GB 3095-2012（污染物及其单位）', en: 'GB 3095-2012 (pollutants and their units)' },
    standard: {
      id: 'environment.air-quality',
      title: { zh: '环境空气质量小时值', en: 'Hourly air quality' },
      key: ['station_id', 'measured_at'],
      cadence: 'hourly',
      coordinates: 'WGS-84',
      timezone: 'Asia/Shanghai',
      fields: [
        field('station_id', ['站点编号', 'Station id'], 'string', must),
        field('station_name', ['站点名称', 'Station'], 'string'),
        field('measured_at', ['监测时间', 'Measured at'], 'datetime', must),
        field('longitude', ['经度', 'Longitude'], 'longitude'),
        field('latitude', ['纬度', 'Latitude'], 'latitude'),
        field('pm25', ['PM2.5', 'PM2.5'], 'number', micrograms),
        field('pm10', ['PM10', 'PM10'], 'number', micrograms),
        field('so2', ['二氧化硫', 'SO2'], 'number', micrograms),
        field('no2', ['二氧化氮', 'NO2'], 'number', micrograms),
        field('o3', ['臭氧', 'O3'], 'number', micrograms),
        field('co', ['一氧化碳', 'CO'], 'number', { min: 0, max: 1000, unit: 'mg/m³' }),
        field('aqi', ['空气质量指数', 'AQI'], 'integer', { min: 0, max: 500 }),
      ],
    },
  },
];
