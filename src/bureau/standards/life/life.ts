import { AppError, kernelErrors, type Principal } from '../../../kernel/index.ts';
import type { StandardsNeeds } from '../dependencies.ts';
import { standardsErrors } from '../errors.ts';
import { asAny, type Repository } from '../repository.ts';
import type { StandardLife } from '../schema.ts';

/** Retirement of standards, and the whole state of one as a reader sees it. */
export function createLife({ access, audit, clock }: StandardsNeeds, repository: Repository) {
  async function change(
    principal: Principal,
    id: string,
    { action, reason, successor }: { action: 'retired' | 'reinstated'; reason: string; successor: string | null },
  ): Promise<void> {
    await repository.transaction(async (transaction) => {
      await repository.lock(transaction, id);
      const found = await repository.find(id, undefined, transaction);
      if (!found) throw new AppError(kernelErrors.notFound, { what: id });
      access.require(principal, 'standard:review', { id, owner: found.owner });
      if (successor !== null) {
        const next = await repository.find(successor, undefined, transaction);
        if (successor === id || !next || next.retired) {
          throw new AppError(standardsErrors.successorUnsound, { id, successor });
        }
      }
      const at = clock.now();
      await repository.setRetired(transaction, id, action === 'retired' ? { reason, successor, at } : null);
      const { version } = found.standard;
      const step = { action, revision: null, version: version ?? null, note: reason, by: principal.id, at };
      await repository.addStep(transaction, id, step);
      await audit.record(
        {
          principal,
          action: `standards.${action}`,
          target: `standard:${id}`,
          outcome: 'done',
          details: { version: version ?? null, successor },
        },
        asAny(transaction),
      );
    });
  }

  return {
    /** Nothing new may follow it; what follows it goes on being collected. Retiring it again gives it other reasons. */
    retire: (
      principal: Principal,
      id: string,
      { reason, successor = null }: { reason: string; successor?: string | null },
    ) => change(principal, id, { action: 'retired', reason, successor }),

    reinstate: (principal: Principal, id: string, { reason }: { reason: string }) =>
      change(principal, id, { action: 'reinstated', reason, successor: null }),

    async life(principal: Principal, id: string): Promise<StandardLife> {
      access.require(principal, 'standard:read', { id });
      const head = (await repository.head(id)) ?? null;
      const found = await repository.findDraft(id);
      const owner = head ? head.owner : (found?.owner ?? principal.organisation);
      const may = (action: 'standard:propose' | 'standard:review' | 'standard:edit') =>
        access.decide(principal, action, { id, owner }).allowed;
      const [propose, review, edit] = [may('standard:propose'), may('standard:review'), may('standard:edit')];
      const draft = propose || review ? found : null;
      if (!head && !draft) throw new AppError(kernelErrors.notFound, { what: id });
      const wasReviewed = await repository.wasReviewed(id);
      const steps = await repository.steps(id);
      const retired = head?.status === 'retired';
      return {
        id,
        status: head?.status ?? null,
        version: head?.latest ?? null,
        reviewed: wasReviewed,
        successor: head?.successor ?? null,
        retiredReason: head?.retired_reason ?? null,
        draft: draft && {
          status: draft.status,
          revision: draft.revision,
          savedBy: draft.savedBy,
          savedAt: draft.savedAt,
          authors: draft.authors,
          reviewedBy: draft.reviewedBy,
        },
        // What goes on before a version is published is for those who work on it.
        steps: draft || propose || review ? steps : steps.filter(({ version }) => version !== null),
        may: {
          edit: propose && draft?.status !== 'in-review',
          submit: propose && (draft?.status === 'draft' || draft?.status === 'returned'),
          withdraw: propose && (draft?.status === 'in-review' || draft?.status === 'approved'),
          review: review && draft?.status === 'in-review' && !draft.authors.includes(principal.id),
          publish: edit && !retired && (draft?.status === 'approved' || (draft?.status === 'draft' && !wasReviewed)),
          retire: review && head !== null,
          comment: access.decide(principal, 'standard:propose', { id, owner: principal.organisation }).allowed,
        },
      };
    },
  };
}
