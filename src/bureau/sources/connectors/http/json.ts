import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import Type, { type Static } from 'typebox';
import { AppError } from '../../../../kernel/index.ts';
import { sourcesErrors } from '../../errors.ts';
import { defineConnector, type Probe, type Pull, type PullContext } from '../connector.ts';
import { placeOf, signInHeaders, withinMinutes } from './ask.ts';
import { ListChanged, type PagesTask, PagingShape, readPages } from './pages.ts';
import { valueAtPath } from './raw-items.ts';
import { httpSecrets, httpSecretsWith, httpSettings, limitOf } from './settings.ts';

const Settings = Type.Object(
  {
    ...httpSettings,
    items: Type.Optional(
      Type.String({
        maxLength: 200,
        title: '列表所在路径 · Path of the list',
        examples: ['data.items'],
        description: '列表所在路径，如 data.items；缺省为根 · path of the list',
      }),
    ),
    paging: Type.Optional(PagingShape),
    total: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        title: '总数所在路径 · Path of the total',
        examples: ['data.total'],
        description: '总数所在路径，如 data.total · path of the total',
      }),
    ),
    mostPages: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        title: '最多页数 · Most pages',
        description: '超过即停止，不采集 · with more nothing is collected',
      }),
    ),
    since: Type.Optional(
      Type.Object(
        {
          parameter: Type.String({ minLength: 1, maxLength: 60, title: '查询参数 · Parameter', examples: ['since'] }),
          field: Type.String({
            minLength: 1,
            maxLength: 200,
            title: '记录中的字段 · Field of a record',
            examples: ['updatedAt'],
          }),
        },
        {
          additionalProperties: false,
          title: '只取新的 · Only what is new',
          description: '增量：参数与记录中的时间或编号 · incremental, by a field',
        },
      ),
    ),
  },
  { additionalProperties: false },
);
type Settings = Static<typeof Settings>;

const mostTries = 3;
const shown = 5;
const dayMilliseconds = 86_400_000;

/**
 * The items of a JSON API, page by page, as one file of lines. Pages that do not belong to one list, because rows came
 * or went while they were read, are read anew, three times at most; only a whole list is collected.
 */
export const httpJsonConnector = defineConnector({
  type: 'http-json',
  title: { zh: 'JSON 接口', en: 'JSON API' },
  about: {
    zh: '填接口网址和翻页方式；一页一页取完整个列表。',
    en: 'The address of an API and how it pages; the whole list is taken page by page.',
  },
  settings: Settings,
  secrets: httpSecrets,
  secretsWith: httpSecretsWith,

  async probe(settings, context): Promise<Probe> {
    const task = await taskOf(settings, context, null);
    for await (const page of readPages(task, context)) {
      const records = page.parsed.slice(0, shown);
      const names = [...new Set(records.flatMap((record) => Object.keys((record ?? {}) as object)))];
      const cell = (value: unknown) =>
        value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
      const total = page.total === null ? '' : ` / ${page.total}`;
      return {
        found: {
          zh: `${placeOf(task.url)}：第一页 ${page.items.length} 条${total}`,
          en: `${placeOf(task.url)}: ${page.items.length}${total} on the first page`,
        },
        columns: names.map((name) => ({ name, type: typeof (records[0] as Record<string, unknown>)?.[name] })),
        sample: records.map((record) => names.map((name) => cell((record as Record<string, unknown>)[name]))),
      };
    }
    return { found: { zh: '没有数据', en: 'nothing there' }, columns: [], sample: [] };
  },

  pull: (settings, given) => withinMinutes(settings, given, (context) => pullItems(settings, context)),
});

