import Type, { type Static } from 'typebox';

/** Shape of a bucket's folder, alone or inside another connector's settings. */
export const S3PlaceShape = Type.Object(
  {
    endpoint: Type.String({
      pattern: '^https?://[^\\s/@]+/?$',
      maxLength: 300,
      title: '服务地址 · Address of the service',
      examples: ['https://s3.example.cn'],
      description: '服务地址，如 https://s3.cn-north-1.amazonaws.com.cn · address of the service',
    }),
    region: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9-]{1,60}$',
        title: '区域 · Region',
        examples: ['cn-south-1'],
        description: '区域，缺省 us-east-1 · region, us-east-1 when absent',
      }),
    ),
    bucket: Type.String({
      pattern: '^[a-z0-9][a-z0-9.-]{1,62}$',
      title: '存储桶 · Bucket',
      examples: ['open-data'],
      description: '存储桶 · bucket',
    }),
    prefix: Type.Optional(
      Type.String({
        maxLength: 900,
        title: '前缀 · Prefix',
        examples: ['outgoing/'],
        description: '前缀，如 outgoing/ · prefix of the keys, as outgoing/',
      }),
    ),
    addressing: Type.Optional(
      Type.Union(
        [
          Type.Literal('path', { title: '在路径中 · In the path' }),
          Type.Literal('virtual-host', { title: '在主机名中 · In the host name' }),
        ],
        {
          title: '桶名的位置 · Where the bucket stands',
          description:
            '桶名的位置：path 在路径中（缺省），virtual-host 在主机名中 · where the bucket stands: in the path (the default) or in the host name',
        },
      ),
    ),
    anonymous: Type.Optional(
      Type.Boolean({
        title: '公开桶 · Public bucket',
        description: '公开桶，不用密钥 · a public bucket, read without keys',
      }),
    ),
  },
  { additionalProperties: false, title: 'S3 文件夹 · S3 folder' },
);
export type S3Place = Static<typeof S3PlaceShape>;

/** What an object store may ask for. */
export const s3Secrets = {
  accessKey: { zh: '访问密钥 ID（Access Key ID）', en: 'Access key id' },
  secretKey: { zh: '访问密钥（Secret Access Key）', en: 'Secret access key' },
};

const kept = { setting: 'anonymous', is: [null, false] };

/** A public bucket is read without them. */
export const s3SecretsWith = { accessKey: kept, secretKey: kept };
