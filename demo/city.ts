import type { CodeList } from '../src/bureau/standards/index.ts';
import type { Text } from '../src/kernel/index.ts';

/** The last day of the demo's data, in China Standard Time. Everything is counted back from it. */
export const lastDay = '2026-11-23';

/**
 * Pengcheng 鹏城 is made up. Its code 446000 and its districts' codes lie in a block of Guangdong that GB/T 2260 does not
 * use, and its coast stands where the charts show open sea, so that no one can take it for a real place.
 */
export const cityCode = '446000';
export const cityName: Text = { zh: '鹏城', en: 'Pengcheng' };

export interface District {
  code: string;
  name: string;
  nameEn: string;
  kind: string;
  population: number;
  /** Where its people live most, longitude and latitude. */
  centre: [number, number];
}

export const districts: District[] = [
  { code: '446002', name: '南麓区', nameEn: 'Nanlu', kind: '生态', population: 386_000, centre: [115.59, 22.53] },
  { code: '446003', name: '榕江区', nameEn: 'Rongjiang', kind: '居住', population: 742_000, centre: [115.745, 22.54] },
  { code: '446004', name: '凤岭区', nameEn: 'Fengling', kind: '工业', population: 531_000, centre: [115.9, 22.555] },
  { code: '446005', name: '木棉区', nameEn: 'Mumian', kind: '居住', population: 418_000, centre: [116.03, 22.53] },
  {
    code: '446006',
    name: '望海区',
    nameEn: 'Wanghai',
    kind: '中心城区',
    population: 968_000,
    centre: [115.73, 22.455],
  },
  { code: '446007', name: '沙洲区', nameEn: 'Shazhou', kind: '港口', population: 297_000, centre: [115.57, 22.38] },
  { code: '446008', name: '东屏区', nameEn: 'Dongping', kind: '工业', population: 453_000, centre: [116.02, 22.4] },
  { code: '446009', name: '湾心新区', nameEn: 'Wanxin', kind: '新区', population: 356_000, centre: [115.87, 22.46] },
  { code: '446010', name: '青屿区', nameEn: 'Qingyu', kind: '海岛', population: 41_000, centre: [115.82, 22.3] },
];

/** The districts' codes with their names, as the standards of the demo's datasets name them. */
export const districtCodes: CodeList = {
  id: 'pengcheng.districts',
  title: { zh: '鹏城市各区', en: 'Districts of Pengcheng' },
  codes: districts.map(({ code, name, nameEn }) => ({ code, title: { zh: name, en: nameEn } })),
};

export interface Department {
  id: string;
  name: Text;
  /** First eight digits of the organisation code; the check characters are computed. */
  number: string;
}

/** The data bureau and the eight departments that bring data in. */
export const departments: Department[] = [
  { id: 'pengcheng-data', name: { zh: '鹏城市数据局', en: 'Pengcheng Data Bureau' }, number: '00460010' },
  { id: 'pengcheng-transport', name: { zh: '鹏城市交通运输局', en: 'Pengcheng Transport Bureau' }, number: '00460021' },
  { id: 'pengcheng-health', name: { zh: '鹏城市卫生健康局', en: 'Pengcheng Health Bureau' }, number: '00460032' },
  {
    id: 'pengcheng-market',
    name: { zh: '鹏城市市场监督管理局', en: 'Pengcheng Market Regulation Bureau' },
    number: '00460043',
  },
  {
    id: 'pengcheng-services',
    name: { zh: '鹏城市政务服务局', en: 'Pengcheng Government Services Bureau' },
    number: '00460054',
  },
  { id: 'pengcheng-ecology', name: { zh: '鹏城市生态环境局', en: 'Pengcheng Ecology Bureau' }, number: '00460065' },
  { id: 'pengcheng-emergency', name: { zh: '鹏城市应急管理局', en: 'Pengcheng Emergency Bureau' }, number: '00460076' },
  { id: 'pengcheng-water', name: { zh: '鹏城市水务局', en: 'Pengcheng Water Bureau' }, number: '00460087' },
  { id: 'pengcheng-power', name: { zh: '鹏城市电力管理中心', en: 'Pengcheng Power Centre' }, number: '00460098' },
];

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** A unified social credit code with its two check characters (GB 11714, GB 32100), for a body of public law (11). */
export function creditCode(number: string, prefix = '11'): string {
  const sum = organisationWeights.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  const organisationCheck = '0123456789X0'[11 - (sum % 11)] ?? '0';
  const body = `${prefix}${cityCode}${number}${organisationCheck}`;
  const total = creditWeights.reduce((all, weight, index) => all + weight * creditAlphabet.indexOf(body[index]!), 0);
  return body + creditAlphabet[(31 - (total % 31)) % 31]!;
}
