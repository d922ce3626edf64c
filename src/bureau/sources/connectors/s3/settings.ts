import Type, { type Static } from 'typebox';

/** Shape of a bucket's folder, alone or inside another connector's settings. */
export const S3PlaceShape = Type.Object(
  {
    endpoint: Type.String({
      pattern: '^https?://[^\\s/@]+/?$',
      maxLength: 300,
      description: '服务地址，如 https://s3.cn-north-1.amazonaws.com.cn · address of the service',
    }),
    region: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9-]{1,60}$',
        description: '区域，缺省 us-east-1 · region, us-east-1 when absent',
      }),
    ),
    bucket: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{1,62}$', description: '存储桶 · bucket' }),
    prefix: Type.Optional(
      Type.String({ maxLength: 900, description: '前缀，如 outgoing/ · prefix of the keys, as outgoing/' }),
    ),
    addressing: Type.Optional(
      Type.Union([Type.Literal('path'), Type.Literal('virtual-host')], {
        description:
          '桶名的位置：path 在路径中（缺省），virtual-host 在主机名中 · where the bucket stands: in the path (the default) or in the host name',
      }),
    ),
    anonymous: Type.Optional(Type.Boolean({ description: '公开桶，不用密钥 · a public bucket, read without keys' })),
  },
  { additionalProperties: false },
);
export type S3Place = Static<typeof S3PlaceShape>;

/** What an object store may ask for. */
export const s3Secrets = {
  accessKey: { zh: '访问密钥 ID（Access Key ID）', en: 'Access key id' },
  secretKey: { zh: '访问密钥（Secret Access Key）', en: 'Secret access key' },
};
