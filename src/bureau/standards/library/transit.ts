import type { Text } from '../../../kernel/index.ts';
import { field, type LibraryEntry, must } from './entry.ts';

const gtfs = (file: string): Text => ({
  zh: `通用公共交通数据规范（GTFS）时刻表部分，${file}，gtfs.org`,
  en: `General Transit Feed Specification (GTFS) Schedule Reference, ${file}, gtfs.org`,
});
const gtfsRealtime: Text = {
  zh: '通用公共交通数据规范（GTFS）实时部分，VehiclePosition 消息，gtfs.org',
  en: 'GTFS Realtime Reference, message VehiclePosition, gtfs.org',
};
/** Hours may pass 24 on the service day that began the day before. */
const serviceTime = { pattern: '[0-9]{1,2}:[0-5][0-9]:[0-5][0-9]' };

/** Public transport. */
export const transit: LibraryEntry[] = [
  {
    sector: 'transit',
    source: gtfs('stops.txt'),
    standard: {
      id: 'transit.gtfs-stops',
      title: { zh: '公交站点（GTFS stops）', en: 'Stops (GTFS)' },
      key: ['stop_id'],
      cadence: 'weekly',
      coordinates: 'WGS-84',
      fields: [
        field('stop_id', ['站点编号', 'Stop id'], 'string', must),
        field('stop_code', ['站牌编号', 'Stop code'], 'string'),
        field('stop_name', ['站点名称', 'Stop name'], 'string', { maxLength: 200 }),
        field('stop_lat', ['纬度', 'Latitude'], 'latitude', must),
        field('stop_lon', ['经度', 'Longitude'], 'longitude', must),
        field('zone_id', ['票价区', 'Fare zone'], 'string'),
        field('location_type', ['站点类型', 'Location type'], 'integer', { enum: [0, 1, 2, 3, 4] }),
        field('parent_station', ['所属车站', 'Parent station'], 'string'),
        field('wheelchair_boarding', ['无障碍', 'Wheelchair boarding'], 'integer', { enum: [0, 1, 2] }),
      ],
    },
  },
  {
    sector: 'transit',
    source: gtfs('trips.txt'),
    standard: {
      id: 'transit.gtfs-trips',
      title: { zh: '公交班次（GTFS trips）', en: 'Trips (GTFS)' },
      key: ['trip_id'],
      cadence: 'weekly',
      fields: [
        field('route_id', ['线路编号', 'Route id'], 'string', must),
        field('service_id', ['运营日编号', 'Service id'], 'string', must),
        field('trip_id', ['班次编号', 'Trip id'], 'string', must),
        field('trip_headsign', ['终点', 'Headsign'], 'string', { maxLength: 200 }),
        field('direction_id', ['方向', 'Direction'], 'integer', { enum: [0, 1] }),
        field('block_id', ['车次', 'Block'], 'string'),
        field('shape_id', ['走向编号', 'Shape'], 'string'),
        field('wheelchair_accessible', ['无障碍', 'Wheelchair accessible'], 'integer', { enum: [0, 1, 2] }),
      ],
    },
  },
  {
    sector: 'transit',
    source: gtfs('stop_times.txt'),
    standard: {
      id: 'transit.gtfs-stop-times',
      title: { zh: '到离站时刻（GTFS stop_times）', en: 'Stop times (GTFS)' },
      key: ['trip_id', 'stop_sequence'],
      cadence: 'weekly',
      fields: [
        field('trip_id', ['班次编号', 'Trip id'], 'string', must),
        field('arrival_time', ['到站时刻', 'Arrival'], 'string', serviceTime),
        field('departure_time', ['离站时刻', 'Departure'], 'string', serviceTime),
        field('stop_id', ['站点编号', 'Stop id'], 'string', must),
        field('stop_sequence', ['站序', 'Sequence'], 'integer', { ...must, min: 0 }),
        field('pickup_type', ['上车方式', 'Pickup type'], 'integer', { enum: [0, 1, 2, 3] }),
        field('drop_off_type', ['下车方式', 'Drop-off type'], 'integer', { enum: [0, 1, 2, 3] }),
        field('shape_dist_traveled', ['里程', 'Distance travelled'], 'number', { min: 0 }),
        field('timepoint', ['时刻准确', 'Timepoint'], 'integer', { enum: [0, 1] }),
      ],
    },
  },
  {
    sector: 'transit',
    source: gtfsRealtime,
    standard: {
      id: 'transit.vehicle-positions',
      title: { zh: '车辆实时位置', en: 'Vehicle positions' },
      key: ['vehicle_id', 'timestamp'],
      cadence: 'realtime',
      coordinates: 'WGS-84',
      timezone: 'Asia/Shanghai',
      fields: [
        field('vehicle_id', ['车辆编号', 'Vehicle id'], 'string', must),
        field('timestamp', ['定位时间', 'Measured at'], 'datetime', must),
        field('latitude', ['纬度', 'Latitude'], 'latitude', must),
        field('longitude', ['经度', 'Longitude'], 'longitude', must),
        field('trip_id', ['班次编号', 'Trip id'], 'string'),
        field('route_id', ['线路编号', 'Route id'], 'string'),
        field('bearing', ['方位角', 'Bearing'], 'number', { min: 0, max: 360, unit: '°' }),
        field('speed', ['速度', 'Speed'], 'number', { min: 0, max: 70, unit: 'm/s' }),
        field('stop_id', ['站点编号', 'Stop id'], 'string'),
        field('current_status', ['停靠状态', 'Stop status'], 'string', {
          enum: ['INCOMING_AT', 'STOPPED_AT', 'IN_TRANSIT_TO'],
        }),
        field('occupancy_percentage', ['满载率', 'Occupancy'], 'integer', { min: 0, max: 300, unit: '%' }),
      ],
    },
  },
  {
    sector: 'transit',
    source: null,
    standard: {
      id: 'transit.card-taps',
      title: { zh: '刷卡记录', en: 'Card taps' },
      key: ['card_id', 'tapped_at'],
      cadence: 'daily',
      timezone: 'Asia/Shanghai',
      fields: [
        field('card_id', ['卡号', 'Card id'], 'string', { ...must, sensitivity: 'personal' }),
        field('tapped_at', ['刷卡时间', 'Tapped at'], 'datetime', must),
        field('stop_id', ['站点编号', 'Stop id'], 'string', must),
        field('route_id', ['线路编号', 'Route id'], 'string'),
        field('vehicle_id', ['车辆编号', 'Vehicle id'], 'string'),
        field('direction', ['进出', 'In or out'], 'string', { enum: ['in', 'out'] }),
        field('fare', ['票款', 'Fare'], 'decimal', { min: 0, unit: 'CNY' }),
        field('card_type', ['卡种', 'Card type'], 'string'),
      ],
    },
  },
];
