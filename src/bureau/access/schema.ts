import Type, { type Static } from 'typebox';
import { TextShape } from '../../kernel/shape.ts';
import type { Text } from '../../kernel/text.ts';

/**
 * Everything that can be asked for, with the scopes of which an API token needs one; `write` of a word includes its
 * `read`. The policies in `policies/` say who may; an action that no policy permits is refused.
 */
export const actions = {
  'dataset:discover': {
    title: { zh: '查看数据资源目录', en: 'see the catalogue entry' },
    scopes: ['datasets:read', 'runs:read', 'queries:read', 'analyses:read'],
  },
  'dataset:read': { title: { zh: '读取数据', en: 'read the data' }, scopes: ['datasets:read', 'queries:read'] },
  'dataset:export': { title: { zh: '下载数据', en: 'download the data' }, scopes: ['datasets:read'] },
  'dataset:collect': { title: { zh: '采集数据', en: 'collect data' }, scopes: ['runs:write', 'datasets:write'] },
  'dataset:edit': { title: { zh: '编辑数据资源', en: 'edit the dataset' }, scopes: ['datasets:write'] },
  'dataset:publish': { title: { zh: '发布数据资源', en: 'publish the dataset' }, scopes: ['datasets:write'] },
  'field:open': { title: { zh: '查看字段', en: 'see the field' }, scopes: ['datasets:read', 'queries:read'] },
  'field:masked': {
    title: { zh: '查看脱敏字段', en: 'see the field masked' },
    scopes: ['datasets:read', 'queries:read'],
  },
  'standard:read': {
    title: { zh: '查看数据标准', en: 'read the standard' },
    scopes: ['standards:read', 'datasets:read', 'runs:read'],
  },
  'standard:propose': { title: { zh: '起草数据标准', en: 'propose a standard' }, scopes: ['standards:write'] },
  'standard:edit': { title: { zh: '修订数据标准', en: 'edit the standard' }, scopes: ['standards:write'] },
  'standard:review': { title: { zh: '审核数据标准', en: 'review the standard' }, scopes: ['standards:write'] },
  'run:read': { title: { zh: '查看采集批次', en: 'see the run' }, scopes: ['runs:read'] },
  'run:cancel': { title: { zh: '取消采集批次', en: 'cancel the run' }, scopes: ['runs:write'] },
  'quarantine:read': { title: { zh: '查看隔离区', en: 'see the quarantine' }, scopes: ['runs:read'] },
  'quarantine:mend': { title: { zh: '修正隔离区数据', en: 'mend the quarantine' }, scopes: ['runs:write'] },
  'source:read': { title: { zh: '查看数据来源', en: 'see the source' }, scopes: ['sources:read'] },
  'source:edit': { title: { zh: '维护数据来源', en: 'edit the source' }, scopes: ['sources:write'] },
  'source:run': { title: { zh: '运行数据来源的采集', en: 'run the source' }, scopes: ['sources:write'] },
  'host:allow': { title: { zh: '允许访问内部主机', en: 'allow a private host' }, scopes: ['sources:write'] },
  'quality:read': { title: { zh: '查看质量规则和部门采集质量', en: 'see quality' }, scopes: ['quality:read'] },
  'quality:edit': { title: { zh: '维护质量规则', en: 'edit quality rules' }, scopes: ['quality:write'] },
  'audit:read': { title: { zh: '查阅审计事件', en: 'read audit events' }, scopes: ['audit:read'] },
  'audit:export': { title: { zh: '导出审计事件', en: 'export audit events' }, scopes: ['audit:read'] },
  'person:read': { title: { zh: '查看人员', en: 'see people' }, scopes: ['people:read'] },
  'person:manage': { title: { zh: '管理人员', en: 'manage people' }, scopes: ['people:write'] },
  'organisation:read': {
    title: { zh: '查看组织', en: 'see organisations' },
    scopes: ['organisations:read', 'datasets:read', 'people:read'],
  },
  'organisation:manage': { title: { zh: '管理组织', en: 'manage organisations' }, scopes: ['organisations:write'] },
  'token:create': { title: { zh: '创建访问令牌', en: 'create an API token' }, scopes: [] },
  'alert:read': { title: { zh: '查看预警', en: 'see alerts' }, scopes: ['operations:read'] },
  'alert:close': { title: { zh: '关闭预警', en: 'close alerts' }, scopes: ['operations:write'] },
  'task:read': { title: { zh: '查看处置任务', en: 'see tasks' }, scopes: ['operations:read'] },
  'task:work': { title: { zh: '办理处置任务', en: 'work on tasks' }, scopes: ['operations:write'] },
  'analysis:run': { title: { zh: '运行分析', en: 'run analyses' }, scopes: ['analyses:write'] },
  'query:run': { title: { zh: '运行查询', en: 'run queries' }, scopes: ['queries:read', 'datasets:read'] },
  'metrics:read': { title: { zh: '查看运行指标', en: 'read the metrics' }, scopes: ['metrics:read'] },
  'contribution:offer': { title: { zh: '申报数据', en: 'offer data' }, scopes: ['contributions:write'] },
  'contribution:read': { title: { zh: '查看数据申报', en: 'see offers of data' }, scopes: ['contributions:read'] },
  'contribution:review': {
    title: { zh: '受理数据申报', en: 'review offers of data' },
    scopes: ['contributions:write'],
  },
  'upkeep:run': { title: { zh: '维护存储', en: 'run the upkeep of storage' }, scopes: ['operations:write'] },
  'stream:read': { title: { zh: '查看数据流', en: 'see the stream' }, scopes: ['streams:read'] },
  'stream:edit': { title: { zh: '管理数据流', en: 'keep the stream' }, scopes: ['streams:write'] },
  'stream:send': { title: { zh: '向数据流发送消息', en: 'send messages to the stream' }, scopes: ['streams:write'] },
  'law:read': { title: { zh: '查阅法规时限', en: 'read the rules of law' }, scopes: ['law:read'] },
  'law:edit': { title: { zh: '修订法规时限', en: 'revise the rules of law' }, scopes: ['law:write'] },
  'policy:read': { title: { zh: '查阅访问规则', en: 'read the access policies' }, scopes: ['policies:read'] },
} as const satisfies Record<string, { title: Text; scopes: readonly string[] }>;

