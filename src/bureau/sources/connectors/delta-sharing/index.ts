import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import Type from 'typebox';
import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import { defineConnector, type PullContext } from '../connector.ts';
import { download } from '../remote/download.ts';
import { remoteErrors } from '../remote/errors.ts';
import { shownName } from '../remote/file-name.ts';
import { readUrl } from '../remote/read-url.ts';
import { createSharingClient, type SharedFile } from './client.ts';
import { combineFiles } from './combine.ts';
import { readProfile } from './profile.ts';

const name = (title: string, description: string) => Type.String({ minLength: 1, maxLength: 255, title, description });

const settings = Type.Object(
  {
    share: name('共享 · Share', '共享名，由数据提供方告知 · as the provider names it'),
    schema: name('模式 · Schema', '模式名，由数据提供方告知 · as the provider names it'),
    table: name('表 · Table', '表名，由数据提供方告知 · as the provider names it'),
    limitMegabytes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        title: '整表上限（MB） · Largest table in MB',
        description: '整表上限（MB），缺省 10240 · largest table in MB, 10240 when absent',
      }),
    ),
  },
  { additionalProperties: false },
);

const usualLimitMegabytes = 10_240;
const mostShown = 200;

async function open(context: PullContext) {
  return createSharingClient(readProfile(await context.secret('profile'), context.clock), context);
}

/** A table of any Delta Sharing server: the whole of it whenever it has a new version. */
export const deltaSharingConnector = defineConnector({
  type: 'delta-sharing',
  title: { zh: 'Delta Sharing 共享表', en: 'Delta Sharing table' },
  about: {
    zh: '填共享、模式、表名和凭据文件；对方有新版本时采集整表。',
    en: 'Share, schema, table and the profile file; the whole table whenever it has a new version.',
  },
  settings,
  secrets: {
    profile: {
      zh: '凭据文件（.share）的全部内容，由数据提供方发放',
      en: 'Whole content of the profile file (.share) that the provider gave',
    },
  },

  async probe(asked, context) {
    const client = await open(context);
    const tables: string[] = [];
    for await (const one of client.tables()) {
      if (tables.push(`${one.share}.${one.schema}.${one.table}`) >= mostShown) break;
    }
    const table = await client.query(asked);
    const bytes = table.files.reduce((sum, file) => sum + file.bytes, 0);
    return {
      found: {
        zh: `版本 ${table.version}，${table.files.length} 个文件，${bytes} 字节；该凭据可读的表：${tables.map(shownName).join('、')}`,
        en: `version ${table.version}, ${table.files.length} files, ${bytes} bytes; tables of this profile: ${tables.map(shownName).join(', ')}`,
      },
      columns: table.columns,
      sample: [],
    };
  },

  async *pull(asked, context) {
    const client = await open(context);
    const title = shownName(`${asked.share}.${asked.schema}.${asked.table}`);
    if (!context.range && context.state?.['version'] === (await client.version(asked))) return;
    const table = await client.query(asked);
    const target = path.join(context.scratch, 'table.parquet');
    const parts = await fetchFiles(table.files, {
      context,
      title,
      limitBytes: (asked.limitMegabytes ?? usualLimitMegabytes) * 1024 * 1024,
      again: async () => (await client.query(asked)).files,
    });
    try {
      await combineFiles(table, parts, { target, scratch: path.join(context.scratch, 'engine'), log: context.log });
    } catch (cause) {
      const problem = { zh: '它的 Parquet 文件无法读取', en: 'its Parquet files can’t be read' };
      throw new AppError(remoteErrors.remoteAnswer, { host: client.host, problem }, { cause });
    }
    for (const { file } of parts) await rm(file);
    yield {
      name: `${asked.table.replace(/[^\p{L}\p{N}_-]/gu, '_')}-v${table.version}.parquet`,
      stream: createReadStream(target),
      reading: { format: 'parquet' },
      mode: 'replace',
      state: () => ({ version: table.version }),
    };
  },
});

interface Fetching {
  context: PullContext;
  title: string;
  limitBytes: number;
  /** The files with fresh addresses; those of before may have expired. */
  again(): Promise<SharedFile[]>;
}

async function fetchFiles(files: SharedFile[], { context, title, limitBytes, again }: Fetching) {
  const whole = files.reduce((sum, file) => sum + file.bytes, 0);
  if (whole > limitBytes)
    throw new AppError(remoteErrors.remoteTooLarge, { file: title, bytes: whole, limit: limitBytes });
  const parts: { file: string; partition: SharedFile['partition'] }[] = [];
  let addresses = new Map(files.map((file) => [file.id, file.url]));
  let before = 0;
  for (const [index, file] of files.entries()) {
    const target = path.join(context.scratch, `part-${index}.parquet`);
    let renewed = false;
    await download(target, {
      name: `${title} ${index + 1}/${files.length}`,
      bytes: file.bytes,
      limitBytes,
      signal: context.signal,
      async *read(from) {
        const what = `${title} ${index + 1}/${files.length}`;
        const bytesOf = (url: string) => readUrl(context, new URL(url), { from, what, request: { redirects: 0 } });
        try {
          yield* bytesOf(addresses.get(file.id) ?? file.url);
        } catch (error) {
          if (renewed || !(error instanceof AppError) || !expired.has(error.code)) throw error;
          renewed = true;
          addresses = new Map((await again()).map((one) => [one.id, one.url]));
          const fresh = addresses.get(file.id);
          if (fresh === undefined) throw error;
          yield* bytesOf(fresh);
        }
      },
      onBytes: (bytes) =>
        context.progress({
          share: (before + bytes) / Math.max(1, whole),
          bytes: before + bytes,
          step: { zh: `读取“${title}”`, en: `Reading “${title}”` },
        }),
    });
    before += file.bytes;
    parts.push({ file: target, partition: file.partition });
  }
  return parts;
}

/** What a signed address answers when its time is over. */
const expired = new Set<string>([
  remoteErrors.remoteForbidden,
  remoteErrors.remoteAnswer,
  sourcesErrors.credentialsRefused,
]);
