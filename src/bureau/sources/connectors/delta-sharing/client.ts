import { AppError } from '../../../../kernel/index.ts';
import type { PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import { shownName } from '../remote/file-name.ts';
import { statusError } from '../remote/read-url.ts';
import { type RemoteResponse, readText, remoteRequest } from '../remote/request.ts';
import type { Profile } from './profile.ts';

export interface TableName {
  share: string;
  schema: string;
  table: string;
}

export interface SharedFile {
  url: string;
  id: string;
  bytes: number;
  partition: Record<string, string | null>;
}

export interface SharedColumn {
  name: string;
  type: string;
}

export interface SharedTable {
  version: string;
  columns: SharedColumn[];
  partitionBy: string[];
  files: SharedFile[];
}

const longestAnswer = 256 * 1024 * 1024;
const mostPages = 10_000;

/** What the protocol offers to a reader, in response format parquet. */
export function createSharingClient({ endpoint, bearerToken }: Profile, context: PullContext) {
  const host = endpoint.host;
  const answer = (zh: string, en: string) => new AppError(remoteErrors.remoteAnswer, { host, problem: { zh, en } });

  async function ask(path: string, options: { query?: Record<string, string>; body?: unknown; what: string }) {
    const url = new URL(path, endpoint);
    for (const [name, value] of Object.entries(options.query ?? {})) url.searchParams.set(name, value);
    const response = await remoteRequest(context, url, {
      method: options.body === undefined ? 'GET' : 'POST',
      redirects: 0,
      headers: {
        authorization: `Bearer ${bearerToken}`,
        'delta-sharing-capabilities': 'responseformat=parquet',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    if (response.status === 200) return response;
    response.discard();
    throw statusError(response.status, { host, what: options.what });
  }

  async function* list(path: string, what: string): AsyncGenerator<Record<string, unknown>> {
    let token = '';
    const tokens = new Set<string>();
    for (let page = 0; ; page++) {
      const response = await ask(path, { query: token === '' ? {} : { pageToken: token }, what });
      const content = parse(await readText(response, longestAnswer));
      for (const item of Array.isArray(content['items']) ? content['items'] : []) yield item as Record<string, unknown>;
      token = typeof content['nextPageToken'] === 'string' ? content['nextPageToken'] : '';
      if (token === '') return;
      if (tokens.has(token) || page >= mostPages) {
        const problem = { zh: '翻页没有前进', en: 'its pages do not go on' };
        throw new AppError(remoteErrors.remoteListingEndless, {
          folder: `${host} ${what}`,
          count: tokens.size,
          problem,
        });
      }
      tokens.add(token);
    }
  }

  function parse(text: string): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // Told below, as what is JSON of another kind.
    }
    throw answer('应答不是 JSON 对象', 'it is no JSON object');
  }

  function versionOf(response: RemoteResponse): string {
    const version = response.headers['delta-table-version'];
    if (typeof version === 'string' && /^\d{1,19}$/.test(version)) return version;
    throw answer('没有 Delta-Table-Version', 'it has no Delta-Table-Version');
  }

  const pathOf = ({ share, schema, table }: TableName) =>
    ['shares', share, 'schemas', schema, 'tables', table].map(encodeURIComponent).join('/');
  const nameOf = ({ share, schema, table }: TableName) => shownName(`${share}.${schema}.${table}`);

  return {
    host,

    /** All tables that the profile may read. */
    async *tables(): AsyncGenerator<TableName> {
      for await (const share of list('shares', 'shares')) {
        const name = String(share['name']);
        for await (const table of list(`shares/${encodeURIComponent(name)}/all-tables`, name))
          yield { share: name, schema: String(table['schema']), table: String(table['name']) };
      }
    },

    async version(name: TableName): Promise<string> {
      const response = await ask(`${pathOf(name)}/version`, { what: nameOf(name) });
      response.discard();
      return versionOf(response);
    },

    /** The table as it is now: its columns and the files that hold it, without asking for fewer rows. */
    async query(name: TableName): Promise<SharedTable> {
      const response = await ask(`${pathOf(name)}/query`, { body: {}, what: nameOf(name) });
      const version = versionOf(response);
      const text = await readText(response, longestAnswer);
      const lines = text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(parse);
      const protocol = lines.find((line) => 'protocol' in line)?.['protocol'] as
        | { minReaderVersion?: number }
        | undefined;
      const metadata = lines.find((line) => 'metaData' in line)?.['metaData'] as
        | { schemaString?: string; partitionColumns?: string[]; format?: { provider?: string } }
        | undefined;
      if (!protocol || !metadata) throw answer('缺少 protocol 或 metaData', 'protocol or metaData is missing');
      if (Number(protocol.minReaderVersion) > 1 || (metadata.format?.provider ?? 'parquet') !== 'parquet')
        throw answer('该表需要更新的协议', 'the table needs a newer protocol');
      const files = lines.filter((line) => 'file' in line).map((line) => toFile(line['file']));
      const known = files.every((file): file is SharedFile => file !== null);
      if (!known) throw answer('文件条目无法解读', 'an entry of a file can’t be read');
      const end = lines.find((line) => 'endStreamAction' in line)?.['endStreamAction'] as
        | { errorMessage?: string; nextPageToken?: string }
        | undefined;
      if (end?.errorMessage || end?.nextPageToken) throw answer('文件列表不完整', 'its list of files is not whole');
      return {
        version,
        columns: columnsOf(metadata.schemaString),
        partitionBy: metadata.partitionColumns ?? [],
        files,
      };
    },
  };

  function columnsOf(schema: string | undefined): SharedColumn[] {
    const fields = parse(schema ?? '')['fields'];
    if (!Array.isArray(fields)) throw answer('表结构无法解读', 'the schema can’t be read');
    return fields.map((field: { name?: unknown; type?: unknown }) => ({
      name: String(field.name),
      type: typeof field.type === 'string' ? field.type : 'nested',
    }));
  }
}

function toFile(value: unknown): SharedFile | null {
  const file = value as {
    url?: unknown;
    id?: unknown;
    size?: unknown;
    partitionValues?: Record<string, string | null>;
  };
  if (typeof file.url !== 'string' || !URL.canParse(file.url) || !Number.isSafeInteger(file.size)) return null;
  if (!/^https?:$/.test(new URL(file.url).protocol) || Number(file.size) < 0) return null;
  return {
    url: file.url,
    id: String(file.id),
    bytes: Number(file.size),
    partition: file.partitionValues ?? {},
  };
}
