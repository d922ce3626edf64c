import { definePack, type PackRule } from './pack.ts';

/** What the platform itself gives people time for. There is always a period for these; how long is for the bureau. */
export const houseMatters = [
  'quality.failure-mended',
  'collection.missed-mended',
  'collection.refused-file-settled',
  'government.air-pollution-answered',
] as const;
export type HouseMatter = (typeof houseMatters)[number];

const own = {
  zh: '平台自带的默认值，不出自任何法规；请各数据管理部门按本地规定修订。',
  en: 'A default of the platform that no law sets; each bureau revises it by its own rules.',
};
const rule = (given: Omit<PackRule, 'id' | 'confirm'> & { id: HouseMatter }): PackRule => ({ ...given, confirm: own });

/** The house's own rules, for what no law sets; an officer revises them like any other. */
export const house = definePack(
  {
    prefix: 'house',
    jurisdiction: '000000',
    instrument: {
      title: { zh: '平台默认规则', en: 'The platform’s defaults' },
      number: { zh: '随软件提供', en: 'as brought by the software' },
      since: '2020-01-01',
      until: null,
    },
  },
  [
    rule({
      id: 'quality.failure-mended',
      title: { zh: '数据质量问题整改', en: 'Mending a quality failure' },
      summary: {
        zh: '质量规则不通过的，数据的责任单位应在期限内整改；规则自行写明期限的从其规定。',
        en: 'The owner of data that fails a quality rule mends it in this time, unless the rule names its own.',
      },
      article: '第一条',
      starts: { zh: '质量规则首次不通过之日', en: 'The day on which the quality rule first fails' },
      length: { count: 5, unit: 'working-days' },
    }),
    rule({
      id: 'collection.missed-mended',
      title: { zh: '漏报数据补报', en: 'Delivering what was missed' },
      summary: {
        zh: '未按时采集或上报的数据，责任单位应在期限内补报。',
        en: 'Data that was not collected or delivered when due is delivered in this time by whoever answers for it.',
      },
      article: '第二条',
      starts: { zh: '发出未按时采集告警之日', en: 'The day on which the alert is raised' },
      length: { count: 1, unit: 'working-days' },
    }),
    rule({
      id: 'collection.refused-file-settled',
      title: { zh: '被拒收文件处理', en: 'Settling refused files' },
      summary: {
        zh: '采集来源有文件被拒收的，来源的责任单位应在期限内更正、重试或者略去。',
        en: 'Whoever keeps a source corrects, retries or leaves out its refused files in this time.',
      },
      article: '第三条',
      starts: { zh: '文件被拒收的告警发出之日', en: 'The day on which the alert on refused files is raised' },
      length: { count: 3, unit: 'working-days' },
    }),
    rule({
      id: 'government.air-pollution-answered',
      title: { zh: '空气污染预警处置', en: 'Answering an air-pollution alert' },
      summary: {
        zh: '站点空气质量指数越限的，监测数据的责任单位应在期限内核查原因并采取应对措施。',
        en: 'When a station’s air quality index is too high, the owner of the measurements finds the cause and responds.',
      },
      article: '第四条',
      starts: { zh: '空气污染预警发出的时刻', en: 'The moment at which the alert is raised' },
      length: { count: 4, unit: 'hours' },
    }),
  ],
);
