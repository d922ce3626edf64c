import { field, type LibraryEntry, must } from './entry.ts';

const creditCode = ['统一社会信用代码', 'Unified social credit code'] as [string, string];

/** Health, government services, public safety. */
export const city: LibraryEntry[] = [
  {
    sector: 'health',
    source: null,
    standard: {
      id: 'health.facilities',
      title: { zh: '医疗卫生机构', en: 'Health facilities' },
      key: ['facility_id'],
      cadence: 'monthly',
      coordinates: 'WGS-84',
      fields: [
        field('facility_id', ['机构编号', 'Facility id'], 'string', must),
        field('name', ['机构名称', 'Name'], 'string', { ...must, maxLength: 200 }),
        field('credit_code', creditCode, 'credit-code'),
        field('kind', ['机构类别', 'Kind'], 'string', {
          ...must,
          enum: ['医院', '社区卫生服务中心', '门诊部', '诊所', '专业公共卫生机构', '其他'],
        }),
        field('region', ['行政区划', 'Region'], 'region', must),
        field('address', ['地址', 'Address'], 'string', { maxLength: 300 }),
        field('longitude', ['经度', 'Longitude'], 'longitude'),
        field('latitude', ['纬度', 'Latitude'], 'latitude'),
        field('beds', ['编制床位', 'Beds'], 'integer', { min: 0, max: 20_000 }),
        field('phone', ['电话', 'Phone'], 'phone'),
        field('opened_on', ['开业日期', 'Opened on'], 'date'),
      ],
    },
  },
  {
    sector: 'health',
    source: { zh: 'GB/T 2261.1-2003（性别代码）', en: 'GB/T 2261.1-2003 (sex)' },
    standard: {
      id: 'health.visits',
      title: { zh: '门诊就诊', en: 'Outpatient visits' },
      key: ['visit_id'],
      cadence: 'daily',
      timezone: 'Asia/Shanghai',
      fields: [
        field('visit_id', ['就诊编号', 'Visit id'], 'string', must),
        field('facility_id', ['机构编号', 'Facility id'], 'string', must),
        field('patient_key', ['患者假名', 'Pseudonym of the patient'], 'string', { ...must, sensitivity: 'sensitive' }),
        field('sex', ['性别', 'Sex'], 'string', { codeList: 'gb.sex', sensitivity: 'personal' }),
        field('birth_year', ['出生年份', 'Year of birth'], 'integer', {
          min: 1880,
          max: 2100,
          sensitivity: 'personal',
        }),
        field('visited_at', ['就诊时间', 'Visited at'], 'datetime', must),
        field('department', ['科室', 'Department'], 'string', must),
        field('diagnosis', ['主要诊断编码（ICD-10）', 'Main diagnosis (ICD-10)'], 'string', {
          pattern: '[A-Z][0-9]{2}(\\.[0-9A-Za-z]{1,4})?',
          sensitivity: 'sensitive',
        }),
        field('region', ['居住地区划', 'Region of residence'], 'region', { sensitivity: 'personal' }),
        field('cost', ['总费用', 'Cost'], 'decimal', { min: 0, unit: 'CNY' }),
      ],
    },
  },
  {
    sector: 'government',
    source: null,
    standard: {
      id: 'government.permits',
      title: { zh: '行政许可', en: 'Permits' },
      key: ['permit_number'],
      cadence: 'daily',
      fields: [
        field('permit_number', ['许可文书号', 'Permit number'], 'string', must),
        field('holder', ['行政相对人名称', 'Holder'], 'string', { ...must, maxLength: 200 }),
        field('credit_code', creditCode, 'credit-code'),
        field('item', ['许可事项', 'Item'], 'string', must),
        field('kind', ['许可类别', 'Kind'], 'string', { enum: ['普通', '特许', '认可', '核准', '登记', '其他'] }),
        field('decided_on', ['许可决定日期', 'Decided on'], 'date', must),
        field('valid_from', ['有效期自', 'Valid from'], 'date', must),
        field('valid_to', ['有效期至', 'Valid to'], 'date'),
        field('authority', ['许可机关', 'Authority'], 'string', must),
        field('status', ['当前状态', 'Status'], 'string', { ...must, enum: ['有效', '注销', '撤销', '过期'] }),
      ],
      rules: [
        {
          name: 'ends-after-start',
          check: 'valid_to >= valid_from',
          message: { zh: '有效期至早于有效期自', en: 'the permit ends before it begins' },
        },
      ],
    },
  },
  {
    sector: 'government',
    source: {
      zh: 'GB 32100-2015（统一社会信用代码）、GB/T 2260-2007（行政区划代码）',
      en: 'GB 32100-2015 (credit code), GB/T 2260-2007 (regions)',
    },
    standard: {
      id: 'government.businesses',
      title: { zh: '市场主体登记', en: 'Registered businesses' },
      key: ['credit_code'],
      cadence: 'daily',
      fields: [
        field('credit_code', creditCode, 'credit-code', must),
        field('name', ['名称', 'Name'], 'string', { ...must, maxLength: 200 }),
        field('kind', ['类型', 'Kind'], 'string', must),
        field('representative', ['法定代表人', 'Legal representative'], 'string', { sensitivity: 'personal' }),
        field('capital', ['注册资本', 'Registered capital'], 'decimal', { min: 0, scale: 6, unit: '万元' }),
        field('founded_on', ['成立日期', 'Founded on'], 'date', must),
        field('region', ['登记地区划', 'Region'], 'region', must),
        field('address', ['住所', 'Address'], 'string', { maxLength: 300 }),
        field('scope', ['经营范围', 'Scope of business'], 'string', { maxLength: 10_000 }),
        field('status', ['登记状态', 'Status'], 'string', { ...must, enum: ['存续', '吊销', '注销', '迁出', '撤销'] }),
      ],
    },
  },
  {
    sector: 'safety',
    source: null,
    standard: {
      id: 'safety.incidents',
      title: { zh: '突发事件', en: 'Incidents' },
      key: ['incident_id'],
      cadence: 'hourly',
      coordinates: 'WGS-84',
      timezone: 'Asia/Shanghai',
      fields: [
        field('incident_id', ['事件编号', 'Incident id'], 'string', must),
        field('kind', ['事件类别', 'Kind'], 'string', {
          ...must,
          enum: ['自然灾害', '事故灾难', '公共卫生事件', '社会安全事件'],
        }),
        field('severity', ['级别', 'Severity'], 'string', { enum: ['特别重大', '重大', '较大', '一般'] }),
        field('reported_at', ['接报时间', 'Reported at'], 'datetime', must),
        field('arrived_at', ['到场时间', 'Arrived at'], 'datetime'),
        field('closed_at', ['办结时间', 'Closed at'], 'datetime'),
        field('region', ['行政区划', 'Region'], 'region', must),
        field('place', ['地点', 'Place'], 'string', { maxLength: 300 }),
        field('longitude', ['经度', 'Longitude'], 'longitude'),
        field('latitude', ['纬度', 'Latitude'], 'latitude'),
        field('injured', ['受伤人数', 'Injured'], 'integer', { min: 0 }),
        field('dead', ['死亡人数', 'Dead'], 'integer', { min: 0 }),
      ],
      rules: [
        {
          name: 'arrives-after-report',
          check: 'arrived_at >= reported_at',
          message: { zh: '到场早于接报', en: 'arrived before it was reported' },
        },
        {
          name: 'closes-after-report',
          check: 'closed_at >= reported_at',
          message: { zh: '办结早于接报', en: 'closed before it was reported' },
        },
      ],
    },
  },
];
