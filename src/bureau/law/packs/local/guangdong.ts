import { definePack } from '../pack.ts';

/** 广东省公共数据管理办法. */
export const guangdong = definePack(
  {
    prefix: 'gd',
    jurisdiction: '440000',
    instrument: {
      title: {
        zh: '广东省公共数据管理办法',
        en: 'Measures of Guangdong Province for the Management of Public Data',
      },
      number: { zh: '广东省人民政府令第290号', en: 'Guangdong Government Order No. 290' },
      since: '2021-11-25',
      until: null,
    },
  },
  [
    {
      id: 'scope.public-data',
      title: { zh: '公共数据的范围', en: 'What public data is' },
      summary: {
        zh: '公共管理和服务机构依法履职、提供公共服务时制作或者获取的，以电子或非电子形式对信息的记录。',
        en: 'Records of information, electronic or not, that public bodies make or obtain in their duties and services.',
      },
      article: '第三条第一项',
      seen: {
        zh: '2026-11-24 对照政府网站转载文本核对了该条原文。',
        en: 'The article was read on 2026-11-24 in a government site’s reprint.',
      },
    },
    {
      id: 'sharing.source-department',
      title: { zh: '数源部门', en: 'Source departments' },
      summary: {
        zh: '法律、法规、规章确定的某一类公共数据的法定采集部门是数源部门。',
        en: 'The department that law makes the collector of a kind of public data is its source.',
      },
      article: '第三条第二项',
      seen: {
        zh: '2026-11-24 对照政府网站转载文本核对了该条原文。',
        en: 'The article was read on 2026-11-24 in a government site’s reprint.',
      },
    },
  ],
);
