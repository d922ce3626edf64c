import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { AppError } from '../../../../kernel/index.ts';
import { formatStandard, importStandard } from '../../../standards/index.ts';
import type { SecretWith } from '../../secrets/schema.ts';
import { defineConnector, type Pull, type PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import { openS3Folder } from '../s3/folder.ts';
import { S3PlaceShape, s3Secrets, s3SecretsWith } from '../s3/settings.ts';
import { openSftpFolder } from '../sftp/folder.ts';
import { SftpPlaceShape, sftpSecrets, sftpSecretsWith } from '../sftp/settings.ts';
import { findResource, isJson } from './descriptor.ts';
import { fetchJson, fetchPart, fetchResource, joinFiles } from './fetch.ts';
import { folderPlace, type PackagePlace, urlPlace } from './place.ts';
import { headerLine, readingOf } from './reading.ts';

const settings = Type.Object(
  {
    url: Type.Optional(
      Type.String({
        pattern: '^https?://[^\\s@]+$',
        maxLength: 2000,
        title: '描述文件的网址 · Address of the descriptor',
        examples: ['https://data.example.cn/datapackage.json'],
        description: 'datapackage.json 的网址 · address of datapackage.json',
      }),
    ),
    signIn: Type.Optional(
      Type.Literal('bearer', {
        title: '用令牌登录 · Sign in by token',
        description: '网址需要令牌时 · when the address wants a bearer token',
      }),
    ),
    sftp: Type.Optional(SftpPlaceShape),
    s3: Type.Optional(S3PlaceShape),
    path: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1000,
        title: '文件夹中的路径 · Path in the folder',
        examples: ['datapackage.json'],
        description: '在 SFTP 或 S3 文件夹中的路径，缺省 datapackage.json · path in the SFTP or S3 folder',
      }),
    ),
    resource: Type.String({
      minLength: 1,
      maxLength: 200,
      title: '资源名 · Resource',
      examples: ['orders'],
      description: '资源名 · name of the resource',
    }),
    limitMegabytes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        title: '上限（MB） · Largest size in MB',
        description: '上限（MB），缺省 1024 · largest size in MB, 1024 when absent',
      }),
    ),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof settings>;

const usualLimitMegabytes = 1024;

/** A resource of a Frictionless Data Package, version 1 or 2, whenever its content has changed. */
export const dataPackageConnector = defineConnector({
  type: 'data-package',
  title: { zh: '数据包（Frictionless）', en: 'Data Package (Frictionless)' },
  about: {
    zh: '填 datapackage.json 的网址和资源名；可按其结构生成数据标准。',
    en: 'The address of datapackage.json and a resource; its schema proposes a standard.',
  },
  settings,
  secrets: {
    token: { zh: '访问令牌（网址需要令牌时）', en: 'Access token, when the address wants one' },
    ...sftpSecrets,
    ...s3Secrets,
  },
  secretsWith: {
    token: { setting: 'signIn', is: ['bearer'] },
    ...inGroup('sftp', sftpSecretsWith),
    ...inGroup('s3', s3SecretsWith),
  },

  async probe(asked, context) {
    const place = await openPlace(asked, context);
    try {
      const { resource, schema, version } = await readPackage(place, asked, context);
      const fields = Array.isArray(schema?.['fields']) ? schema['fields'].filter(isJson) : [];
      const proposed = schema ? importStandard('table-schema', JSON.stringify(schema), 'demo.proposed').standard : null;
      return {
        found: {
          zh: `数据包（版本 ${version}）的资源“${resource.name}”：${resource.paths.length || 1} 个文件，${fields.length} 个字段`,
          en: `The resource “${resource.name}” of a package of version ${version}: ${resource.paths.length || 1} file(s), ${fields.length} fields`,
        },
        columns: fields.map((field) => ({ name: String(field['name']), type: String(field['type'] ?? 'any') })),
        sample: [],
        ...(proposed ? { standard: formatStandard(proposed) } : {}),
      };
    } finally {
      await place.close();
    }
  },

  async *pull(asked, context) {
    const place = await openPlace(asked, context);
    try {
      yield* pullResource(place, asked, context);
    } finally {
      await place.close();
    }
  },
});

