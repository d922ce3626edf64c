import type { Rule } from '../src/bureau/quality/index.ts';

/** Rules of the city's quality. The planted errors make three of them fail: what is in quarantine is missing elsewhere. */
export const demoRules: Rule[] = [
  {
    id: 'health.visit-clinic-known',
    title: { zh: '就诊机构须在医疗机构名录中', en: 'Every visit names a known clinic' },
    kind: 'referential',
    dataset: 'health.visits',
    fields: ['clinic_id'],
    references: { dataset: 'health.clinics', fields: ['clinic_id'] },
    // The list of clinics is what lacks rows, but both are the same department's.
    severity: 'severe',
    deadlineDays: 5,
  },
  {
    id: 'utilities.reading-meter-known',
    title: { zh: '抄表记录的水表须在台账中', en: 'Every reading is of a registered meter' },
    kind: 'referential',
    dataset: 'utilities.water-readings',
    fields: ['meter_no'],
    references: { dataset: 'utilities.water-meters', fields: ['meter_no'] },
    severity: 'warning',
    deadlineDays: 10,
  },
  {
    id: 'safety.hydrants-all',
    title: { zh: '消火栓台账不得少于 3200 个', en: 'The register holds all 3,200 hydrants' },
    kind: 'row-count',
    dataset: 'safety.hydrants',
    min: 3200,
    severity: 'notice',
    deadlineDays: 10,
  },
  {
    id: 'utilities.reading-covers-use',
    title: { zh: '水表读数不小于当日用水量', en: 'A reading is no less than the water of its day' },
    kind: 'expression',
    dataset: 'utilities.water-readings',
    check: 'reading >= used',
    severity: 'warning',
    deadlineDays: 5,
  },
  {
    // Station by station, so that one that is missing on either side is named.
    id: 'government.air-stations-agree',
    title: {
      zh: '监测站点名录与小时监测的站点一致',
      en: 'Stations of the register and of the hourly measurements agree',
    },
    kind: 'reconciliation',
    dataset: 'government.air-quality-hourly',
    measure: { aggregate: 'count-distinct', field: 'station' },
    by: [{ field: 'station' }],
    against: {
      dataset: 'government.air-quality-stations',
      measure: { aggregate: 'count' },
      by: [{ field: 'station' }],
    },
    severity: 'warning',
    deadlineDays: 5,
  },
  {
    id: 'utilities.feeders-agree',
    title: { zh: '停电记录与负荷记录的馈线数一致', en: 'Outages and loads name as many feeders' },
    kind: 'reconciliation',
    dataset: 'utilities.outages',
    measure: { aggregate: 'count-distinct', field: 'feeder' },
    by: [],
    against: {
      dataset: 'utilities.electricity-loads',
      measure: { aggregate: 'count-distinct', field: 'feeder' },
      by: [],
    },
    severity: 'notice',
    deadlineDays: 10,
  },
  {
    // Of the version, not of what it tells of: the city's days end where they end, whenever it is first started.
    id: 'health.clinics-kept',
    title: { zh: '医疗机构名录一年内须更新', en: 'The list of clinics is renewed within a year' },
    kind: 'freshness',
    dataset: 'health.clinics',
    maxHours: 8784,
    severity: 'warning',
    deadlineDays: 10,
  },
];
