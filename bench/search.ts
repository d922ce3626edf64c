import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { pinyin } from 'pinyin-pro';
import { createAccess } from '../src/bureau/access/index.ts';
import { createCatalogue } from '../src/bureau/catalogue/index.ts';
import { type Database, openDatabase } from '../src/database/index.ts';
import { anonymous, type Principal, silentLog, systemClock } from '../src/kernel/index.ts';
import { openLake } from '../src/lake/index.ts';
import type { Benchmark } from './benchmark.ts';
import { measureClients, percentile } from './clients.ts';

const entries = 100_000;
const clients = 8;
const rounds = 100;

const places = '南山 福田 罗湖 宝安 龙岗 盐田 光明 坪山 龙华 大鹏 前海 蛇口 沙井 松岗 观澜 布吉'.split(' ');
const topics = (
  '空气质量 公交线路 地铁客流 门诊就诊 住院费用 疫苗接种 企业登记 行政许可 建筑工程 消防检查 交通事故 治安警情 供水水质 用电负荷 ' +
  '燃气管网 内涝积水 停车泊位 共享单车 学校名录 养老机构 图书馆藏 食品抽检 药品经营 林地绿化 噪声监测 河道水位 气象观测 路灯设施 ' +
  '环卫作业 信用评价 公积金缴存 社会保险 就业招聘 不动产登记 户籍人口 流动人口 民政救助 殡葬服务 体育场馆 文物保护'
).split(' ');
const kinds = '小时数据 日统计 月报 名录 基本信息 明细 汇总表 监测站点 实时数据 年度公报 台账 结果公示'.split(' ');
const english =
  'Hourly records,Daily statistics,Monthly report,Directory,Basic facts,Details,Summary,Stations,Live data,Yearbook,Ledger,Published results'.split(
    ',',
  );
const fieldTitles = '编号 名称 日期 区域 地址 数量 金额 状态 经度 纬度 联系电话 更新时间 类型 等级 备注'.split(' ');
const steward: Principal = { kind: 'person', id: 'bench', organisation: 'org-3', roles: ['steward'], scopes: null };

/** Two-character fragments, pinyin initials and full pinyin, English partial words, whole titles, broad words. */
const queries = [
  '空气',
  '质量',
  '客流',
  '水位',
  '泊位',
  '疫苗',
  '警情',
  '水',
  '登记',
  '南山',
  'kqzl',
  'dtkl',
  'gjxl',
  'gswzz',
  'kongqizhiliang',
  'yimiao',
  'zhianjq',
  'lshj',
  'hourly',
  'statist',
  'station',
  'ledg',
  'water 月报',
  '南山空气质量小时数据',
  '福田 门诊',
  '公积金缴存 年度',
  '数据',
  '深圳',
  '信息',
  '宝安 噪声 名录',
];

/** Makes the entries by SQL, as a province's catalogue would hold them. */
async function fill(database: Database): Promise<void> {
  const syllables = new Map<string, string>();
  const spell = (word: string) => {
    if (!syllables.has(word)) syllables.set(word, pinyin(word, { toneType: 'none', type: 'array' }).join(' '));
    return syllables.get(word)!;
  };
  for (let from = 0; from < entries; from += 5000) {
    const rows = Array.from({ length: 5000 }, (_, i) => {
      const n = from + i;
      const [place, topic, kind] = [places[n % 16]!, topics[(n * 7) % 40]!, kinds[(n * 5) % 12]!];
      const serial = Math.floor(n / 1920);
      const fields = Array.from({ length: 8 }, (_, f) => `f${f}\t${fieldTitles[(n + f) % 15]}\tField ${f}`).join('\n');
      return {
        id: `bench.d${n}`,
        zh: `${place}${topic}${kind}${serial === 0 ? '' : `第${serial}批`}`,
        en: `${english[(n * 5) % 12]} ${n}`,
        py: `${spell(place)} ${spell(topic)} ${spell(kind)}${serial === 0 ? '' : ` di ${serial} pi`}`,
        about: `深圳市${place}区${topic}的${kind}，由主管部门按月更新，供部门共享和公众查询。`,
        owner: `org-${n % 60}`,
        words: fields,
        open: n % 3 === 0 ? 'unconditional' : n % 3 === 1 ? 'conditional' : 'not-open',
        status: n % 11 === 0 ? 'draft' : 'published',
        sector: ['transit', 'health', 'government', 'safety', 'utilities'][n % 5],
        change: n + 1,
      };
    });
    await sql`insert into catalogue_datasets (id, title_zh, title_en, title_pinyin, description_zh, description_en, owner,
        owner_name_zh, owner_name_en, sector, keywords, level, sharing, openness, status, cadence, field_words, version, rows, bytes,
        updated_at, created_at, created_by, change)
      select id, zh, en, py, about, '', owner, '部门' || owner, 'Department ' || owner, sector, array['民生', '统计'], 'general-1',
        'conditional', open, status, 'monthly', words, 1, change * 13 % 1000000, change, now() - change * interval '1 minute', now(), 'bench', change
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, zh text, en text, py text, about text, owner text,
        words text, open text, status text, sector text, change bigint)`.execute(database.kysely);
  }
  await sql`update catalogue_state set change = ${entries}`.execute(database.kysely);
  await sql`analyze catalogue_datasets`.execute(database.kysely);
}