async function* pullResource(place: PackagePlace, asked: Settings, context: PullContext): AsyncGenerator<Pull> {
  const { resource, dialect, schema } = await readPackage(place, asked, context);
  const before = context.range ? null : context.state;
  const hash = resource.hash ? `${resource.hash.algorithm}:${resource.hash.hex}` : null;
  if (hash !== null && before?.['hash'] === hash) return;
  if (resource.paths.length === 0) {
    const text = `${JSON.stringify(resource.data)}\n`;
    const sha256 = createHash('sha256').update(text).digest('hex');
    if (before?.['sha256'] === sha256) return;
    const stream = (async function* () {
      yield Buffer.from(text);
    })();
    yield {
      name: `${fileName(resource.name)}.json`,
      stream,
      reading: { format: 'json' },
      state: () => ({ sha256, hash }),
    };
    return;
  }
  const reading = readingOf(resource, dialect, place.file);
  const limitBytes = (asked.limitMegabytes ?? usualLimitMegabytes) * 1024 * 1024;
  const header = headerLine(reading, schema, place.file);
  const text = reading.format === 'csv' || reading.format === 'ndjson';
  if (!text && resource.paths.length > 1) {
    const problem = { zh: '只有 CSV 和 NDJSON 可以分成多个文件', en: 'only CSV and NDJSON can come in several files' };
    throw new AppError(remoteErrors.packageInvalid, { file: place.file, problem });
  }
  const packed = resource.compression !== null || resource.paths.some((one) => /\.(gz|zip)$/i.test(one));
  if (packed && (header !== null || resource.paths.length > 1)) {
    const problem = {
      zh: '压缩的文件须有表头，且不能分成多个',
      en: 'what is compressed must have a header and be one file',
    };
    throw new AppError(remoteErrors.packageInvalid, { file: place.file, problem });
  }
  const { files, sha256 } = await fetchResource(place, resource, { context, limitBytes });
  if (before?.['sha256'] === sha256) return await context.remember?.({ sha256, hash });
  const suffix = /\.[A-Za-z0-9.]{1,12}$/.exec(resource.paths[0]!)?.[0] ?? '';
  yield {
    name: fileName(resource.name) + suffix,
    stream: joinFiles(files, { header, text }),
    reading: header === null ? reading : { ...reading, headerRow: 1 },
    state: () => ({ sha256, hash }),
  };
}

async function readPackage(place: PackagePlace, asked: Settings, context: PullContext) {
  const descriptor = await fetchJson(place, place.descriptor, context);
  const resource = findResource(descriptor, asked.resource, place.file);
  return {
    resource,
    dialect: await fetchPart(place, resource.dialect, context),
    schema: await fetchPart(place, resource.schema, context),
    version: /\/(\d)/.exec(String(descriptor['$schema'] ?? ''))?.[1] ?? '1',
  };
}

async function openPlace(asked: Settings, context: PullContext): Promise<PackagePlace> {
  const { url, sftp, s3, path = 'datapackage.json' } = asked;
  if ([url, sftp, s3].filter((one) => one !== undefined).length !== 1) {
    const problem = { zh: 'url、sftp、s3 三者须填且只填其一', en: 'exactly one of url, sftp and s3 must be given' };
    throw new AppError(remoteErrors.remoteSettings, { problem });
  }
  if (url !== undefined)
    return urlPlace(url, asked.signIn === 'bearer' ? await context.secret('token') : null, context);
  const folder = sftp ? openSftpFolder(sftp, context) : openS3Folder(s3!, context);
  return folderPlace(folder, path, context);
}

const fileName = (name: string) => name.replace(/[^\p{L}\p{N}_-]/gu, '_').slice(0, 80) || 'resource';

/** The conditions of a place's secrets, where its settings are a group of these. */
function inGroup(group: string, conditions: Record<string, SecretWith>): Record<string, SecretWith> {
  const entries = Object.entries(conditions);
  return Object.fromEntries(entries.map(([name, { setting, is }]) => [name, { setting: `${group}.${setting}`, is }]));
}
