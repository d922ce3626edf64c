import type { Readable } from 'node:stream';
import type { Database } from '../../database/index.ts';
import { AppError, type Clock, kernelErrors, newId, type Principal } from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { Collection } from '../collection/index.ts';
import { hashSecret, type Identity, newSecret, sameText } from '../identity/index.ts';
import type { Standard, Standards } from '../standards/index.ts';
import { requireSound } from './check-offer.ts';
import { contributionErrors } from './errors.ts';
import { contributionSelf, lookAtSample } from './look-at-sample.ts';
import { sourceIdOf } from './prepare-source.ts';
import { asAny, createRepository, type NewStep, type OfferRow, type OfferTransaction } from './repository.ts';
import type { Acceptance, Credit, Offer, OfferBody, OfferStatus, OfferSummary, SourceCompletion } from './schema.ts';
import { createSupply, type SupplyNeeds } from './supply.ts';

/** What contribution stands on. */
export interface ContributionNeeds extends SupplyNeeds {
  database: Database;
  access: Access;
  audit: Audit;
  standards: Standards;
  catalogue: Catalogue;
  collection: Collection;
  identity: Pick<Identity, 'organisations'>;
  clock: Clock;
}

/** Who asks: a principal, and the secret of the link where one was given. */
export interface Asker {
  principal: Principal;
  secret?: string | undefined;
}

/** So many offers of strangers may wait at once, so that a flood cannot fill the house. */
const strangersWaiting = 300;

