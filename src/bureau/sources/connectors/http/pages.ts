import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import Type, { type Static } from 'typebox';
import { AppError, type Text } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import type { PullContext } from '../connector.ts';
import { remoteErrors } from '../remote/errors.ts';
import { type RemoteResponse, readText } from '../remote/request.ts';
import { type AskOptions, askHttp, placeOf } from './ask.ts';
import { rawItems, valueAtPath } from './raw-items.ts';

const Parameter = Type.String({ minLength: 1, maxLength: 60, title: '查询参数 · Parameter', examples: ['page'] });
const NextPath = Type.String({
  minLength: 1,
  maxLength: 60,
  title: '下一游标所在路径 · Path of the next cursor',
  examples: ['next'],
});
const Size = Type.Object(
  { parameter: Parameter, value: Type.Integer({ minimum: 1, maximum: 100_000, title: '每页条数 · Items a page' }) },
  { additionalProperties: false, title: '页大小 · Size of a page' },
);

/** The ways in which a JSON API is read on. */
export const PagingShape = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('page'),
        parameter: Parameter,
        start: Type.Optional(Type.Integer({ title: '起始页 · First page' })),
        size: Type.Optional(Size),
      },
      { additionalProperties: false, title: '按页码 · By page number' },
    ),
    Type.Object(
      { kind: Type.Literal('offset'), parameter: Parameter, size: Type.Optional(Size) },
      { additionalProperties: false, title: '按起始位置 · By offset' },
    ),
    Type.Object(
      { kind: Type.Literal('cursor'), parameter: Parameter, next: NextPath, size: Type.Optional(Size) },
      { additionalProperties: false, title: '按游标 · By cursor' },
    ),
    Type.Object({ kind: Type.Literal('link') }, { additionalProperties: false, title: '按 Link 头 · By Link headers' }),
  ],
  { title: '翻页 · Paging', description: '翻页方式：page、offset、cursor 或 link · how it pages' },
);
export type Paging = Static<typeof PagingShape>;

export interface PagesTask {
  url: URL;
  /** Path of the array in an answer. */
  items: string;
  paging: Paging | null;
  /** Path of the number of all items, where the answer tells it. */
  total: string | null;
  limitBytes: number;
  mostPages: number;
  request: AskOptions;
}

/** The list became another one while it was read page by page. */
export class ListChanged extends Error {
  readonly text: Text;
  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

interface Page {
  items: string[];
  parsed: unknown[];
  total: number | null;
  next: URL | null;
}

/** Reads all pages; throws `ListChanged` when the pages do not belong to one list. */
export async function* readPages(
  task: PagesTask,
  context: Pick<PullContext, 'network' | 'signal' | 'progress' | 'clock'>,
): AsyncGenerator<Page> {
  const { paging } = task;
  let url: URL | null = firstAddress(task);
  let count = 0;
  let total: number | null = null;
  let first: string | null = null;
  let before: string | null = null;
  const seen = new Set<string>();
  for (let number = 0; url !== null; number++) {
    if (number >= task.mostPages) throw endless(task, { zh: `超过 ${number} 页`, en: `more than ${number} pages` });
    if (seen.has(url.href))
      throw endless(task, { zh: '又回到已读过的一页', en: 'it leads back to a page that was read' });
    seen.add(url.href);
    const page = await readPage(url, task, context, { number, count });
    const mark = markOf(page);
    if (page.items.length > 0 && mark === before)
      throw endless(task, {
        zh: '每一页都相同，翻页参数可能有误',
        en: 'each page is the same; the parameter may be wrong',
      });
    if (total !== null && page.total !== null && page.total !== total)
      throw new ListChanged({
        zh: `总数由 ${total} 变为 ${page.total}`,
        en: `the total went from ${total} to ${page.total}`,
      });
    total = page.total ?? total;
    first ??= mark;
    before = mark;
    count += page.items.length;
    yield page;
    url = page.next;
  }
  if (total !== null && count !== total)
    throw new ListChanged({ zh: `应有 ${total} 条，得到 ${count} 条`, en: `${total} were due and ${count} came` });
  // Pages by number shift when rows come or go before them; a cursor of the other side does not.
  if (seen.size > 2 && (paging?.kind === 'page' || paging?.kind === 'offset')) {
    const again = await readPage(firstAddress(task), task, context, { number: 0, count: 0 });
    if (markOf(again) !== first) throw new ListChanged({ zh: '第一页已变', en: 'the first page is another one' });
  }
}

async function readPage(
  url: URL,
  task: PagesTask,
  context: Pick<PullContext, 'network' | 'signal' | 'progress' | 'clock'>,
  at: { number: number; count: number },
): Promise<Page> {
  const step = { zh: `读取第 ${at.number + 1} 页`, en: `Reading page ${at.number + 1}` };
  context.progress({ share: null, rows: at.count, step });
  // Credentials are for the origin that was declared, wherever a link leads.
  const { credentials, ...request } = task.request;
  const own = url.origin === task.url.origin && credentials ? { credentials } : {};
  const response = await askHttp(url, context, { ...request, ...own });
  const text = await bodyText(response, task.limitBytes);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    const problem = {
      zh: `不是完整的 JSON（${text.length} 个字符）`,
      en: `it is no whole JSON (${text.length} characters)`,
    };
    throw new AppError(remoteErrors.remoteAnswer, { host: placeOf(url), problem }, { cause });
  }
  const items = rawItems(text, task.items);
  if (items === null) {
    const there = typeof data === 'object' && data !== null ? Object.keys(data).slice(0, 20) : [];
    const problem = {
      zh: `“${task.items || '（根）'}”处没有列表；有 ${there.join('、') || '–'}`,
      en: `there is no list at “${task.items || '(root)'}”; there are ${there.join(', ') || '–'}`,
    };
    throw new AppError(sourcesErrors.sourceChanged, { place: placeOf(url), problem });
  }
  const parsed = valueAtPath(data, task.items) as unknown[];
  const total = task.total === null ? null : Number(valueAtPath(data, task.total));
  const next = nextAddress(url, task, { data, response, read: items.length, number: at.number, count: at.count });
  return { items, parsed, total: total === null || Number.isNaN(total) ? null : total, next };
}