async function* pullItems(settings: Settings, context: PullContext): AsyncGenerator<Pull> {
  const known = context.state?.['url'] === settings.url ? context.state : null;
  const from = context.range?.from.toISOString() ?? (known?.['since'] as string | undefined) ?? null;
  const task = await taskOf(settings, context, from);
  const target = path.join(context.scratch, 'items.ndjson');
  const list = await wholeList(task, { target, settings, context });
  if (list.count === 0) return;
  const since = settings.since ? (list.latest ?? known?.['since']) : undefined;
  const state = { url: settings.url, sha256: list.sha256, ...(since === undefined ? {} : { since }) };
  if (!context.range && known?.['sha256'] === list.sha256) {
    await context.remember?.(state);
    return;
  }
  const name = task.url.pathname.split('/').filter(Boolean).at(-1) ?? task.url.host;
  yield {
    name: `${name}.ndjson`,
    stream: createReadStream(target),
    reading: { format: 'ndjson' },
    state: () => state,
  };
}

async function taskOf(settings: Settings, context: PullContext, since: string | null): Promise<PagesTask> {
  const url = new URL(settings.url);
  if (settings.since && since !== null) url.searchParams.set(settings.since.parameter, since);
  const request = {
    headers: { accept: 'application/json', ...settings.headers },
    credentials: await signInHeaders(settings, context),
    authority: settings.certificateAuthority,
  };
  return {
    url,
    items: settings.items ?? '',
    paging: settings.paging ?? null,
    total: settings.total ?? null,
    limitBytes: Math.min(limitOf(settings), 256 * 1024 * 1024),
    mostPages: settings.mostPages ?? 10_000,
    request,
  };
}

interface List {
  count: number;
  sha256: string;
  latest: string | number | undefined;
}

async function wholeList(
  task: PagesTask,
  given: { target: string; settings: Settings; context: PullContext },
): Promise<List> {
  for (let tries = 1; ; tries++) {
    try {
      return await writeList(task, given);
    } catch (error) {
      if (!(error instanceof ListChanged)) throw error;
      if (tries === mostTries) {
        const problem = {
          zh: `翻页期间数据一直在变（${error.text.zh}），读了 ${tries} 遍`,
          en: `the list kept changing between its pages (${error.text.en}); it was read ${tries} times`,
        };
        throw new AppError(sourcesErrors.pullBroken, { place: placeOf(task.url), problem });
      }
    }
  }
}

async function writeList(
  task: PagesTask,
  { target, settings, context }: { target: string; settings: Settings; context: PullContext },
): Promise<List> {
  const handle = await open(target, 'w');
  const hash = createHash('sha256');
  const limit = limitOf(settings);
  const latestOf = createLatest(settings, context);
  let count = 0;
  let bytes = 0;
  try {
    for await (const page of readPages(task, context)) {
      if (page.items.length === 0) continue;
      // A line end inside an item stands between its tokens: in a text it would be written as \n.
      const text = `${page.items.map((item) => item.replace(/[\r\n]+/g, ' ')).join('\n')}\n`;
      bytes += Buffer.byteLength(text);
      if (bytes > limit) {
        const problem = { zh: `超过 ${limit} 字节`, en: `there are more than ${limit} bytes` };
        throw new AppError(sourcesErrors.sourceChanged, { place: placeOf(task.url), problem });
      }
      hash.update(text);
      await handle.write(text);
      for (const record of page.parsed) latestOf.take(record);
      count += page.items.length;
    }
  } finally {
    await handle.close();
  }
  return { count, sha256: hash.digest('hex'), latest: latestOf.value() };
}

/** The greatest value of the field by which the next pull begins; one far in the future is a clock that goes wrong. */
function createLatest({ since }: Settings, context: PullContext) {
  let latest: string | number | undefined;
  let future = 0;
  const now = context.clock.now().getTime();
  return {
    take(record: unknown) {
      const value = since ? valueAtPath(record, since.field) : undefined;
      if (typeof value !== 'string' && typeof value !== 'number') return;
      const instant = typeof value === 'string' && /^\d{4}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
      if (instant > now + dayMilliseconds) future++;
      else if (latest === undefined || (typeof value === typeof latest && value > latest)) latest = value;
    },
    value() {
      if (future > 0 && since) {
        context.tell({
          row: null,
          field: since.field,
          rule: 'future',
          value: null,
          message: {
            zh: `${future} 条记录的 ${since.field} 在未来，未用作增量起点`,
            en: `${future} records have a ${since.field} in the future, which was not taken as the next beginning`,
          },
        });
      }
      return latest;
    },
  };
}
