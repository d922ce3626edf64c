import { districts } from './city.ts';
import { districtFor, placeIn } from './geography.ts';
import { between, chance, pick } from './random.ts';
import { textList, valuesTable } from './source.ts';

const corners = '东西南北中'.split('');
const streets = [
  '榕荫',
  '海棠',
  '木棉',
  '望潮',
  '听涛',
  '凤凰',
  '白鹭',
  '荔枝',
  '渔港',
  '盐田里',
  '灯塔',
  '石湾',
  '竹溪',
  '莲塘',
  '银滩',
  '红树',
  '珊瑚',
  '云麓',
  '松岗',
  '梅园',
];
const landmarks = ['公园', '市场', '学校', '医院', '广场', '码头', '花园', '工业园', '图书馆', '街口'];

/** Name of a place in the manner of a bus stop. */
export function placeName(counter: number): string {
  return `${pick(streets, counter, 301)}${counter % 3 === 0 ? pick(corners, counter, 302) : ''}${pick(landmarks, counter, 303)}`;
}

/** Codes of districts, each as often as its people are many, as a list for `pick`. */
export const districtList = textList(
  districts.flatMap(({ code, population }) =>
    Array.from({ length: Math.max(1, Math.round(population / 40_000)) }, () => code),
  ),
);

/** Points of the city where things happen: 4,000 of them, with their district. */
export const placeCount = 4000;
export const placesTable = valuesTable('demo_places', ['district', 'longitude', 'latitude', 'name'], () =>
  Array.from({ length: placeCount }, (_, index) => {
    const district = districtFor(index, 311);
    const [longitude, latitude] = placeIn(district, index, 312);
    return [district, longitude, latitude, placeName(index)];
  }),
);

export const stopCount = 920;
/** District and place of a stop. */
function stopAt(index: number): { district: string; longitude: number; latitude: number } {
  const district = index < 12 ? '446010' : districtFor(index, 321);
  const [longitude, latitude] = placeIn(district, index, 322);
  return { district, longitude, latitude };
}
const stopId = (index: number) => `S${String(index + 1).padStart(4, '0')}`;
export const stopsTable = valuesTable(
  'demo_stops',
  ['stop_id', 'name', 'district', 'longitude', 'latitude', 'kind', 'shelter'],
  () =>
    Array.from({ length: stopCount }, (_, index) => {
      const { district, longitude, latitude } = stopAt(index);
      const kind = index % 41 === 0 ? '枢纽站' : index % 17 === 0 ? '首末站' : '中途站';
      return [
        stopId(index),
        `${placeName(index + 5000)}站`,
        district,
        longitude,
        latitude,
        kind,
        chance(index, 323) < 0.7 ? '是' : '否',
      ];
    }),
);

/** Stops of a route as the demo runs it: along a straight way, the nearest stop at each step. */
export const stopsOnPath = 12;
export const pathsTable = valuesTable('demo_paths', ['route', 'k', 'stop_id', 'longitude', 'latitude'], () => {
  // The island has ferries, not buses.
  const stops = Array.from({ length: stopCount - 12 }, (_, index) => ({ index: index + 12, ...stopAt(index + 12) }));
  const rows: (string | number)[][] = [];
  for (let route = 0; route < routeCount; route++) {
    const from = pick(stops, route, 351);
    const to = pick(stops, route, 352);
    const taken = new Set<number>();
    for (let k = 0; k < stopsOnPath; k++) {
      const share = k / (stopsOnPath - 1);
      const x = from.longitude + (to.longitude - from.longitude) * share;
      const y = from.latitude + (to.latitude - from.latitude) * share;
      let best = stops[0]!;
      let least = Number.POSITIVE_INFINITY;
      for (const stop of stops) {
        const distance = (stop.longitude - x) ** 2 + (stop.latitude - y) ** 2;
        if (distance < least && !taken.has(stop.index)) {
          best = stop;
          least = distance;
        }
      }
      taken.add(best.index);
      rows.push([route, k, stopId(best.index), best.longitude, best.latitude]);
    }
  }
  return rows;
});

export const routeCount = 64;
export const routesTable = valuesTable(
  'demo_routes',
  ['route_id', 'name', 'mode', 'operator', 'first_bus', 'last_bus', 'length_km', 'fare', 'stops'],
  () =>
    Array.from({ length: routeCount }, (_, index) => {
      const metro = index < 3;
      const ferry = index === 3 || index === 4;
      const length = metro ? 24 + index * 6.3 : ferry ? 11.5 + index : 6 + Math.round(chance(index, 331) * 240) / 10;
      const id = metro ? `M${index + 1}` : ferry ? `F${index - 2}` : `B${100 + index * 3}`;
      return [
        id,
        metro ? `轨道${index + 1}号线` : ferry ? `青屿航线${index - 2}` : `${100 + index * 3}路`,
        metro ? '轨道' : ferry ? '轮渡' : '公交',
        metro ? '鹏城轨道' : ferry ? '鹏城轮渡' : pick(['鹏城巴士', '东屏巴士', '榕江公交'], index, 332),
        `0${between(5, 6, index, 333)}:${pick(['00', '15', '30', '45'], index, 334)}`,
        `2${between(1, 3, index, 335)}:${pick(['00', '30'], index, 336)}`,
        Math.round(length * 10) / 10,
        metro ? 4 : ferry ? 12 : pick([1, 2, 2, 2, 3], index, 337),
        Math.max(4, Math.round(length * (metro ? 0.9 : 2))),
      ];
    }),
);

export const clinicCount = 148;
export const clinicsTable = valuesTable(
  'demo_clinics',
  ['clinic_id', 'name', 'grade', 'district', 'longitude', 'latitude', 'beds', 'phone'],
  () =>
    Array.from({ length: clinicCount }, (_, index) => {
      const district = index < 9 ? districts[index]!.code : districtFor(index, 341);
      const [longitude, latitude] = placeIn(district, index, 342);
      const grade = index < 9 ? (index < 4 ? '三级' : '二级') : index < 26 ? '二级' : '社区';
      const of = districts.find(({ code }) => code === district)!;
      const name =
        index < 9
          ? `${of.name.replace(/(新)?区$/, '')}人民医院`
          : grade === '二级'
            ? `${pick(streets, index, 343)}医院`
            : `${pick(streets, index, 344)}${pick(landmarks, index, 345)}社区健康服务中心`;
      return [
        `C${String(index + 1).padStart(3, '0')}`,
        name,
        grade,
        district,
        longitude,
        latitude,
        grade === '三级'
          ? between(600, 1400, index, 346)
          : grade === '二级'
            ? between(80, 400, index, 347)
            : between(0, 20, index, 348),
        `0660${String(between(3_000_000, 3_899_999, index, 349))}`,
      ];
    }),
);

/** SQL of a mainland mobile number whose middle is 0000, which no network gives out. */
export const mobile = (salt: number) =>
  `pick(${textList(['138', '139', '150', '158', '186', '188', '199'])}, i, ${salt}) || '0000' || lpad(CAST(between_of(0, 9999, i, ${salt + 1}) AS VARCHAR), 4, '0')`;

/** SQL of a person's name. */
export const personName = (salt: number) =>
  `pick(${textList('陈林黄李张王吴刘郑蔡许谢罗梁邓何郭曾叶苏'.split(''))}, i, ${salt}) || pick(${textList([...'明华强丽芳敏静伟军杰婷欣怡宇轩梓涵浩然', ''])}, i, ${salt + 1}) || pick(${textList('文玲萍燕辉勇海峰雪梅兰英俊鹏娜霞波涛宁洁'.split(''))}, i, ${salt + 2})`;
