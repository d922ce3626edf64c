import Type, { type Static } from 'typebox';

const Name = Type.String({ pattern: '^[A-Za-z0-9-]{1,60}$', description: '请求头名称 · name of a header' });

/** What both HTTP connectors are told. */
export const httpSettings = {
  url: Type.String({
    pattern: '^https?://[^\\s@]+$',
    maxLength: 2000,
    description: '网址，http 或 https，不含用户名和口令 · an address of http or https, without user and password',
  }),
  headers: Type.Optional(
    Type.Record(Name, Type.String({ maxLength: 500 }), {
      description: '附加的请求头（不含密钥） · further headers, no secrets',
    }),
  ),
  signIn: Type.Optional(
    Type.Union(
      [
        Type.Object(
          { kind: Type.Literal('bearer') },
          { additionalProperties: false, description: '密钥 token · the secret token' },
        ),
        Type.Object(
          { kind: Type.Literal('basic'), user: Type.String({ minLength: 1, maxLength: 200 }) },
          { additionalProperties: false, description: '密钥 password · the secret password' },
        ),
        Type.Object(
          { kind: Type.Literal('header'), name: Name },
          { additionalProperties: false, description: '密钥 token 放在该请求头中 · the secret token in that header' },
        ),
      ],
      { description: '登录方式：bearer、basic 或 header · how to sign in' },
    ),
  ),
  limitMegabytes: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100_000, description: '大小上限（MB），缺省 1024 · largest size in MB' }),
  ),
  timeoutMinutes: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1440, description: '总时限（分钟），缺省 60 · time in all, in minutes' }),
  ),
};

const Shape = Type.Object(httpSettings);
export type HttpSettings = Static<typeof Shape>;

export const httpSecrets = {
  token: { zh: '访问令牌（bearer 或 header 登录）', en: 'Token, for bearer or header' },
  password: { zh: '口令（basic 登录）', en: 'Password, for basic' },
};

/** Bytes that one answer may have. */
export const limitOf = ({ limitMegabytes = 1024 }: Pick<HttpSettings, 'limitMegabytes'>) =>
  limitMegabytes * 1024 * 1024;
