import { createHash } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import {
  AppError,
  type Clock,
  type Config,
  type Logger,
  newId,
  type Principal,
  type Text,
} from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Collection } from '../collection/index.ts';
import { openSecretKey, type StreamDuty } from '../sources/index.ts';
import type { Standards } from '../standards/index.ts';
import { linesOf } from './batcher.ts';
import { createBrokerPasswords } from './broker-password.ts';
import { checkDeclaration, checkFields } from './declaration.ts';
import { streamsErrors } from './errors.ts';
import { type FindingKind, findingKinds } from './findings.ts';
import type { KnownRequest } from './intake.ts';
import { createPublishing } from './publishing.ts';
import { createStreamsRepository, type StreamRow } from './repository.ts';
import { createRunning } from './running.ts';
import type { Credential, Receipt, Stream, StreamDeclaration } from './schema.ts';
import { createSenders, newCredential } from './senders.ts';

/** What streams stand on. */
export interface StreamsNeeds {
  database: Database;
  collection: Collection;
  catalogue: Catalogue;
  standards: Standards;
  access: Access;
  audit: Audit;
  config: Pick<Config, 'dataFolder' | 'secretKey' | 'mqttHost' | 'mqttPort' | 'mqttTls' | 'publicUrl'>;
  clock: Clock;
  log: Logger;
}

/** A stream counts as running while its server said so this lately. */
const freshMilliseconds = 10_000;

export type Streams = ReturnType<typeof createStreams>;

