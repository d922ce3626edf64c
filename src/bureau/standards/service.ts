import type { Principal } from '../../kernel/index.ts';
import { createCodeLists } from './code-lists.ts';
import type { StandardsNeeds } from './dependencies.ts';
import { createDrafts } from './drafts.ts';
import { createLibrary } from './library/index.ts';
import { createComments } from './life/comments.ts';
import { createLife } from './life/life.ts';
import { createReview } from './life/review.ts';
import { createPublished } from './published.ts';
import { createRepository } from './repository.ts';

/** Published standards with their versions, drafts, and code lists. */
export function createStandards(needs: StandardsNeeds) {
  const repository = createRepository(needs.database);
  const codeLists = createCodeLists(needs, repository);
  const published = createPublished(needs, repository, codeLists);
  const drafts = createDrafts(needs, repository, published);
  return {
    ...published,
    ...codeLists,
    drafts,
    library: createLibrary(published, drafts),
    review: createReview(needs, repository),
    comments: createComments(needs, repository),
    ...createLife(needs, repository),

    /** Throws `access.denied` unless the principal may do this to a standard; one that is new counts as the asker's own. */
    require(principal: Principal, action: 'standard:read' | 'standard:propose', id: string): void {
      needs.access.require(principal, action, { id, owner: principal.organisation });
    },
  };
}

export type Standards = ReturnType<typeof createStandards>;
