import { defineErrors } from '../kernel/index.ts';

/** Errors of the sector host. */
export const sectorErrors = defineErrors('sector', {
  invalidDeclaration: {
    status: 500,
    message: { zh: '领域声明有误：{problem}。', en: 'A sector is not declared well: {problem}.' },
    remedy: { zh: '请修改该领域的声明后重新启动。', en: 'Correct the declaration of that sector and start again.' },
  },
  inputMissing: {
    status: 409,
    message: {
      zh: '分析 {analysis} 需要的数据资源 {dataset} 还没有数据。',
      en: 'Analysis {analysis} needs dataset {dataset}, which has no version yet.',
    },
    remedy: { zh: '请先采集该数据资源。', en: 'Collect that dataset first.' },
  },
  invalidParameters: {
    status: 400,
    message: {
      zh: '分析 {analysis} 的参数不符合要求：{problem}。',
      en: 'Parameters of {analysis} are not valid: {problem}.',
    },
    remedy: { zh: '请按该分析的参数说明修改。', en: 'Correct them after the description of its parameters.' },
  },
  invalidResult: {
    status: 500,
    message: {
      zh: '分析 {analysis} 的结果不符合其数据标准：{problem}，结果未写入。',
      en: 'The result of {analysis} does not follow its standard ({problem}); nothing was written.',
    },
    remedy: { zh: '请修改该分析。', en: 'Correct that analysis.' },
  },
});
