import { defineErrors } from '../../kernel/index.ts';

/** Error codes of the catalogue. */
export const catalogueErrors = defineErrors('catalogue', {
  datasetExists: {
    status: 409,
    message: { zh: '数据资源 {id} 已经存在。', en: 'The dataset {id} exists already.' },
    remedy: { zh: '请换一个编号，或编辑已有的数据资源。', en: 'Choose another id, or edit the one that exists.' },
  },
  revisionConflict: {
    status: 409,
    message: {
      zh: '数据资源 {id} 已被他人修改：您看到的是第 {expected} 次修订，现在是第 {revision} 次。',
      en: 'The dataset {id} was changed meanwhile: you saw revision {expected}, it is now at {revision}.',
    },
    remedy: { zh: '请刷新页面，核对后再保存；您的输入没有丢失。', en: 'Reload, compare and save again.' },
  },
  statusConflict: {
    status: 409,
    message: {
      zh: '数据资源 {id} 的状态是“{status}”，不能执行“{action}”。',
      en: 'The dataset {id} is {status}; {action} is not possible.',
    },
    remedy: { zh: '请先核对数据资源的状态。', en: 'Look at its status first.' },
  },
  noVersion: {
    status: 409,
    message: {
      zh: '数据资源 {id} 还没有任何版本，不能发布。',
      en: 'The dataset {id} has no version yet and cannot be published.',
    },
    remedy: { zh: '请先归集一次数据。', en: 'Collect data into it first.' },
  },
  sharingReasonMissing: {
    status: 400,
    message: {
      zh: '不予共享的数据资源必须写明法律依据。',
      en: 'A dataset that is not shared must name the legal reason.',
    },
    remedy: { zh: '请填写法律、行政法规或国务院决定的条款。', en: 'Give the law, regulation and article.' },
  },
  versionMissing: {
    status: 404,
    message: { zh: '数据资源 {id} 没有版本 {version}。', en: 'The dataset {id} has no version {version}.' },
    remedy: { zh: '请在版本列表中选择。', en: 'Choose one from the list of versions.' },
  },
  filterInvalid: {
    status: 400,
    message: {
      zh: '筛选条件“{filter}”无法使用：{problem}。',
      en: 'The filter "{filter}" cannot be used: {problemEn}.',
    },
    remedy: {
      zh: '写法：字段=值、字段!=值、字段>=值、字段<=值、字段>值、字段<值、字段~文字、字段:null，多个条件用分号连接。',
      en: 'Write field=value, !=, >=, <=, >, <, field~text or field:null, and join several by ";".',
    },
  },
  fieldUnknown: {
    status: 400,
    message: {
      zh: '数据资源 {id} 没有字段 {field}，或您无权查看。',
      en: 'The dataset {id} has no field {field} for you.',
    },
    remedy: { zh: '可用的字段：{fields}。', en: 'Fields that you may use: {fields}.' },
  },
  cursorInvalid: {
    status: 400,
    message: {
      zh: '翻页标记与本次查询不符，或已损坏。',
      en: 'The cursor is damaged or belongs to another query.',
    },
    remedy: { zh: '请从第一页重新开始。', en: 'Start again from the first page.' },
  },
  noCoordinates: {
    status: 409,
    message: {
      zh: '数据资源 {id} 没有您可以查看的经纬度字段。',
      en: 'The dataset {id} has no coordinates that you may see.',
    },
    remedy: { zh: '请改用表格或图表查看。', en: 'Look at the table or the chart instead.' },
  },
  noKey: {
    status: 409,
    message: {
      zh: '数据资源 {id} 没有您可以查看的主键，无法按行比较版本。',
      en: 'The dataset {id} has no key that you may see; versions cannot be compared row by row.',
    },
    remedy: { zh: '请在数据标准中声明主键。', en: 'Declare a key in its standard.' },
  },
  queryRefused: {
    status: 400,
    message: { zh: '这条查询不能执行：{problem}。', en: 'This query is not run: {problemEn}.' },
    remedy: {
      zh: '只允许一条 SELECT，数据资源以编号为表名，如 select * from "demo.residents" limit 10。',
      en: 'Write one SELECT over datasets named by their id, as in select * from "demo.residents" limit 10.',
    },
  },
  queryFailed: {
    status: 400,
    message: { zh: '查询出错：{problem}', en: 'The query failed: {problem}' },
    remedy: { zh: '请按提示修改查询语句。', en: 'Correct the query.' },
  },
  tooManyQueries: {
    status: 429,
    message: {
      zh: '您已有 {limit} 条查询在排队。',
      en: '{limit} queries of yours are waiting already.',
    },
    remedy: { zh: '请等其中一些完成后再试。', en: 'Wait until some of them are done.' },
  },
  noStandard: {
    status: 409,
    message: { zh: '数据资源 {id} 还没有数据标准。', en: 'The dataset {id} follows no standard yet.' },
    remedy: { zh: '请指定要遵循的数据标准。', en: 'Name the standard that it is to follow.' },
  },
  typeChanged: {
    status: 409,
    message: {
      zh: '数据资源 {id} 的字段 {field} 存储为 {before}，新标准要求 {after}，不能直接迁移。',
      en: 'The field {field} of {id} is stored as {before} and the new standard asks for {after}; it cannot be migrated as it is.',
    },
    remedy: {
      zh: '请按新标准新建数据资源并重新采集，再停用原资源。',
      en: 'Make a new dataset under the new standard, collect into it, and retire the old one.',
    },
  },
  previewStale: {
    status: 409,
    message: {
      zh: '数据资源 {id} 在预览之后有变化：现有 {failing} 行不符合新标准。',
      en: 'The dataset {id} has changed since the preview: {failing} rows now fail the new standard.',
    },
    remedy: { zh: '请重新预览，核对后再迁移。', en: 'Look at the preview again, then migrate.' },
  },
});
