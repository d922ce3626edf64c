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
    id: 'utilities.reservoirs-fresh',
    title: { zh: '水库水情须在 30 天之内', en: 'Reservoirs are read within 30 days' },
    kind: 'freshness',
    dataset: 'utilities.reservoirs',
    field: 'read_on',
    maxHours: 720,
    severity: 'warning',
    deadlineDays: 2,
  },
];
