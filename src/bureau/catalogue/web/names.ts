import type { Text } from '../../../kernel/text.ts';
import type { Tone } from '../../../web/components/status-tag.tsx';

/** Names of the levels of GB/T 43697-2024. */
export const levelNames: Record<string, Text> = {
  'general-1': { zh: '一般 1 级', en: 'General 1' },
  'general-2': { zh: '一般 2 级', en: 'General 2' },
  'general-3': { zh: '一般 3 级', en: 'General 3' },
  'general-4': { zh: '一般 4 级', en: 'General 4' },
  important: { zh: '重要', en: 'Important' },
  core: { zh: '核心', en: 'Core' },
};

/** Names of the sharing types, between departments. */
export const sharingNames: Record<string, Text> = {
  unconditional: { zh: '无条件共享', en: 'Shared unconditionally' },
  conditional: { zh: '有条件共享', en: 'Shared on conditions' },
  'not-shared': { zh: '不予共享', en: 'Not shared' },
};

/** Names of the openness, toward the public. */
export const opennessNames: Record<string, Text> = {
  unconditional: { zh: '无条件开放', en: 'Open' },
  conditional: { zh: '有条件开放', en: 'Open on conditions' },
  'not-open': { zh: '不予开放', en: 'Not open' },
};

/** Tone of the openness tag. */
export const opennessTones: Record<string, Tone> = {
  unconditional: 'good',
  conditional: 'attention',
  'not-open': 'plain',
};

/** Names of a dataset's states. */
export const statusNames: Record<string, Text> = {
  draft: { zh: '草稿', en: 'Draft' },
  published: { zh: '已发布', en: 'Published' },
  retired: { zh: '已下架', en: 'Retired' },
};

/** Tone of the state tag. */
export const statusTones: Record<string, Tone> = { draft: 'waiting', published: 'good', retired: 'plain' };

/** Names of the sectors. */
export const sectorNames: Record<string, Text> = {
  transit: { zh: '公共交通', en: 'Public transport' },
  health: { zh: '卫生健康', en: 'Health' },
  government: { zh: '政务服务', en: 'Government services' },
  safety: { zh: '公共安全', en: 'Public safety' },
  utilities: { zh: '供水供电', en: 'Water and electricity' },
};

/** Names of the update cadences. */
export const cadenceNames: Record<string, Text> = {
  realtime: { zh: '实时', en: 'Real time' },
  hourly: { zh: '每小时', en: 'Hourly' },
  daily: { zh: '每日', en: 'Daily' },
  weekly: { zh: '每周', en: 'Weekly' },
  monthly: { zh: '每月', en: 'Monthly' },
  quarterly: { zh: '每季度', en: 'Quarterly' },
  yearly: { zh: '每年', en: 'Yearly' },
  irregular: { zh: '不定期', en: 'Irregular' },
};

/** Names of the field types. */
export const fieldTypeNames: Record<string, Text> = {
  string: { zh: '文本', en: 'Text' },
  integer: { zh: '整数', en: 'Integer' },
  decimal: { zh: '定点小数', en: 'Decimal' },
  number: { zh: '数值', en: 'Number' },
  boolean: { zh: '是否', en: 'Yes or no' },
  date: { zh: '日期', en: 'Date' },
  time: { zh: '时刻', en: 'Time' },
  datetime: { zh: '日期时间', en: 'Date and time' },
  'citizen-id': { zh: '公民身份号码', en: 'Citizen id' },
  'credit-code': { zh: '统一社会信用代码', en: 'Credit code' },
  region: { zh: '行政区划代码', en: 'Region code' },
  phone: { zh: '电话号码', en: 'Phone' },
  plate: { zh: '机动车号牌', en: 'Plate' },
  longitude: { zh: '经度', en: 'Longitude' },
  latitude: { zh: '纬度', en: 'Latitude' },
};

/** Names of the six quality dimensions of GB/T 36344-2018. */
export const dimensionNames: Record<string, Text> = {
  normative: { zh: '规范性', en: 'Normativity' },
  completeness: { zh: '完整性', en: 'Completeness' },
  accuracy: { zh: '准确性', en: 'Accuracy' },
  consistency: { zh: '一致性', en: 'Consistency' },
  timeliness: { zh: '时效性', en: 'Timeliness' },
  accessibility: { zh: '可访问性', en: 'Accessibility' },
  overall: { zh: '综合', en: 'Overall' },
};

/** Names of what made a version. */
export const operationNames: Record<string, Text> = {
  CREATE: { zh: '建表', en: 'Created' },
  WRITE: { zh: '写入', en: 'Written' },
  APPEND: { zh: '追加', en: 'Appended' },
  REPLACE: { zh: '替换', en: 'Replaced' },
  MERGE: { zh: '合并', en: 'Merged' },
  DELETE: { zh: '删除', en: 'Rows removed' },
  OPTIMIZE: { zh: '整理', en: 'Compacted' },
  'ADD COLUMNS': { zh: '增加字段', en: 'Columns added' },
  COLLECT: { zh: '采集', en: 'Collected' },
  ANALYSE: { zh: '分析', en: 'Analysed' },
};

/** Names of an entry's properties, by the column that holds them. */
export const propertyNames: Record<string, Text> = {
  title_zh: { zh: '中文名称', en: 'Chinese title' },
  title_en: { zh: '英文名称', en: 'English title' },
  description_zh: { zh: '中文说明', en: 'Chinese description' },
  description_en: { zh: '英文说明', en: 'English description' },
  owner: { zh: '所属组织', en: 'Owner' },
  sector: { zh: '领域', en: 'Sector' },
  keywords: { zh: '关键词', en: 'Keywords' },
  level: { zh: '数据级别', en: 'Level' },
  sharing: { zh: '共享类型', en: 'Sharing type' },
  sharing_reason: { zh: '不予共享的依据', en: 'Why it is not shared' },
  openness: { zh: '开放属性', en: 'Openness' },
  status: { zh: '状态', en: 'State' },
  standard_id: { zh: '数据标准', en: 'Standard' },
  standard_version: { zh: '标准版本', en: 'Version of the standard' },
};

/** Words for how a field is shown to this reader. */
export const accessWords = { open: 'accessOpen', masked: 'accessMasked', withheld: 'accessWithheld' } as const;

/** Tone of the tag that says how a field is shown. */
export const accessTones: Record<string, Tone> = { open: 'good', masked: 'attention', withheld: 'plain' };
