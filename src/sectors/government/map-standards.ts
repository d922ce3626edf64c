import type { Field, Standard } from '../../sector/index.ts';

const text = (zh: string, en: string) => ({ zh, en });
const geometry = (kinds: string): Field => ({
  name: 'geometry',
  title: text('几何图形', 'Geometry'),
  description: text('GeoJSON 几何对象，WGS-84 坐标。', 'A GeoJSON geometry in WGS-84.'),
  type: 'string',
  required: true,
  pattern: `\\{"type":"(${kinds})","coordinates":\\[.*\\]\\}`,
});
const named: Field[] = [
  { name: 'name', title: text('名称', 'Name'), type: 'string', required: true },
  { name: 'name_en', title: text('英文名称', 'English name'), type: 'string' },
  { name: 'kind', title: text('类别', 'Kind'), type: 'string' },
];

/** Districts of the city. */
export const districts: Standard = {
  id: 'government.districts',
  title: text('行政区划', 'Districts'),
  description: text('全市各区的代码、名称、人口与边界。', 'Code, name, population and boundary of each district.'),
  key: ['code'],
  cadence: 'yearly',
  fields: [
    {
      name: 'code',
      title: text('行政区划代码', 'Code'),
      type: 'string',
      required: true,
      pattern: '[0-9]{6}',
      unique: true,
    },
    ...named,
    { name: 'population', title: text('常住人口', 'Population'), type: 'integer', unit: '人', min: 0 },
    { name: 'area', title: text('面积', 'Area'), type: 'decimal', unit: 'km²', min: 0 },
    geometry('Polygon|MultiPolygon'),
  ],
};

/** Sea, rivers and lakes. */
export const waterAreas: Standard = {
  id: 'government.water-areas',
  title: text('水系', 'Water areas'),
  description: text('海湾、河流、水库的名称与范围。', 'Names and outlines of the bay, rivers and reservoirs.'),
  key: ['code'],
  cadence: 'yearly',
  fields: [
    { name: 'code', title: text('水体编号', 'Code'), type: 'string', required: true, unique: true },
    ...named,
    geometry('Polygon|MultiPolygon|LineString|MultiLineString'),
  ],
};

/** Roads and metro lines as they are drawn under other data. */
export const mapLines: Standard = {
  id: 'government.map-lines',
  title: text('道路与线路', 'Roads and lines'),
  description: text('主要道路和轨道线路的走向。', 'Courses of main roads and rail lines.'),
  key: ['code'],
  cadence: 'yearly',
  fields: [
    { name: 'code', title: text('线路编号', 'Code'), type: 'string', required: true, unique: true },
    ...named,
    geometry('LineString|MultiLineString'),
  ],
};