/** Streams: declared, fed over MQTT and HTTP, journalled, made versions. */
export function createStreams(needs: StreamsNeeds) {
  const { access, audit, catalogue, standards, clock } = needs;
  const repository = createStreamsRepository(needs.database);
  const senders = createSenders(repository);
  const key = openSecretKey(needs.config.dataFolder, needs.config.secretKey);
  const passwords = createBrokerPasswords({ repository, key, audit, clock });

  async function standardOf(dataset: string) {
    const resource = await catalogue.resource(dataset);
    if (!resource.standard) throw new AppError(streamsErrors.standardMissing, { dataset });
    return standards.get(resource.standard.id, resource.standard.version);
  }

  const running = createRunning({ ...needs, repository, senders, standardOf });
  /** Requests over HTTP that are on their way into the journal, by stream and key. */
  const underWay = new Map<string, Promise<KnownRequest>>();

  async function require(principal: Principal, id: string, action: 'stream:read' | 'stream:edit' | 'stream:send') {
    const row = await repository.stream(id);
    const missing = new AppError(streamsErrors.missing, { stream: id });
    if (!row) throw missing;
    const target = { id, owner: row.owner };
    if (action !== 'stream:send' && !access.decide(principal, 'stream:read', target).allowed) throw missing;
    access.require(principal, action, target);
    return row;
  }

  async function told(row: StreamRow): Promise<Stream> {
    const { live } = row;
    const fresh = live !== null && clock.now().getTime() - Date.parse(live.at) < freshMilliseconds;
    const findings = await repository.findings(row.id);
    return {
      id: row.id,
      title: row.declaration.title,
      dataset: row.dataset,
      owner: row.owner,
      state: row.removing ? 'removing' : row.paused ? 'paused' : fresh ? 'running' : 'stopped',
      declaration: row.declaration,
      mqtt: row.declaration.topics?.length && !row.declaration.broker ? addressOf(needs.config) : null,
      brokerPassword: await passwords.told(row),
      live: live && !fresh ? { ...live, perSecond: 0, clients: 0, problem: running.problem(row.id) } : live,
      accepted: row.accepted,
      quarantined: row.quarantined,
      merged: row.merged,
      lastRun: row.last_run,
      lastVersion: row.last_version,
      lastAt: row.last_at?.toISOString() ?? null,
      findings: findings.map(({ kind, client, count, first_at, last_at, sample, topic, told }) => ({
        kind,
        client,
        count,
        firstAt: first_at.toISOString(),
        lastAt: last_at.toISOString(),
        topic,
        sample,
        told,
        message: findingKinds[kind as FindingKind] ?? { zh: kind, en: kind },
      })),
    };
  }

  /** The stream, when this principal may change it and nobody has removed it. */
  async function requireEdit(principal: Principal, id: string): Promise<StreamRow> {
    const row = await require(principal, id, 'stream:edit');
    if (row.removing) throw new AppError(streamsErrors.beingRemoved, { stream: id });
    return row;
  }

  /** How the stream stands after a change, which this server takes up at once. */
  async function taken(id: string): Promise<Stream> {
    if (running.started) await running.refresh();
    return told((await repository.stream(id))!);
  }

  async function setPaused(principal: Principal, id: string, paused: boolean): Promise<Stream> {
    await requireEdit(principal, id);
    await repository.setPaused(id, paused, clock.now());
    await record(principal, paused ? 'streams.paused' : 'streams.resumed', id);
    return taken(id);
  }

  async function record(principal: Principal, action: string, stream: string, details: Record<string, unknown> = {}) {
    await audit.record({ principal, action, target: `stream:${stream}`, outcome: 'done', details });
  }

  async function addCredential(
    principal: Principal,
    id: string,
    name: string,
  ): Promise<{ name: string; secret: string }> {
    await requireEdit(principal, id);
    const { secret, hash } = newCredential();
    const now = clock.now();
    await repository.addCredential({
      id: newId('credential', now),
      stream: id,
      name,
      hash,
      created_by: principal.id,
      created_at: now,
      revoked_at: null,
    });
    await record(principal, 'streams.credential-added', id, { name });
    await senders.refresh();
    return { name, secret };
  }

  return {
    /** Declares a stream, or changes the declaration of one. A new stream's first credential is returned, and never again. */
    async add(principal: Principal, data: unknown): Promise<{ stream: Stream; secret: string | null }> {
      const declaration: StreamDeclaration = checkDeclaration(data);
      const resource = await catalogue.resource(declaration.dataset);
      access.require(principal, 'dataset:collect', resource);
      const before = await repository.stream(declaration.id);
      if (before) access.require(principal, 'stream:edit', { id: before.id, owner: before.owner });
      if (before?.removing) throw new AppError(streamsErrors.beingRemoved, { stream: before.id });
      access.require(principal, 'stream:edit', { id: declaration.id, owner: resource.owner });
      checkFields(declaration, await standardOf(declaration.dataset));
      const { id, dataset } = declaration;
      const { owner } = resource;
      const row = { id, declaration, dataset, owner, created_by: principal.id, changed_at: clock.now() };
      await repository.transaction(async (transaction) => {
        await repository.saveStream(row, transaction);
        if (before) await passwords.follow(principal, { before: before.declaration, after: declaration }, transaction);
        const action = before ? 'streams.changed' : 'streams.added';
        await audit.record(
          { principal, action, target: `stream:${id}`, outcome: 'done', details: { dataset } },
          transaction,
        );
      });
      const secret = before ? null : (await addCredential(principal, id, 'default')).secret;
      return { stream: await taken(id), secret };
    },

    addCredential,

    /** Seals the password of a stream for its other broker; it is never told again. */
    async setBrokerPassword(principal: Principal, id: string, value: string): Promise<Stream> {
      await passwords.set(principal, await requireEdit(principal, id), value);
      return taken(id);
    },

    async removeBrokerPassword(principal: Principal, id: string): Promise<Stream> {
      await require(principal, id, 'stream:edit');
      await passwords.remove(principal, id);
      return taken(id);
    },

    /** Ungoverned, for the way in: what a stream signs in with at the broker that this declaration names. */
    brokerPassword: passwords.open,

    /** The credentials of a stream that hold. */
    async credentials(principal: Principal, id: string): Promise<{ items: Credential[] }> {
      await require(principal, id, 'stream:edit');
      const rows = await repository.credentialsOf(id);
      return { items: rows.map(({ id, name, created_at }) => ({ id, name, createdAt: created_at.toISOString() })) };
    },

    /**
     * Removes a stream: from now on nobody sends to it; it goes when all that it took is a version, or with what waits
     * when that is to be discarded. Its dataset and its versions stay.
     */
    async remove(
      principal: Principal,
      id: string,
      { discard = false } = {},
    ): Promise<{ id: string; removed: boolean; waitingBytes: number }> {
      const { live } = await require(principal, id, 'stream:edit');
      const waitingBytes = running.get(id)?.intake.lag().bytes ?? live?.lagBytes ?? 0;
      await repository.setRemoving(id, discard ? 'discard' : 'drain', clock.now());
      await record(principal, 'streams.removed', id, { discard, waitingBytes });
      await senders.refresh();
      if (running.started) await running.refresh();
      else await running.finishRemoval(id);
      return { id, removed: (await repository.stream(id)) === undefined, waitingBytes };
    },

    /** What is expected of each stream, for the calendar of duty. */
    async duties(): Promise<StreamDuty[]> {
      const rows = await repository.streams();
      return rows
        .filter(({ removing }) => !removing)
        .map(({ id, declaration, dataset, owner, paused, live, last_at, last_run }) => {
          const heard = live?.lastMessageAt ? new Date(live.lastMessageAt) : null;
          return {
            id,
            title: declaration.title,
            dataset,
            owner,
            paused,
            silenceMinutes: declaration.expect?.silenceMinutes ?? null,
            nothing: declaration.expect?.nothing ?? false,
            heardAt: heard && last_at && last_at > heard ? last_at : (heard ?? last_at),
            storedAt: last_at,
            run: last_run,
          };
        });
    },

    async revokeCredential(principal: Principal, id: string, name: string): Promise<{ revoked: number }> {
      await require(principal, id, 'stream:edit');
      const revoked = await repository.revokeCredentials(id, name, clock.now());
      await record(principal, 'streams.credential-revoked', id, { name });
      await senders.refresh();
      return { revoked };
    },

    async get(principal: Principal, id: string): Promise<Stream> {
      return told(await require(principal, id, 'stream:read'));
    },

    /** The streams that this reader may see. */
    async list(principal: Principal): Promise<{ items: Stream[] }> {
      const rows = await repository.streams();
      const seen = rows.filter(({ id, owner }) => access.decide(principal, 'stream:read', { id, owner }).allowed);
      return { items: await Promise.all(seen.map(told)) };
    },

    pause: (principal: Principal, id: string) => setPaused(principal, id, true),
    resume: (principal: Principal, id: string) => setPaused(principal, id, false),

    /** Throws unless this principal may send to the stream: before anything is read of what is sent. */
    async requireSend(principal: Principal, id: string): Promise<void> {
      await require(principal, id, 'stream:send');
    },

    /** Takes a batch of lines, whole or not at all; answers when it is on the disk. The same key gives the same answer. */
    async send(principal: Principal, id: string, request: { key: string | undefined; body: Buffer }): Promise<Receipt> {
      await require(principal, id, 'stream:send');
      const { key, body } = request;
      if (!key || !/^[\x21-\x7e]{1,200}$/.test(key)) throw new AppError(streamsErrors.keyMissing);
      const stream = running.get(id);
      const digest = createHash('sha256').update(body).digest('hex');
      const place = `${id} ${key}`;
      const stored = await repository.request(id, key);
      const known = (await underWay.get(place)) ?? stream?.intake.requests.get(key) ?? stored;
      if (known) {
        if (known.digest !== digest) throw new AppError(streamsErrors.keyReused, { key });
        return { stream: id, key, messages: known.messages };
      }
      const problem: Text | null =
        !stream || stream.intake.ending
          ? (running.problem(id) ?? { zh: '已暂停或未启动', en: 'it is paused or not running' })
          : stream.intake.full()
            ? { zh: '等待入库的数据已达上限', en: 'as much as may wait is waiting to become a version' }
            : stream.intake.journal.failure && { zh: '无法写入磁盘', en: 'the disk cannot be written' };
      if (!stream || problem) throw new AppError(streamsErrors.notRunning, { stream: id, problem });
      let messages = 0;
      for (const line of linesOf(body)) {
        messages++;
        if (line.length > stream.intake.limits.message) {
          const limit = stream.intake.limits.message / 1024;
          throw new AppError(streamsErrors.messageTooLarge, { line: messages, bytes: line.length, limit });
        }
      }
      if (messages === 0) throw new AppError(streamsErrors.noMessages);
      const sending = stream.intake.request(key, principal.id, { body, digest, messages });
      underWay.set(place, sending);
      try {
        const taken = await sending;
        return { stream: id, key, messages: taken.messages };
      } finally {
        underWay.delete(place);
      }
    },

    /** What a way in (a broker) needs: who may connect and where a message goes. */
    publishing: createPublishing({ running, senders, access, repository }),
    onChange: running.onChange,
    start: running.start,
    stop: running.stop,
    /** Sums over what this server runs, for the metrics. */
    totals: () => {
      const lags = running.all().map(([, { intake, clients }]) => ({ ...intake.lag(), clients }));
      const sum = (name: 'messages' | 'bytes' | 'clients') => lags.reduce((total, lag) => total + lag[name], 0);
      return { messages: sum('messages'), lagBytes: sum('bytes'), clients: sum('clients') };
    },
  };
}

/** Where devices find the broker inside: on this machine, or on that of the public address. */
function addressOf({ mqttHost, mqttPort, mqttTls, publicUrl }: StreamsNeeds['config']) {
  const local = mqttHost === '127.0.0.1' || mqttHost === '::1' || mqttHost === 'localhost';
  return { host: local ? mqttHost : new URL(publicUrl).hostname, port: mqttPort, tls: mqttTls !== null };
}
