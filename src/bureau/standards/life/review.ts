import { AppError, type Principal } from '../../../kernel/index.ts';
import type { StandardsNeeds } from '../dependencies.ts';
import { standardsErrors } from '../errors.ts';
import { asAny, type Repository } from '../repository.ts';
import type { StandardDraft, StandardStep } from '../schema.ts';

/** What was read before the step: a draft that others have saved since is not the one that was judged. */
export interface ReviewStep {
  revision: number;
  note?: string;
}

interface Move {
  action: StandardStep['action'] & ('submitted' | 'withdrawn' | 'returned' | 'approved');
  from: StandardDraft['status'][];
  to: StandardDraft['status'];
}

const moves = {
  submit: { action: 'submitted', from: ['draft', 'returned'], to: 'in-review' },
  withdraw: { action: 'withdrawn', from: ['in-review', 'approved'], to: 'draft' },
  sendBack: { action: 'returned', from: ['in-review', 'approved'], to: 'returned' },
  approve: { action: 'approved', from: ['in-review'], to: 'approved' },
} as const satisfies Record<string, Move>;

/** The review of drafts: submitted by those who write them, judged by an officer who did not. */
export function createReview({ access, audit, clock }: StandardsNeeds, repository: Repository) {
  async function step(principal: Principal, id: string, { move, revision, note = '' }: ReviewStep & { move: Move }) {
    return repository.transaction(async (transaction) => {
      await repository.lock(transaction, id);
      const draft = await repository.findDraft(id, transaction);
      const judging = move.action === 'approved' || move.action === 'returned';
      const target = { id, owner: draft?.owner ?? null };
      access.require(principal, judging ? 'standard:review' : 'standard:propose', target);
      if (!draft || draft.revision !== revision) {
        throw new AppError(standardsErrors.revisionConflict, { id, revision: draft?.revision ?? 0 });
      }
      if (judging && draft.authors.includes(principal.id)) throw new AppError(standardsErrors.ownWork, { id });
      if (!move.from.includes(draft.status)) throw draftStateError(id, draft.status, move.action);
      // Who submits answers for it, also when another typed it.
      const authors = judging ? draft.authors : [...new Set([...draft.authors, principal.id])];
      const reviewedBy = move.action === 'approved' ? principal.id : null;
      await repository.moveDraft(transaction, id, { status: move.to, authors, reviewedBy });
      await repository.addStep(transaction, id, {
        action: move.action,
        revision,
        version: null,
        note,
        by: principal.id,
        at: clock.now(),
      });
      await audit.record(
        {
          principal,
          action: `standards.${move.action}`,
          target: `standard:${id}`,
          outcome: 'done',
          details: { revision },
        },
        asAny(transaction),
      );
      return { ...draft, status: move.to, authors, reviewedBy };
    });
  }

  return {
    submit: (principal: Principal, id: string, given: ReviewStep) =>
      step(principal, id, { ...given, move: moves.submit }),
    withdraw: (principal: Principal, id: string, given: ReviewStep) =>
      step(principal, id, { ...given, move: moves.withdraw }),
    /** Gives the draft back with the reasons. */
    sendBack: (principal: Principal, id: string, given: ReviewStep & { note: string }) =>
      step(principal, id, { ...given, move: moves.sendBack }),
    approve: (principal: Principal, id: string, given: ReviewStep) =>
      step(principal, id, { ...given, move: moves.approve }),
  };
}

const states: Record<StandardDraft['status'], { zh: string; en: string }> = {
  draft: { zh: '尚未提交审核', en: 'was not submitted' },
  'in-review': { zh: '正在审核', en: 'is in review' },
  returned: { zh: '已被退回', en: 'was returned' },
  approved: { zh: '已批准', en: 'is approved' },
};
const steps = {
  submitted: '提交审核',
  withdrawn: '撤回',
  returned: '退回',
  approved: '批准',
  changed: '修改',
};

/** The refusal of a step that does not fit the state of a draft. */
export function draftStateError(id: string, status: StandardDraft['status'], step: keyof typeof steps): AppError {
  const { zh: stateZh, en: stateEn } = states[status];
  return new AppError(standardsErrors.draftState, { id, status, stateZh, stateEn, stepZh: steps[step], stepEn: step });
}
