import { AppError, kernelErrors, newId, type Principal } from '../../../kernel/index.ts';
import type { StandardsNeeds } from '../dependencies.ts';
import { standardsErrors } from '../errors.ts';
import { asAny, type Repository } from '../repository.ts';
import type { StandardComment } from '../schema.ts';

export interface NewComment {
  words: string;
  field?: string | null;
  /** Comment that this one answers. */
  parent?: string | null;
}

/** Comments on standards and their fields, by whoever may write standards anywhere; a thread is settled by resolving it. */
export function createComments({ access, audit, clock }: StandardsNeeds, repository: Repository) {
  /** The published standard or, for those who may see it, the draft. */
  async function subject(principal: Principal, id: string) {
    access.require(principal, 'standard:propose', { id, owner: principal.organisation });
    const found = await repository.find(id);
    const draft = await repository.findDraft(id);
    const seesDraft = (['standard:propose', 'standard:review'] as const).some(
      (action) => access.decide(principal, action, { id, owner: draft?.owner ?? null }).allowed,
    );
    const bodies = [found?.standard, seesDraft ? draft?.standard : undefined].flatMap((body) => body ?? []);
    if (bodies.length === 0) throw new AppError(kernelErrors.notFound, { what: id });
    return {
      fields: new Set(bodies.flatMap(({ fields }) => fields.map(({ name }) => name))),
      owner: found ? found.owner : draft!.owner,
    };
  }

  async function require(id: string, comment: string) {
    const found = await repository.comment(comment);
    if (found?.standard !== id) throw new AppError(kernelErrors.notFound, { what: comment });
    return found;
  }

  async function settle(
    principal: Principal,
    id: string,
    { comment, resolved }: { comment: string; resolved: boolean },
  ) {
    const { owner } = await subject(principal, id);
    const found = await require(id, comment);
    // Its writer, or those who answer for the standard.
    if (found.by !== principal.id && !access.decide(principal, 'standard:review', { id, owner }).allowed) {
      access.require(principal, 'standard:edit', { id, owner });
    }
    const thread = found.parent ?? found.id;
    await repository.transaction(async (transaction) => {
      await repository.resolveComment(transaction, thread, resolved ? { by: principal.id, at: clock.now() } : null);
      await audit.record(
        {
          principal,
          action: resolved ? 'standards.comment-resolved' : 'standards.comment-reopened',
          target: `standard:${id}`,
          outcome: 'done',
          details: { comment: thread },
        },
        asAny(transaction),
      );
    });
    return repository.comments(id);
  }

  return {
    async list(principal: Principal, id: string): Promise<StandardComment[]> {
      await subject(principal, id);
      return repository.comments(id);
    },

    /** Adds a comment or an answer; an answer takes field and thread from the first comment and opens it again. */
    async add(
      principal: Principal,
      id: string,
      { words, field = null, parent = null }: NewComment,
    ): Promise<StandardComment[]> {
      const { fields } = await subject(principal, id);
      const answered = parent === null ? null : await require(id, parent);
      if (field !== null && !answered && !fields.has(field)) {
        throw new AppError(standardsErrors.fieldUnknown, { id, field: field.slice(0, 64) });
      }
      const at = clock.now();
      const thread = answered ? (answered.parent ?? answered.id) : null;
      const comment = { id: newId('comment', at), field: answered ? answered.field : field, parent: thread, words };
      await repository.transaction(async (transaction) => {
        await repository.addComment(transaction, id, { ...comment, by: principal.id, at });
        if (thread) await repository.resolveComment(transaction, thread, null);
        await audit.record(
          {
            principal,
            action: 'standards.commented',
            target: `standard:${id}`,
            outcome: 'done',
            details: { comment: comment.id, field: comment.field },
          },
          asAny(transaction),
        );
      });
      return repository.comments(id);
    },

    resolve: (principal: Principal, id: string, comment: string) => settle(principal, id, { comment, resolved: true }),
    reopen: (principal: Principal, id: string, comment: string) => settle(principal, id, { comment, resolved: false }),
  };
}
