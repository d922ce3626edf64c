import type { Catalogue } from '../src/bureau/catalogue/index.ts';
import type { Identity } from '../src/bureau/identity/index.ts';
import type { Duty, Sources } from '../src/bureau/sources/index.ts';
import type { Standards } from '../src/bureau/standards/index.ts';
import { type Logger, systemPrincipal } from '../src/kernel/index.ts';
import { stewardOf } from './accounts.ts';
import { demoStandards } from './standards.ts';

export interface StandingParts {
  catalogue: Catalogue;
  duty: Duty;
  identity: Identity;
  sources: Sources;
  standards: Standards;
}

const self = systemPrincipal('demo');
const catalogueId = 'government.open-catalogue';
const feedId = 'government.open-catalogue-feed';
const permitsId = 'government.permits-database';
/** Departments that are expected to upload by hand, as often as the standard says. */
const uploads = ['government.hotline-cases', 'transit.stops'];

/** The open API of this very server, which needs no network: the one source that any fresh machine can reach. */
const feed = (address: string) => `id: ${feedId}
title: { zh: 开放目录接口, en: Open catalogue API }
dataset: ${catalogueId}
connector:
  type: http-json
  url: ${address}/api/v1/datasets?limit=100
  items: items
  total: total
  paging: { kind: cursor, parameter: cursor, next: next }
mode: replace
schedule: { cadence: hourly }
`;

/** A database that is still to be opened to the platform: declared, and paused until it is. */
const permits = `id: ${permitsId}
title: { zh: 行政许可业务库, en: Database of permits }
dataset: government.permits
connector:
  type: postgresql
  host: permits.pengcheng.example
  database: permits
  user: lingnan_reader
  table: permits
  mode: incremental
  watermark: updated_at
schedule: { cadence: daily, calendar: working-days }
`;

/**
 * The city's standing collections, through the same doors as anyone's: one that asks this server's own open API, one that
 * waits for its database, and uploads that are expected. Follows the address when the server has another one.
 */
export async function seedStanding(parts: StandingParts, address: string, log: Logger): Promise<void> {
  const { catalogue, duty, identity, sources, standards } = parts;
  const known = new Map((await sources.list(self)).map((source) => [source.id, source]));
  if (!(await catalogue.find(catalogueId))) {
    const standard = await standards.ensure(self, demoStandards().get(catalogueId)!);
    await catalogue.create(self, {
      id: catalogueId,
      owner: 'pengcheng-data',
      sector: 'government',
      keywords: ['目录', '开放'],
      openness: 'unconditional',
      sharing: 'unconditional',
      sharingReason: null,
      standard,
    });
  }
  const before = known.get(feedId);
  if (before?.yaml !== feed(address)) {
    const hostOf = (url: string) => new URL(url).host;
    const past =
      before && hostOf(String(Object.entries(before.declaration.connector).find(([name]) => name === 'url')?.[1]));
    const { items } = await sources.hosts.list(self);
    if (past && items.some(({ host, port }) => `${host}:${port}` === past)) await sources.hosts.revoke(self, past);
    await sources.hosts.allow(self, hostOf(address), '本平台自己的开放接口');
    await sources.save(self, feed(address));
  }
  if (!known.has(permitsId)) {
    await sources.save(self, permits);
    await sources.pause(self, permitsId);
    for (const dataset of uploads) await duty.expectUploads(self, dataset);
  }
  if (before?.lastRound) return;
  const round = await sources.rounds.run({
    principal: await stewardOf(identity, 'pengcheng-data'),
    source: feedId,
  });
  if (round.status !== 'done')
    log.warn({ problem: round.problem }, 'the open catalogue of the demo city was not collected');
  else await catalogue.publish(self, catalogueId);
}
