import Type, { type Static } from 'typebox';
import type { FolderRules } from './pull-new-files.ts';

/** What the connectors of folders ask in common; spread into their settings. */
export const folderRuleShapes = {
  pattern: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 300,
      title: '文件名 · File names',
      examples: ['orders-*.csv'],
      description: '文件名规则，如 orders-*.csv；缺省全部 · names, as orders-*.csv; all when absent',
    }),
  ),
  limitMegabytes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100_000,
      title: '单个文件上限（MB） · Largest file in MB',
      description: '单个文件上限（MB），缺省 1024 · largest file in MB, 1024 when absent',
    }),
  ),
  inOrder: Type.Optional(
    Type.Boolean({
      title: '按顺序采集 · One after the other',
      description:
        '后来的文件会覆盖先前的行：被拒收的文件须先处理，其后的文件才会采集 · later files replace rows of earlier ones: none is taken behind a refused file until that is settled',
    }),
  ),
};

const rulesShape = Type.Object(folderRuleShapes);

/** The rules with what is usual where nothing is said. */
export function folderRules(settings: Static<typeof rulesShape>, settleSeconds: number): FolderRules {
  return {
    pattern: settings.pattern ?? '**',
    limitBytes: (settings.limitMegabytes ?? 1024) * 1024 * 1024,
    settleSeconds,
    inOrder: settings.inOrder ?? false,
  };
}