function firstAddress({ url, paging }: PagesTask): URL {
  const first = new URL(url);
  if (paging && paging.kind !== 'link' && paging.size)
    first.searchParams.set(paging.size.parameter, String(paging.size.value));
  if (paging?.kind === 'page') first.searchParams.set(paging.parameter, String(paging.start ?? 1));
  if (paging?.kind === 'offset') first.searchParams.set(paging.parameter, '0');
  return first;
}

/** The next page; null behind the last. A page that is short says nothing: some servers give fewer than were asked for. */
function nextAddress(
  url: URL,
  { paging }: PagesTask,
  page: { data: unknown; response: RemoteResponse; read: number; number: number; count: number },
): URL | null {
  if (!paging) return null;
  if (paging.kind === 'link') {
    const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(String(page.response.headers['link'] ?? ''))?.[1];
    return link === undefined || !URL.canParse(link, url) ? null : new URL(link, url);
  }
  const next = new URL(url);
  if (paging.kind === 'cursor') {
    const cursor = valueAtPath(page.data, paging.next);
    if (typeof cursor !== 'string' && typeof cursor !== 'number') return null;
    if (cursor === '') return null;
    // Some give the whole address, others the mark alone.
    if (typeof cursor === 'string' && /^https?:\/\//.test(cursor)) return new URL(cursor);
    next.searchParams.set(paging.parameter, String(cursor));
    return next;
  }
  if (page.read === 0) return null;
  const at = paging.kind === 'page' ? (paging.start ?? 1) + page.number + 1 : page.count + page.read;
  next.searchParams.set(paging.parameter, String(at));
  return next;
}

async function bodyText(response: RemoteResponse, limitBytes: number): Promise<string> {
  const coding = response.headers['content-encoding'] ?? 'identity';
  const problem = (text: Text) =>
    new AppError(remoteErrors.remoteAnswer, { host: placeOf(response.url), problem: text });
  if (/^identity$/i.test(coding)) return readText(response, limitBytes);
  if (!/^(x-)?gzip$/i.test(coding)) throw problem({ zh: `内容编码 ${coding}`, en: `the content coding ${coding}` });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw problem({ zh: '压缩后仍过大', en: 'it is too large, even packed' });
    chunks.push(chunk);
  }
  try {
    return gunzipSync(Buffer.concat(chunks), { maxOutputLength: limitBytes }).toString('utf8');
  } catch (cause) {
    const bomb = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw problem(
      bomb
        ? { zh: `解压后超过 ${limitBytes} 字节`, en: `it unpacks to more than ${limitBytes} bytes` }
        : { zh: 'gzip 内容损坏', en: 'its gzip is damaged' },
    );
  }
}

function markOf({ items }: Page): string {
  const hash = createHash('sha256');
  for (const item of items) hash.update(item).update('\n');
  return hash.digest('hex');
}

function endless({ url }: PagesTask, problem: Text): AppError {
  return new AppError(remoteErrors.remoteListingEndless, { folder: placeOf(url), count: '…', problem });
}
