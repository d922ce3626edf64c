import Type, { type Static } from 'typebox';
import { AppError } from '../../../../kernel/index.ts';
import { databaseErrors } from './errors.ts';

const names = (title: string, description: string, examples?: string[][]) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      minItems: 1,
      maxItems: 4096,
      title,
      description,
      ...(examples ? { examples } : {}),
    }),
  );

/** What a source in a database declares, whatever the database. */
export const databaseSettings = (defaultPort: number) =>
  Type.Object(
    {
      host: Type.String({
        minLength: 1,
        maxLength: 255,
        title: '主机 · Host',
        examples: ['db.example.cn'],
        description: '主机名或地址 · Host name or address',
      }),
      port: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 65_535,
          default: defaultPort,
          title: '端口 · Port',
          description: '端口 · Port',
        }),
      ),
      database: Type.String({
        minLength: 1,
        maxLength: 200,
        title: '数据库 · Database',
        examples: ['permits'],
        description: '数据库名 · Database',
      }),
      user: Type.String({
        minLength: 1,
        maxLength: 200,
        title: '账号 · Account',
        examples: ['lingnan_reader'],
        description: '只读账号 · Account, best one that may only read',
      }),
      schema: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 200,
          title: '模式 · Schema',
          examples: ['public'],
          description: '模式名，默认 public · Schema, public by default',
        }),
      ),
      table: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 200,
          title: '表或视图 · Table or view',
          examples: ['licences'],
          description: '表或视图，与查询二选一 · Table or view, or else a query',
        }),
      ),
      query: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 100_000,
          title: '查询 · Query',
          examples: ['SELECT id, name FROM licences'],
          description: '单个 SELECT 查询 · A single SELECT',
        }),
      ),
      columns: names('列 · Columns', '采集哪些列，默认全部 · Columns to take, all by default'),
      mode: Type.Optional(
        Type.Union(
          [
            Type.Literal('full', { title: '全量 · All rows' }),
            Type.Literal('incremental', { title: '增量：水位之上的行 · New: rows above a watermark' }),
            Type.Literal('changes', { title: '变化：按主键和指纹比对 · Changed: told by key and fingerprint' }),
          ],
          {
            default: 'full',
            title: '采集方式 · Way of collecting',
            description:
              '全量、按水位列增量、或按主键和指纹比对变化 · All rows, those above a watermark, or those whose fingerprint changed',
          },
        ),
      ),
      watermark: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 200,
          title: '水位列 · Watermark column',
          examples: ['updated_at'],
          description:
            '水位列：更新时间或递增编号 · Column that grows with each change: a time of change or a serial number',
        }),
      ),
      overlap: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 31_536_000,
          default: 600,
          title: '重叠 · Overlap',
          description:
            '重叠：时间列为秒，编号列为个数 · How far below the watermark to read again: seconds of a time, units of a number',
        }),
      ),
      acceptFuture: Type.Optional(
        Type.Boolean({
          default: false,
          title: '接受未来的水位 · Accept a watermark in the future',
          description: '水位可以超过明天 · The watermark may lie more than a day ahead of now',
        }),
      ),
      key: names('主键列 · Key columns', '比对变化时必填 · Needed to tell changes', [['id']]),
      ssl: Type.Optional(
        Type.Union(
          [
            Type.Literal('verify', { title: '加密并核对证书 · Encrypted, certificate verified' }),
            Type.Literal('encrypt', { title: '只加密 · Encrypted only' }),
            Type.Literal('off', { title: '不加密 · Not encrypted' }),
          ],
          {
            default: 'verify',
            title: '加密连接 · Encryption',
            description:
              '加密并核对证书、只加密、或不加密 · Encrypted with the certificate verified, encrypted only, or neither',
          },
        ),
      ),
      certificateAuthority: Type.Optional(
        Type.String({
          maxLength: 100_000,
          title: '证书机构 · Certificate authority',
          description: '自建证书机构的证书（PEM） · Certificate of an authority of your own',
        }),
      ),
      timeoutSeconds: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 86_400,
          default: 3600,
          title: '最长读取秒数 · Longest time to read, in seconds',
          description: '最长读取秒数 · Longest time to read',
        }),
      ),
    },
    { additionalProperties: false },
  );

export type DatabaseSettings = Static<ReturnType<typeof databaseSettings>>;

/** The secret that every database connector asks for. */
export const databaseSecrets = { password: { zh: '数据库账号的密码', en: 'Password of the database account' } };

/** Throws where settings do not go together, before anything is reached. */
export function requireFitting(settings: DatabaseSettings): void {
  const unfit = (zh: string, en: string): never => {
    throw new AppError(databaseErrors.databaseSettings, { zh, en });
  };
  if ((settings.table === undefined) === (settings.query === undefined)) {
    unfit('table 和 query 要写且只写一个', 'give one of table and query');
  }
  if (settings.mode === 'incremental' && settings.watermark === undefined) {
    unfit('incremental 方式要写 watermark（水位列）', 'the mode incremental needs watermark, a column');
  }
  if (settings.mode === 'changes' && settings.key === undefined) {
    unfit('changes 方式要写 key（主键列）', 'the mode changes needs key, the columns that name a row');
  }
  if (
    settings.query !== undefined &&
    !/^\s*(--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*(select|with|values|table)\b/i.test(settings.query)
  ) {
    unfit('query 只能是一个 SELECT', 'query must be a single SELECT');
  }
}