/** Offers of data from outside: made, followed by a secret link, judged by an officer, and delivered to. */
export function createContribution(needs: ContributionNeeds) {
  const { access, audit, standards, catalogue, collection, identity, clock } = needs;
  const repository = createRepository(needs.database);
  const supply = createSupply(needs);

  const isContributor = ({ principal, secret }: Asker, row: OfferRow) =>
    (secret !== undefined && secret !== '' && sameText(hashSecret(secret), row.secretHash)) ||
    (row.offeredBy !== null && principal.kind !== 'anonymous' && row.offeredBy === principal.id);
  const resource = ({ id, organisation }: OfferRow) => ({ id, owner: organisation });
  const reads = (asker: Asker, row: OfferRow) =>
    isContributor(asker, row) || access.decide(asker.principal, 'contribution:read', resource(row)).allowed;

  async function shown(asker: Asker, row: OfferRow): Promise<Offer> {
    const { id, status, body, standard, sample, dataset, revision } = row;
    const mine = isContributor(asker, row);
    const judges = access.decide(asker.principal, 'contribution:review', resource(row)).allowed;
    return {
      id,
      status,
      body,
      standard,
      sample,
      dataset,
      supply: await supply.told(row, judges),
      account: judges && row.offeredBy !== null ? { person: row.offeredBy, organisation: row.organisation } : null,
      revision,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      // Who of the bureau did it is nothing that the outside is told.
      steps: (await repository.steps(id)).map((step) => (judges ? step : { ...step, by: null })),
      may: {
        edit: mine && (status === 'offered' || status === 'returned'),
        review: judges && status === 'offered' && row.offeredBy !== asker.principal.id,
        deliver: mine && status === 'accepted',
      },
    };
  }

  /** Nobody learns by the kind of error that an offer exists. */
  async function require(asker: Asker, id: string): Promise<OfferRow> {
    const row = await repository.find(id);
    if (!row || !reads(asker, row)) throw new AppError(kernelErrors.notFound, { what: id });
    return row;
  }

  async function note(
    transaction: OfferTransaction,
    row: OfferRow,
    step: Omit<NewStep, 'at' | 'by'> & { principal: Principal },
  ) {
    const { principal, action, note: words } = step;
    const by = principal.kind === 'anonymous' ? null : principal.id;
    await repository.addStep(transaction, row.id, { action, note: words, by, at: clock.now() });
    await audit.record(
      {
        principal,
        action: `contribution.${action}`,
        target: `offer:${row.id}`,
        outcome: 'done',
        details: { status: row.status, revision: row.revision, dataset: row.dataset },
      },
      asAny(transaction),
    );
  }

  /** Changes an offer by its contributor while nothing is decided; each change is a new revision to be looked at. */
  async function edit(asker: Asker, id: string, { action, change }: { action: string; change: Partial<OfferRow> }) {
    await require(asker, id);
    const row = await repository.transaction(async (transaction) => {
      const held = (await repository.hold(transaction, id))!;
      if (!isContributor(asker, held)) throw new AppError(kernelErrors.notFound, { what: id });
      requireStatus(held, ['offered', 'returned']);
      const next: OfferRow = {
        ...held,
        status: 'offered',
        ...change,
        revision: held.revision + 1,
        updatedAt: clock.now(),
      };
      await repository.update(transaction, next);
      await note(transaction, next, { principal: asker.principal, action, note: '' });
      return next;
    });
    return shown(asker, row);
  }

  /** A decision of an officer over the revision that was read. */
  async function judge<Result>(
    principal: Principal,
    id: string,
    { revision, work }: { revision: number; work(transaction: OfferTransaction, row: OfferRow): Promise<Result> },
  ): Promise<Result> {
    return repository.transaction(async (transaction) => {
      const row = await repository.hold(transaction, id);
      access.require(principal, 'contribution:review', row ? resource(row) : { id });
      if (!row) throw new AppError(kernelErrors.notFound, { what: id });
      if (row.offeredBy === principal.id) throw new AppError(contributionErrors.ownOffer, {});
      requireStatus(row, ['offered']);
      if (row.revision !== revision)
        throw new AppError(contributionErrors.revisionConflict, { revision: row.revision });
      return work(transaction, row);
    });
  }

  const decide = (principal: Principal, id: string, to: { status: OfferStatus; revision: number; note: string }) =>
    judge(principal, id, {
      revision: to.revision,
      work: async (transaction, row) => {
        const next = { ...row, status: to.status, updatedAt: clock.now() };
        await repository.update(transaction, next);
        await note(transaction, next, { principal, action: to.status, note: to.note });
      },
    }).then(async () => shown({ principal }, (await repository.find(id))!));

  /** The chosen standard, of the published ones or of the library. */
  async function chosen(id: string | null): Promise<Standard | null> {
    if (id === null) return null;
    const published = await standards.find(id);
    if (published) {
      await standards.requireInForce(id);
      return published;
    }
    return standards.library.item(id).standard;
  }

  /** Publishes the standard of an offer through the review: its author is the contributor, its reviewer the officer. */
  async function publishStandard(principal: Principal, { standard, owner }: { standard: Standard; owner: string }) {
    if (await standards.find(standard.id)) return standard.id;
    const draft = await standards.drafts.save(contributionSelf, { standard, owner, origin: 'proposed' });
    await standards.review.submit(contributionSelf, standard.id, { revision: draft.revision });
    await standards.review.approve(principal, standard.id, { revision: draft.revision });
    return (await standards.drafts.publish(principal, standard.id)).standard.id;
  }

  return {
    /** Takes an offer from anyone; the secret is told this once and kept as its hash alone. */
    async offer({ principal }: Asker, given: OfferBody): Promise<{ offer: Offer; secret: string }> {
      access.require(principal, 'contribution:offer', { id: 'offer', owner: principal.organisation });
      const body = requireSound(given);
      if (principal.kind === 'anonymous' && (await repository.waitingStrangers()) >= strangersWaiting) {
        throw new AppError(contributionErrors.tooMany, {});
      }
      const standard = await chosen(body.standard);
      const secret = newSecret();
      const now = clock.now();
      const row: OfferRow = {
        id: newId('offer', now),
        secretHash: hashSecret(secret),
        offeredBy: principal.kind === 'anonymous' ? null : principal.id,
        organisation: principal.organisation,
        status: 'offered',
        body,
        standard,
        sample: null,
        dataset: null,
        revision: 1,
        createdAt: now,
        updatedAt: now,
      };
      await repository.transaction(async (transaction) => {
        await repository.insert(transaction, row);
        await note(transaction, row, { principal, action: 'offered', note: '' });
      });
      return { offer: await shown({ principal, secret }, row), secret };
    },

    async get(asker: Asker, id: string): Promise<Offer> {
      return shown(asker, await require(asker, id));
    },

    /** Changes what was offered; it goes back to the officers. */
    async change(asker: Asker, id: string, given: OfferBody): Promise<Offer> {
      const before = await require(asker, id);
      const body = requireSound(given);
      const same = body.standard === before.body.standard;
      const change = same ? { body } : { body, standard: await chosen(body.standard), sample: null };
      return edit(asker, id, { action: 'changed', change });
    },

    withdraw: (asker: Asker, id: string): Promise<Offer> =>
      edit(asker, id, { action: 'withdrawn', change: { status: 'withdrawn' } }),

    /** Looks at a sample file and keeps what was seen of it. */
    async sendSample(
      asker: Asker,
      id: string,
      { upload, signal }: { upload: { name: string; stream: Readable }; signal: AbortSignal },
    ): Promise<Offer> {
      const row = await require(asker, id);
      if (!isContributor(asker, row)) throw new AppError(kernelErrors.notFound, { what: id });
      requireStatus(row, ['offered', 'returned']);
      const standard = await chosen(row.body.standard);
      const looked = await lookAtSample(
        { collection, standards },
        { upload, standard, id: sourceIdOf(id), title: row.body.title, signal },
      );
      return edit(asker, id, { action: 'sampled', change: looked });
    },

    /** Newest first; for officers, or one's own. */
    async list(
      { principal }: Asker,
      {
        status,
        cursor,
        limit = 50,
      }: { status?: OfferStatus | undefined; cursor?: string | undefined; limit?: number | undefined },
    ): Promise<{ items: OfferSummary[]; next: string | null }> {
      const all = access.decide(principal, 'contribution:read', { id: 'offers' }).allowed;
      const rows = all
        ? await repository.list({ status, after: cursor, limit: limit + 1 })
        : await repository.mine(principal.id);
      const page = rows.slice(0, limit);
      return {
        items: page.map(({ id, status: state, body, dataset, createdAt }) => ({
          id,
          status: state,
          title: body.title,
          contributor: body.contributor.name,
          kind: body.contributor.kind,
          dataset,
          createdAt: createdAt.toISOString(),
        })),
        next: all && rows.length > limit ? page.at(-1)!.id : null,
      };
    },

    sendBack: (principal: Principal, id: string, given: { revision: number; note: string }): Promise<Offer> =>
      decide(principal, id, { ...given, status: 'returned' }),

    refuse: (principal: Principal, id: string, given: { revision: number; note: string }): Promise<Offer> =>
      decide(principal, id, { ...given, status: 'refused' }),

    /** Makes the dataset, under the standard of the offer, and begins its supply from the address or by files. */
    async accept(principal: Principal, id: string, given: Acceptance): Promise<Offer> {
      await judge(principal, id, {
        revision: given.revision,
        work: async (transaction, row) => {
          await identity.organisations.get(given.owner);
          if (!row.standard) throw new AppError(contributionErrors.sampleMissing, {});
          const standard = await publishStandard(principal, { standard: row.standard, owner: given.owner });
          const { title, description } = row.body;
          await catalogue.createByStandard(contributionSelf, {
            id: given.dataset,
            owner: given.owner,
            standard,
            title: { zh: title, en: title },
            description: { zh: description, en: description },
            keywords: [row.body.contributor.name.slice(0, 60)],
          });
          const next: OfferRow = { ...row, status: 'accepted', dataset: given.dataset, updatedAt: clock.now() };
          await repository.update(transaction, next);
          await note(transaction, next, { principal, action: 'accepted', note: given.note ?? '' });
        },
      });
      await supply.begin((await repository.find(id))!);
      return shown({ principal }, (await repository.find(id))!);
    },

    /** Completes the source of an accepted offer, with its secrets, and lets it collect. */
    async completeSource(principal: Principal, id: string, given: SourceCompletion): Promise<Offer> {
      const row = await repository.find(id);
      access.require(principal, 'contribution:review', row ? resource(row) : { id });
      if (!row) throw new AppError(kernelErrors.notFound, { what: id });
      if (row.offeredBy === principal.id) throw new AppError(contributionErrors.ownOffer, {});
      requireStatus(row, ['accepted']);
      await supply.complete(row, given);
      await repository.transaction((transaction) =>
        note(transaction, row, { principal, action: 'source-completed', note: '' }),
      );
      return shown({ principal }, row);
    },

    /** Collects a file that the contributor of an accepted offer sends. */
    async deliver(
      asker: Asker,
      id: string,
      { upload, signal }: { upload: { name: string; stream: Readable }; signal: AbortSignal },
    ) {
      const row = await require(asker, id);
      if (!isContributor(asker, row)) throw new AppError(kernelErrors.notFound, { what: id });
      requireStatus(row, ['accepted']);
      const run = await collection.collect({
        principal: contributionSelf,
        dataset: row.dataset!,
        upload,
        signal,
        background: true,
      });
      await repository.transaction((transaction) =>
        note(transaction, row, { principal: asker.principal, action: 'delivered', note: run.id }),
      );
      return { run: run.id };
    },

    /** Who is to be credited for a dataset, as far as the reader may know of it. */
    async credit(principal: Principal, dataset: string): Promise<Credit> {
      const known = await catalogue.find(dataset);
      if (!known) throw new AppError(kernelErrors.notFound, { what: dataset });
      access.require(principal, 'dataset:discover', known);
      const row = await repository.ofDataset(dataset);
      if (!row) return { contributor: null };
      const { name, kind } = row.body.contributor;
      return { contributor: { name, kind, licence: row.body.licence, since: row.updatedAt.toISOString() } };
    },
  };
}

export type Contribution = ReturnType<typeof createContribution>;

function requireStatus({ status }: OfferRow, allowed: OfferStatus[]): void {
  if (!allowed.includes(status)) throw new AppError(contributionErrors.stateConflict, { status });
}
