import type { DemoDataset } from './source.ts';

const open = { openness: 'unconditional', sharing: 'unconditional' } as const;
const shared = { openness: 'conditional', sharing: 'conditional' } as const;
/** Every department may read these, personal fields masked or left out; the public may ask for them. */
const amongDepartments = { openness: 'conditional', sharing: 'unconditional' } as const;
const personal = {
  openness: 'not-open',
  sharing: 'not-shared',
  sharingReason: '《中华人民共和国个人信息保护法》第二十八条：敏感个人信息',
} as const;

/** How the city's datasets stand in the catalogue, in the order in which they are brought in: what others refer to comes first. */
export const demoDatasets: DemoDataset[] = [
  {
    id: 'government.districts',
    owner: 'pengcheng-data',
    sector: 'government',
    keywords: ['区划', '人口', '地图'],
    ...open,
  },
  {
    id: 'government.water-areas',
    owner: 'pengcheng-water',
    sector: 'government',
    keywords: ['河流', '水库', '海湾', '地图'],
    ...open,
  },
  {
    id: 'government.map-lines',
    owner: 'pengcheng-transport',
    sector: 'government',
    keywords: ['道路', '轨道', '地图'],
    ...open,
  },
  {
    id: 'government.air-quality-stations',
    owner: 'pengcheng-ecology',
    sector: 'government',
    keywords: ['空气', '监测站'],
    ...open,
  },
  {
    id: 'government.air-quality-hourly',
    owner: 'pengcheng-ecology',
    sector: 'government',
    keywords: ['空气', 'PM2.5', '臭氧', '小时'],
    ...open,
  },
  { id: 'transit.stops', owner: 'pengcheng-transport', sector: 'transit', keywords: ['公交', '站点', '轨道'], ...open },
  {
    id: 'transit.routes',
    owner: 'pengcheng-transport',
    sector: 'transit',
    keywords: ['公交', '线路', '票价'],
    ...open,
  },
  { id: 'transit.card-taps', owner: 'pengcheng-transport', sector: 'transit', keywords: ['刷卡', '客流'], ...shared },
  {
    id: 'transit.vehicle-positions',
    owner: 'pengcheng-transport',
    sector: 'transit',
    keywords: ['定位', '实时', '公交'],
    ...open,
  },
  { id: 'health.clinics', owner: 'pengcheng-health', sector: 'health', keywords: ['医院', '社康', '床位'], ...open },
  { id: 'health.visits', owner: 'pengcheng-health', sector: 'health', keywords: ['门诊', '就诊'], ...amongDepartments },
  { id: 'health.vaccinations', owner: 'pengcheng-health', sector: 'health', keywords: ['疫苗', '接种'], ...personal },
  {
    id: 'government.businesses',
    owner: 'pengcheng-market',
    sector: 'government',
    keywords: ['企业', '个体户', '登记'],
    ...open,
  },
  { id: 'government.permits', owner: 'pengcheng-services', sector: 'government', keywords: ['许可', '审批'], ...open },
  {
    id: 'government.hotline-cases',
    owner: 'pengcheng-services',
    sector: 'government',
    keywords: ['12345', '热线', '诉求'],
    ...amongDepartments,
  },
  { id: 'government.budget', owner: 'pengcheng-data', sector: 'government', keywords: ['预算', '财政'], ...open },
  {
    id: 'government.facilities',
    owner: 'pengcheng-services',
    sector: 'government',
    keywords: ['公园', '图书馆', '体育馆'],
    ...open,
  },
  {
    id: 'safety.incidents',
    owner: 'pengcheng-emergency',
    sector: 'safety',
    keywords: ['接警', '事故', '火灾'],
    ...shared,
  },
  { id: 'safety.hydrants', owner: 'pengcheng-emergency', sector: 'safety', keywords: ['消火栓', '消防'], ...open },
  { id: 'safety.cameras', owner: 'pengcheng-emergency', sector: 'safety', keywords: ['摄像机', '公共区域'], ...open },
  { id: 'utilities.water-meters', owner: 'pengcheng-water', sector: 'utilities', keywords: ['水表'], ...shared },
  {
    id: 'utilities.water-readings',
    owner: 'pengcheng-water',
    sector: 'utilities',
    keywords: ['用水', '抄表'],
    ...shared,
  },
  {
    id: 'utilities.electricity-loads',
    owner: 'pengcheng-power',
    sector: 'utilities',
    keywords: ['电力', '负荷'],
    ...open,
  },
  { id: 'utilities.outages', owner: 'pengcheng-power', sector: 'utilities', keywords: ['停电'], ...open },
  { id: 'utilities.rainfall', owner: 'pengcheng-water', sector: 'utilities', keywords: ['雨量', '气象'], ...open },
  { id: 'utilities.reservoirs', owner: 'pengcheng-water', sector: 'utilities', keywords: ['水库', '水位'], ...open },
];
