import Type, { type Static } from 'typebox';

const Name = Type.String({
  pattern: '^[A-Za-z0-9-]{1,60}$',
  title: '请求头名称 · Name of the header',
  description: '请求头名称 · name of a header',
  examples: ['X-Api-Key'],
});

/** What both HTTP connectors are told. */
export const httpSettings = {
  url: Type.String({
    pattern: '^https?://[^\\s@]+$',
    maxLength: 2000,
    title: '网址 · Address',
    examples: ['https://data.example.cn/orders.csv'],
    description: '网址，http 或 https，不含用户名和口令 · an address of http or https, without user and password',
  }),
  headers: Type.Optional(
    Type.Record(Name, Type.String({ maxLength: 500 }), {
      title: '附加请求头 · Further headers',
      description: '附加的请求头（不含密钥） · further headers, no secrets',
    }),
  ),
  signIn: Type.Optional(
    Type.Union(
      [
        Type.Object(
          { kind: Type.Literal('bearer') },
          { additionalProperties: false, title: '令牌 · Token', description: '密钥 token · the secret token' },
        ),
        Type.Object(
          { kind: Type.Literal('basic'), user: Type.String({ minLength: 1, maxLength: 200, title: '用户名 · User' }) },
          {
            additionalProperties: false,
            title: '用户名和口令 · User and password',
            description: '密钥 password · the secret password',
          },
        ),
        Type.Object(
          { kind: Type.Literal('header'), name: Name },
          {
            additionalProperties: false,
            title: '令牌放在请求头中 · Token in a header',
            description: '密钥 token 放在该请求头中 · the secret token in that header',
          },
        ),
      ],
      { title: '登录方式 · Signing in', description: '对方要求登录时选择 · when the other side asks to sign in' },
    ),
  ),
  certificateAuthority: Type.Optional(
    Type.String({
      maxLength: 100_000,
      title: '自建证书机构的证书（PEM） · Certificate of an authority of your own',
      description:
        '对方的证书由自建机构签发时填写 · where the certificate of the host was issued by an authority of your own',
    }),
  ),
  limitMegabytes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100_000,
      title: '大小上限（MB） · Largest size in MB',
      description: '大小上限（MB），缺省 1024 · largest size in MB',
    }),
  ),
  timeoutMinutes: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1440,
      title: '总时限（分钟） · Time in all, in minutes',
      description: '总时限（分钟），缺省 60 · time in all, in minutes',
    }),
  ),
};

const Shape = Type.Object(httpSettings);
export type HttpSettings = Static<typeof Shape>;

export const httpSecrets = {
  token: { zh: '访问令牌（用令牌登录时）', en: 'Token, to sign in by token' },
  password: { zh: '口令（用用户名和口令登录时）', en: 'Password, to sign in by user and password' },
};

/** The way of signing in tells which of them. */
export const httpSecretsWith = {
  token: { setting: 'signIn.kind', is: ['bearer', 'header'] },
  password: { setting: 'signIn.kind', is: ['basic'] },
};

/** Bytes that one answer may have. */
export const limitOf = ({ limitMegabytes = 1024 }: Pick<HttpSettings, 'limitMegabytes'>) =>
  limitMegabytes * 1024 * 1024;
