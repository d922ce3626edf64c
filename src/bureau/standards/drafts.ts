import { AppError, kernelErrors, type Principal } from '../../kernel/index.ts';
import type { StandardsNeeds } from './dependencies.ts';
import { standardsErrors } from './errors.ts';
import { draftStateError } from './life/review.ts';
import { type Published, type PublishedStandards, type PublishOptions, requireWhole } from './published.ts';
import { asAny, type Repository } from './repository.ts';
import type { Standard, StandardDraft } from './schema.ts';

export interface SaveDraft {
  standard: Standard;
  origin?: StandardDraft['origin'];
  /** Organisation that is to keep the standard, for a new one; the writer's own when absent. */
  owner?: string | null;
  /** Revision of the draft that this one was made from; null or absent for the first. */
  revision?: number | null;
}

/** Drafts: one a standard, kept apart from what is published until someone publishes it. */
export function createDrafts(
  { access, audit, clock }: StandardsNeeds,
  repository: Repository,
  published: PublishedStandards,
) {
  async function get(principal: Principal, id: string): Promise<StandardDraft> {
    const draft = await repository.findDraft(id);
    if (!draft || !access.decide(principal, 'standard:propose', { id, owner: draft.owner }).allowed) {
      throw new AppError(kernelErrors.notFound, { what: id });
    }
    return draft;
  }

  return {
    get,

    async list(principal: Principal): Promise<StandardDraft[]> {
      const drafts = await repository.listDrafts();
      return drafts.filter(({ id, owner }) => access.decide(principal, 'standard:propose', { id, owner }).allowed);
    },

    /** Saves a draft; throws `standards.revision-conflict` when another has saved since. */
    async save(
      principal: Principal,
      { standard, origin = 'edited', owner, revision }: SaveDraft,
    ): Promise<StandardDraft> {
      const whole = requireWhole(standard);
      const { id } = whole;
      return repository.transaction(async (transaction) => {
        await repository.lock(transaction, id);
        const [draft, current] = [
          await repository.findDraft(id, transaction),
          await repository.find(id, undefined, transaction),
        ];
        const keeper = current
          ? current.owner
          : draft
            ? draft.owner
            : owner === undefined
              ? principal.organisation
              : owner;
        access.require(principal, 'standard:propose', { id, owner: keeper });
        if ((draft?.revision ?? null) !== (revision ?? null)) {
          throw new AppError(standardsErrors.revisionConflict, { id, revision: draft?.revision ?? 0 });
        }
        if (draft?.status === 'in-review') throw draftStateError(id, draft.status, 'changed');
        const saved = await repository.saveDraft(transaction, {
          id,
          owner: keeper,
          standard: whole,
          basedOn: draft ? draft.basedOn : (current?.standard.version ?? null),
          origin: draft ? draft.origin : origin,
          savedBy: principal.id,
          revision: (draft?.revision ?? 0) + 1,
          status: 'draft',
          authors: [...new Set([...(draft?.authors ?? []), principal.id])],
          reviewedBy: null,
          at: clock.now(),
        });
        await audit.record(
          {
            principal,
            action: 'standards.draft-saved',
            target: `standard:${id}`,
            outcome: 'done',
            details: { revision: saved.revision, origin: saved.origin },
          },
          asAny(transaction),
        );
        return saved;
      });
    },

    async discard(principal: Principal, id: string): Promise<void> {
      const draft = await get(principal, id);
      access.require(principal, 'standard:propose', { id, owner: draft.owner });
      if (await repository.removeDraft(id)) {
        await audit.record({
          principal,
          action: 'standards.draft-discarded',
          target: `standard:${id}`,
          outcome: 'done',
        });
      }
    },

    /** Publishes the draft as it stands; throws `standards.review-needed` where it must be approved first. */
    async publish(principal: Principal, id: string, options: PublishOptions = {}): Promise<Published> {
      const draft = await get(principal, id);
      return published.publishDraft(principal, draft, { owner: draft.owner, ...options });
    },
  };
}