export type Action = keyof typeof actions;

export const DecisionShape = Type.Object({
  allowed: Type.Boolean(),
  /** Why, for a person. */
  reason: TextShape,
  /** Ids of the policies that decided; empty when nothing permits it. */
  policies: Type.Array(Type.String()),
});
export type Decision = Static<typeof DecisionShape>;

/** A policy as it stands in its file, for the reader who checks the rules. */
export const PolicyShape = Type.Object({
  id: Type.String(),
  /** File under `policies/`. */
  file: Type.String(),
  effect: Type.Union([Type.Literal('permit'), Type.Literal('forbid')]),
  reason: TextShape,
  /** Cedar. */
  text: Type.String(),
});
export type Policy = Static<typeof PolicyShape>;

/** A decision with what an auditor asks next: by which rules, and how each field is shown. */
export const ExplanationShape = Type.Object({
  allowed: Type.Boolean(),
  reason: TextShape,
  policies: Type.Array(PolicyShape),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      access: Type.Union([Type.Literal('open'), Type.Literal('masked'), Type.Literal('withheld')]),
      mask: Type.Optional(Type.String()),
    }),
  ),
});

/** What the asking reader may do with a dataset and how its fields are shown, each with the reason. */
export const ReaderAccessShape = Type.Object({
  actions: Type.Array(
    Type.Object({
      action: Type.String(),
      title: TextShape,
      allowed: Type.Boolean(),
      reason: TextShape,
      /** Rules under which it would be permitted; empty where it is. */
      permitting: Type.Array(TextShape),
    }),
  ),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      access: Type.Union([Type.Literal('open'), Type.Literal('masked'), Type.Literal('withheld')]),
      mask: Type.Optional(Type.String()),
      reason: TextShape,
      /** Rules under which more of it would be shown. */
      permitting: Type.Array(TextShape),
    }),
  ),
});
export type ReaderAccess = Static<typeof ReaderAccessShape>;

export const FieldAccessShape = Type.Union([Type.Literal('open'), Type.Literal('masked'), Type.Literal('withheld')]);
export type FieldAccess = Static<typeof FieldAccessShape>;

/** What a decision needs to know of a dataset. */
export interface DatasetResource {
  id: string;
  /** Organisation id. */
  owner: string;
  status: 'draft' | 'published' | 'retired';
  openness: string;
  sharing: string;
  /** Level of GB/T 43697, the highest of its fields. */
  level: string;
  fields: {
    name: string;
    type: string;
    /** `none` (also when absent), `personal` or `sensitive`; under any other word the field is withheld. */
    sensitivity?: string;
    level?: string;
  }[];
}

/**
 * What an action is done to. What is left out counts as the most closed: no owner, a draft, not open, not shared.
 * Runs, quarantine, alerts and tasks take the organisation that they belong to as `owner`.
 */
export type Resource = { id: string; owner?: string | null; sensitivity?: string } & Partial<
  Omit<DatasetResource, 'id' | 'owner'>
>;
