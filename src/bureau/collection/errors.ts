import { defineErrors } from '../../kernel/index.ts';

/** What can stop a collection; bad rows never do. */
export const collectionErrors = defineErrors('collection', {
  emptyFile: {
    status: 422,
    message: { zh: '文件“{file}”是空的，没有任何内容。', en: 'The file “{file}” is empty.' },
    remedy: { zh: '请检查导出步骤后重新上传。', en: 'Check how it was exported and send it again.' },
  },
  emptyFolder: {
    status: 422,
    message: { zh: '文件夹“{folder}”里没有文件。', en: 'There is no file in the folder “{folder}”.' },
    remedy: {
      zh: '请检查路径；子文件夹、隐藏文件不会被采集。',
      en: 'Check the path; folders inside it and hidden files are not collected.',
    },
  },
  replaceByFolder: {
    status: 400,
    message: {
      zh: '用 replace 方式采集文件夹“{folder}”会使后一个文件替换前一个文件的数据。',
      en: 'Collecting the folder “{folder}” with replace, each file would take the place of the one before.',
    },
    remedy: {
      zh: '请用 merge 或 append；或先用 replace 采集一个文件，再采集其余文件。',
      en: 'Use merge or append, or collect one file with replace and then the others.',
    },
  },
  noRows: {
    status: 422,
    message: { zh: '文件“{file}”只有表头，没有数据行。', en: 'The file “{file}” has a header and no rows.' },
    remedy: { zh: '请确认导出时选中了数据。', en: 'Make sure that the data were selected when it was exported.' },
  },
  unknownFormat: {
    status: 415,
    message: {
      zh: '无法识别文件“{file}”的格式：{problem}。',
      en: 'The format of “{file}” is not one that can be read: {problem}.',
    },
    remedy: {
      zh: '支持 CSV、TSV、XLSX、JSON、NDJSON、Parquet 以及它们的 ZIP、GZIP 压缩包；旧版 .xls 请另存为 .xlsx。',
      en: 'CSV, TSV, XLSX, JSON, NDJSON, Parquet, and ZIP or GZIP of these can be read; save an old .xls as .xlsx.',
    },
  },
  damagedFile: {
    status: 422,
    message: {
      zh: '文件“{file}”已损坏或不完整：{problem}。',
      en: 'The file “{file}” is damaged or cut short: {problem}.',
    },
    remedy: { zh: '请重新传输或重新导出该文件。', en: 'Transfer or export the file again.' },
  },
  archiveBomb: {
    status: 413,
    message: {
      zh: '压缩包“{file}”解压后过大（{problem}），为保护系统已停止读取。',
      en: 'The archive “{file}” grows too large when unpacked ({problem}); reading was stopped to protect the system.',
    },
    remedy: {
      zh: '如确为真实数据，请直接上传解压后的文件。',
      en: 'If the data are real, send the unpacked file itself.',
    },
  },
  archiveUnsafe: {
    status: 422,
    message: { zh: '压缩包“{file}”不安全：{problem}。', en: 'The archive “{file}” is not safe to read: {problem}.' },
    remedy: {
      zh: '请重新打包：只放数据文件，不加密，不含路径。',
      en: 'Pack it again: data files only, no password, no paths.',
    },
  },
  chooseEntry: {
    status: 422,
    message: {
      zh: '压缩包“{file}”内有多个数据文件：{entries}。',
      en: 'The archive “{file}” holds several data files: {entries}.',
    },
    remedy: { zh: '请选择其中一个（命令行用 --entry）。', en: 'Choose one of them (--entry on the command line).' },
  },
  entryMissing: {
    status: 422,
    message: {
      zh: '“{file}”中没有“{entry}”。可选：{choices}。',
      en: 'There is no “{entry}” in “{file}”. There are: {choices}.',
    },
    remedy: { zh: '请从列出的名称中选择。', en: 'Choose one of the names listed.' },
  },
  tooManyColumns: {
    status: 422,
    message: {
      zh: '文件“{file}”有 {count} 列，最多支持 {limit} 列。',
      en: 'The file “{file}” has {count} columns; {limit} is the most that is read.',
    },
    remedy: {
      zh: '请检查分隔符是否选对，或只导出需要的列。',
      en: 'Check the delimiter, or export the columns that are needed.',
    },
  },
  columnsMissing: {
    status: 422,
    message: { zh: '文件缺少必需的列：{columns}。', en: 'Columns that must be there are missing: {columns}.' },
    remedy: {
      zh: '请补上这些列，或在“读取方式”中指明它们对应的列名。文件中的列：{found}。',
      en: 'Add them, or say in the reading which columns of the file they are. The file has: {found}.',
    },
  },
  tooManyBad: {
    status: 422,
    message: {
      zh: '{rows} 行中有 {quarantined} 行（{share}）不合格，超过上限 {limit}，没有生成新版本；全部不合格行已保存在隔离区。',
      en: '{quarantined} of {rows} rows ({share}) are bad, above the limit of {limit}: no version was made; every bad row is kept in quarantine.',
    },
    remedy: {
      zh: '请先看最多的问题（{worst}）：若是读取方式不对就改正后重新采集；若是数据有误就在隔离区修正后重新提交；确认无误时可放宽上限。',
      en: 'Look at the most frequent finding first ({worst}): correct the reading and collect again, or mend the rows in quarantine and resubmit them; the limit can be raised for one run.',
    },
  },
  nothingAccepted: {
    status: 422,
    message: {
      zh: '没有一行合格，没有生成新版本；全部 {rows} 行已保存在隔离区。',
      en: 'Not one row is good: no version was made; all {rows} rows are kept in quarantine.',
    },
    remedy: {
      zh: '请先看最多的问题（{worst}），多半是读取方式或标准不符。',
      en: 'Look at the most frequent finding ({worst}); most often the reading or the standard does not fit.',
    },
  },
  busy: {
    status: 409,
    message: {
      zh: '数据资源 {dataset} 正在采集（批次 {run}），本次没有开始。',
      en: 'Dataset {dataset} is being collected already (run {run}); this one was not begun.',
    },
    remedy: { zh: '请等该批次结束后重试，或先取消它。', en: 'Wait for that run to end, or cancel it.' },
  },
  diskFull: {
    status: 507,
    message: {
      zh: '磁盘空间不足，采集已停止；数据没有改变。',
      en: 'The disk is full: the collection was stopped and no data were changed.',
    },
    remedy: { zh: '请清理磁盘后重新运行该批次。', en: 'Make room on the disk and run it again.' },
  },
  tooLarge: {
    status: 413,
    message: { zh: '文件超过上传上限 {limit} MB。', en: 'The file is larger than the upload limit of {limit} MB.' },
    remedy: {
      zh: '请分批上传，或请管理员用命令行采集。',
      en: 'Send it in parts, or ask an administrator to collect it from the command line.',
    },
  },
  sourceMissing: {
    status: 404,
    message: { zh: '找不到源文件“{source}”。', en: 'The source “{source}” cannot be found.' },
    remedy: { zh: '请重新上传该文件。', en: 'Send the file again.' },
  },
  standardMissing: {
    status: 409,
    message: { zh: '数据资源 {dataset} 还没有数据标准。', en: 'Dataset {dataset} has no standard yet.' },
    remedy: {
      zh: '请先发布并指定标准，或用 --standard 给出。',
      en: 'Publish a standard and name it, or give one with --standard.',
    },
  },
  runMissing: {
    status: 404,
    message: { zh: '没有采集批次 {run}，或您无权查看。', en: 'There is no run {run}, or it is not yours to see.' },
    remedy: { zh: '请核对批次编号。', en: 'Check the id of the run.' },
  },
  runNotOpen: {
    status: 409,
    message: {
      zh: '批次 {run} 的状态是“{status}”，不能{action}。',
      en: 'Run {run} is {status} and cannot be changed that way ({actionEn}).',
    },
    remedy: { zh: '请刷新页面查看最新状态。', en: 'Look at its newest state.' },
  },
  nothingToResubmit: {
    status: 409,
    message: { zh: '批次 {run} 没有可重新提交的行。', en: 'Run {run} has no rows to resubmit.' },
    remedy: { zh: '请先在隔离区修正数据。', en: 'Mend rows in quarantine first.' },
  },
  mendFileWrong: {
    status: 422,
    message: { zh: '修正文件无法使用：{problem}。', en: 'The mended file cannot be used: {problem}.' },
    remedy: {
      zh: '请使用从隔离区下载的文件，保留 __row 列。',
      en: 'Use the file downloaded from quarantine and keep its __row column.',
    },
  },
  referenceMissing: {
    status: 409,
    message: { zh: '引用的数据资源 {dataset} 尚无数据。', en: 'The referenced dataset {dataset} has no data yet.' },
    remedy: { zh: '请先采集被引用的数据资源。', en: 'Collect the referenced dataset first.' },
  },
  recipeUnfit: {
    status: 409,
    message: {
      zh: '数据资源 {dataset} 的清洗规则第 {place} 步不适用于它的数据标准：{problemZh}。',
      en: 'Step {place} of the cleaning recipe of {dataset} does not fit its standard: {problemEn}.',
    },
    remedy: {
      zh: '请在“清洗规则”页修改或删去该步骤，再重新采集。',
      en: 'Change or remove that step on the recipe page, and collect again.',
    },
  },
  recipeNoSource: {
    status: 409,
    message: {
      zh: '数据资源 {dataset} 还没有采集过文件，无从对比。',
      en: 'Nothing was collected into {dataset} yet, so that there is nothing to look at.',
    },
    remedy: { zh: '请先采集一个文件，或上传一个文件来对比。', en: 'Collect a file first, or send one to look at.' },
  },
  recipeWrong: {
    status: 422,
    message: {
      zh: '清洗规则有 {count} 处错误，没有保存。第一处：{firstZh}',
      en: 'The recipe has {count} faults and was not saved. The first: {firstEn}',
    },
    remedy: {
      zh: '请按提示逐处修改；可用的步骤和选项列在清洗规则页面的“添加步骤”中。',
      en: 'Mend each as told; the steps and their options are listed on the recipe’s page, under “add a step”.',
    },
  },
  cancelled: {
    status: 409,
    message: { zh: '采集已取消，数据没有改变。', en: 'The collection was cancelled and no data were changed.' },
    remedy: { zh: '需要时可重新采集，源文件已保存。', en: 'Collect again when needed; the source is kept.' },
  },
  interrupted: {
    status: 503,
    message: {
      zh: '采集在源文件保存完成前中断，数据没有改变。',
      en: 'The collection was cut off before its source was stored; no data were changed.',
    },
    remedy: { zh: '请重新采集该文件。', en: 'Collect the file again.' },
  },
});