/** Catalogue search over 100,000 datasets with 8 clients; the peer is ILIKE on the same server, the limit a read by key. */
export const searchBenchmark: Benchmark = {
  name: 'search',
  async run({ log }) {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'lingnan-bench-search-'));
    const database = await openDatabase({ databaseUrl: null, dataFolder: folder }, silentLog);
    const lake = await openLake({
      config: { dataFolder: folder, engineMemoryMegabytes: 256, engineThreads: 1 },
      log: silentLog,
    });
    try {
      await fill(database);
      log(`${entries} entries made`);
      const catalogue = createCatalogue({
        database,
        lake,
        access: createAccess({ clock: systemClock }),
        clock: systemClock,
      } as unknown as Parameters<typeof createCatalogue>[0]);
      const memory = process.memoryUsage().rss;
      const before = performance.now();
      await catalogue.search(steward, { q: '空气' });
      const buildSeconds = (performance.now() - before) / 1000;
      log(`index built in ${buildSeconds.toFixed(1)} s, ${Math.round((process.memoryUsage().rss - memory) / 1e6)} MB`);

      let calls = 0;
      const ask = (client: number, round: number) => {
        calls++;
        return catalogue.search(client % 2 === 0 ? anonymous : steward, {
          q: queries[(client * 11 + round * 7) % queries.length],
          filters: calls % 5 === 0 ? { sector: ['health'] } : {},
        });
      };
      const ours = await measureClients(clients, rounds, ask);
      const peer = await measureClients(clients, 6, (client, round) => {
        const text = `%${queries[(client * 11 + round * 7) % queries.length]}%`;
        return sql`select id from catalogue_datasets where title_zh ilike ${text} or title_en ilike ${text}
          or description_zh ilike ${text} or field_words ilike ${text} order by updated_at desc limit 20`.execute(
          database.kysely,
        );
      });
      const limit = await measureClients(clients, rounds, (client, round) =>
        sql`select * from catalogue_datasets where id = any(${Array.from({ length: 20 }, (_, i) => `bench.d${client * 1000 + round * 40 + i}`)})`.execute(
          database.kysely,
        ),
      );
      for (const text of ['空气', 'kqzl']) {
        const { total, items } = await catalogue.search(anonymous, { q: text });
        log(`"${text}" finds ${total}, first ${items[0]?.title.zh}`);
        if (total === 0) throw new Error(`no hits for ${text}`);
      }
      const p95 = percentile(ours, 0.95);
      log(`p50 ${percentile(ours, 0.5).toFixed(1)} ms, max ${ours.at(-1)?.toFixed(1)} ms`);
      return [
        {
          measure: 'catalogue search over 100,000 datasets, 8 clients, p95',
          unit: 'ms',
          ours: p95,
          limit: percentile(limit, 0.95),
          peer: percentile(peer, 0.95),
          ratio: p95 / percentile(peer, 0.95),
        },
        {
          measure: 'search index of 100,000 datasets, build',
          unit: 's',
          ours: buildSeconds,
          limit: null,
          peer: null,
          ratio: null,
        },
      ];
    } finally {
      await lake.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
