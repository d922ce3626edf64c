import { AppError } from '../../kernel/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import { type Declaration, type Duty, type Sources, sourcesErrors } from '../sources/index.ts';
import { contributionErrors } from './errors.ts';
import { contributionSelf } from './look-at-sample.ts';
import { prepareSource, scheduleOf, sourceIdOf } from './prepare-source.ts';
import type { OfferRow } from './repository.ts';
import type { SourceCompletion, Supply } from './schema.ts';

/** What the supply of accepted offers stands on. */
export interface SupplyNeeds {
  catalogue: Pick<Catalogue, 'resource'>;
  sources: Pick<Sources, 'check' | 'save' | 'get' | 'pause' | 'resume' | 'secrets' | 'rounds'>;
  duty: Pick<Duty, 'expectUploads'>;
}

/** How accepted offers go on: fetched from their address by a source, or delivered as files under duty. */
export function createSupply({ catalogue, sources, duty }: SupplyNeeds) {
  const found = (offer: string) =>
    sources.get(contributionSelf, sourceIdOf(offer)).catch((error: unknown) => {
      if (error instanceof AppError && error.code === sourcesErrors.notFound) return null;
      throw error;
    });

  async function placeOf(row: OfferRow) {
    const { owner } = await catalogue.resource(row.dataset!);
    return { dataset: row.dataset!, owner };
  }

  /** Enters the source; one that needs secrets waits, paused, until they are set. */
  async function enter(yaml: string, secrets: Record<string, string>): Promise<void> {
    const source = await sources.save(contributionSelf, yaml);
    for (const [name, value] of Object.entries(secrets)) {
      await sources.secrets.set(contributionSelf, source.id, name, value);
    }
    const set = (await sources.get(contributionSelf, source.id)).secrets.some((secret) => secret.set);
    if (!set && !isOpen(source.declaration)) {
      await sources.pause(contributionSelf, source.id);
      return;
    }
    await sources.resume(contributionSelf, source.id);
    await sources.rounds.run({ principal: contributionSelf, source: source.id, background: true });
  }

  return {
    /** Begins the supply of an offer that was just accepted; an address that says too little waits for an officer. */
    async begin(row: OfferRow): Promise<void> {
      const place = await placeOf(row);
      const yaml = prepareSource(row, place);
      if (yaml !== null) {
        if ((await sources.check(contributionSelf, yaml)).declaration) await enter(yaml, {});
        return;
      }
      const schedule = scheduleOf(row.body.cadence);
      if (schedule) await duty.expectUploads(contributionSelf, place.dataset, { owner: place.owner, schedule });
    },

    /** Takes the declaration that an officer has completed; it may name this offer's source and dataset alone. */
    async complete(row: OfferRow, { yaml, secrets = {} }: SourceCompletion): Promise<void> {
      const { dataset, owner } = await placeOf(row);
      const { declaration } = await sources.check(contributionSelf, yaml);
      const sound =
        declaration?.id === sourceIdOf(row.id) &&
        declaration.dataset === dataset &&
        (declaration.owner ?? owner) === owner;
      if (declaration && !sound) throw new AppError(contributionErrors.sourceForeign, { source: sourceIdOf(row.id) });
      await enter(yaml, secrets);
    },

    /** How an accepted offer is supplied now; what is to be completed and set is for officers alone. */
    async told(row: OfferRow, judges: boolean): Promise<Supply | null> {
      if (row.status !== 'accepted') return null;
      const source = await found(row.id);
      const prepared = source ? source.yaml : prepareSource(row, await placeOf(row));
      if (prepared === null) return { by: 'file', state: 'waiting', source: null };
      const state = source === null ? 'prepared' : source.paused ? 'paused' : 'collecting';
      if (!judges) return { by: 'address', state, source: null };
      const secrets = (source?.secrets ?? []).map(({ name, title, set }) => ({ name, title, set }));
      return { by: 'address', state, source: { id: sourceIdOf(row.id), yaml: prepared, secrets } };
    },
  };
}

/** Whether anyone may fetch from it, without a secret. */
function isOpen({ connector }: Declaration): boolean {
  const { type, signIn, anonymous } = connector as { type: string; signIn?: unknown; anonymous?: unknown };
  return anonymous === true || (signIn === undefined && ['http-file', 'http-json', 'data-package'].includes(type));
}
