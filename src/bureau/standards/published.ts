import { AppError, type Finding, kernelErrors, type Principal } from '../../kernel/index.ts';
import type { Page } from '../../kernel/shape.ts';
import type { CodeLists } from './code-lists.ts';
import { compareStandards } from './compare/index.ts';
import { compileStandard } from './compile.ts';
import type { CompiledStandard } from './compiled.ts';
import type { StandardsNeeds } from './dependencies.ts';
import { standardsErrors } from './errors.ts';
import { findingOf } from './parse.ts';
import { readStandard } from './read-standard.ts';
import { asAny, type Repository } from './repository.ts';
import type { Compatibility, Standard, StandardDraft, StandardSummary, StandardVersion } from './schema.ts';
import type { StandardsTransaction } from './tables.ts';

export interface PublishOptions {
  /** What changed and why, in the words of the publisher. */
  note?: string;
  /** Organisation that keeps the standard, for its first version; the publisher's own when absent. */
  owner?: string | null;
  /** Publishes also what breaks the version before; without it that is `standards.breaking`. */
  acceptBreaking?: boolean;
}

/** How a version came to be published: straight away, or from a draft that somebody else has approved. */
interface Approval {
  reviewedBy: string | null;
}

/** What publishing came to; `identical` made no new version. */
export interface Published {
  standard: Standard & { version: number };
  compatibility: Compatibility | null;
}

/** Published standards: versions that count up from 1 and never change. */
export function createPublished(
  { access, audit, clock }: StandardsNeeds,
  repository: Repository,
  codeLists: CodeLists,
) {
  async function find(id: string, version?: number): Promise<Standard | null> {
    return (await repository.find(id, version))?.standard ?? null;
  }

  /** The newest published version, or the named one; throws `kernel.not-found`. */
  async function get(id: string, version?: number): Promise<Standard> {
    const standard = await find(id, version);
    if (!standard)
      throw new AppError(kernelErrors.notFound, { what: version === undefined ? id : `${id} v${version}` });
    return standard;
  }

  async function publishIn(
    transaction: StandardsTransaction,
    principal: Principal,
    { standard, options, approval }: { standard: Standard; options: PublishOptions; approval: Approval },
  ): Promise<Published> {
    const { id } = standard;
    await repository.lock(transaction, id);
    const before = await repository.find(id, undefined, transaction);
    const owner = before ? before.owner : options.owner === undefined ? principal.organisation : options.owner;
    access.require(principal, 'standard:edit', { id, owner });
    const compatibility = before ? compareStandards(before.standard, standard) : null;
    if (before && compatibility?.verdict === 'identical') {
      return { standard: { ...before.standard, version: before.standard.version! }, compatibility };
    }
    if (before?.retired) throw retiredError(id, before.successor);
    if (approval.reviewedBy === null && principal.kind !== 'system') await requireUnreviewed(transaction, id);
    const broken = compatibility?.changes.filter(({ breaking }) => breaking) ?? [];
    if (before && broken.length > 0 && !options.acceptBreaking) {
      const { field, message } = broken[0]!;
      const place = field ? `${field}: ` : '';
      throw new AppError(standardsErrors.breaking, {
        id,
        version: before.standard.version,
        firstZh: place + message.zh,
        firstEn: place + message.en,
        changes: compatibility!.changes,
      });
    }
    const next = { ...standard, version: (before?.standard.version ?? 0) + 1 };
    await repository.addVersion(transaction, next, {
      owner,
      verdict: compatibility?.verdict ?? 'first',
      changes: compatibility?.changes ?? [],
      note: options.note ?? '',
      publishedBy: principal.id,
      reviewedBy: approval.reviewedBy,
      at: clock.now(),
    });
    await repository.addStep(transaction, id, {
      action: 'published',
      revision: null,
      version: next.version,
      note: options.note ?? '',
      by: principal.id,
      at: clock.now(),
    });
    await repository.removeDraft(id, transaction);
    await audit.record(
      {
        principal,
        action: 'standards.published',
        target: `standard:${id}`,
        outcome: 'done',
        details: {
          version: next.version,
          verdict: compatibility?.verdict ?? 'first',
          broken: broken.length,
          reviewedBy: approval.reviewedBy,
        },
      },
      asAny(transaction),
    );
    return { standard: next, compatibility };
  }

  /** What was reviewed once, or stands in review, is published by people through the review only. */
  async function requireUnreviewed(transaction: StandardsTransaction, id: string): Promise<void> {
    const draft = await repository.findDraft(id, transaction);
    if ((draft && draft.status !== 'draft') || (await repository.wasReviewed(id, transaction))) {
      throw new AppError(standardsErrors.reviewNeeded, { id });
    }
  }

  /**
   * Publishes a standard or its next version, by an officer or a steward of the owner. An equal one makes no version.
   * Throws `standards.invalid`, `standards.code-list-missing`, `standards.breaking`, `standards.retired`, and
   * `standards.review-needed` for a standard of which a version was reviewed.
   */
  async function publish(principal: Principal, standard: Standard, options: PublishOptions = {}): Promise<Published> {
    const whole = requireWhole(standard);
    await codeLists.codeListsOf(whole);
    const approval = { reviewedBy: null };
    return repository.transaction((transaction) =>
      publishIn(transaction, principal, { standard: whole, options, approval }),
    );
  }

  /** Publishes the draft of this revision: an approved one as reviewed, any other by the rules of `publish`. */
  async function publishDraft(
    principal: Principal,
    { id, revision }: StandardDraft,
    options: PublishOptions,
  ): Promise<Published> {
    return repository.transaction(async (transaction) => {
      await repository.lock(transaction, id);
      const draft = await repository.findDraft(id, transaction);
      if (draft?.revision !== revision) {
        throw new AppError(standardsErrors.revisionConflict, { id, revision: draft?.revision ?? 0 });
      }
      const standard = requireWhole(draft.standard);
      await codeLists.codeListsOf(standard);
      const approval = { reviewedBy: draft.status === 'approved' ? draft.reviewedBy : null };
      return publishIn(transaction, principal, { standard, options, approval });
    });
  }

  /** The day of a collection now, in the zone of the standard or, without one, of China. */
  const today = ({ timezone }: Standard) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: timezone ?? 'Asia/Shanghai' }).format(clock.now());

  return {
    find,
    get,
    publish,
    publishDraft,

    /** Throws `standards.retired` where nothing new is to follow this standard. */
    async requireInForce(id: string): Promise<void> {
      const found = await repository.find(id);
      if (found?.retired) throw retiredError(id, found.successor);
    },

    /** Owner's organisation id, null for the bureau's own; throws `kernel.not-found`. */
    async ownerOf(id: string): Promise<string | null> {
      const found = await repository.find(id);
      if (!found) throw new AppError(kernelErrors.notFound, { what: id });
      return found.owner;
    },

    /** Sees to it that this very standard is the newest version, and returns it with its version: for declared standards. */
    async ensure(principal: Principal, standard: Standard): Promise<Standard & { version: number }> {
      return (await publish(principal, standard, { acceptBreaking: true })).standard;
    },

    async list(
      filter: { q?: string; owner?: string; cursor?: string; limit?: number } = {},
    ): Promise<Page<StandardSummary>> {
      const limit = filter.limit ?? 50;
      const words = (filter.q ?? '').split(/\s+/).filter(Boolean).slice(0, 8);
      const { items, total } = await repository.list({
        words,
        owner: filter.owner,
        after: filter.cursor,
        limit: limit + 1,
      });
      const page = items.slice(0, limit);
      return { items: page, next: items.length > limit ? page.at(-1)!.id : null, total };
    },

    /** All published versions, newest first, each with what it changed. */
    async history(id: string): Promise<StandardVersion[]> {
      const versions = await repository.history(id);
      if (versions.length === 0) throw new AppError(kernelErrors.notFound, { what: id });
      return versions;
    },

    /** What lies between two published versions; from the one before the newest to the newest when none are named. */
    async compare(
      id: string,
      range: { from?: number; to?: number } = {},
    ): Promise<Compatibility & { from: number; to: number }> {
      const after = await get(id, range.to);
      const before = await get(id, range.from ?? Math.max(1, after.version! - 1));
      return { from: before.version!, to: after.version!, ...compareStandards(before, after) };
    },

    /** What publishing this standard would change; null when it would be the first version. */
    async compareWith(standard: Standard): Promise<Compatibility | null> {
      const before = await find(standard.id);
      return before && compareStandards(before, standard);
    },

    /** A standard that is not published, compiled with the newest state of its code lists. */
    async compiledDraft(standard: Standard): Promise<CompiledStandard> {
      return compileStandard(standard, await codeLists.codeListsOf(standard));
    },

    /** A published standard compiled with the newest state of its code lists. */
    async compiled(id: string, version?: number): Promise<CompiledStandard> {
      const standard = await get(id, version);
      return compileStandard(standard, await codeLists.codeListsOf(standard), { on: today(standard) });
    },
  };
}

export type PublishedStandards = ReturnType<typeof createPublished>;

function retiredError(id: string, successor: string | null): AppError {
  return new AppError(standardsErrors.retired, {
    id,
    successor,
    successorZh: successor ? `，由 ${successor} 接替` : '',
    successorEn: successor ? `; ${successor} succeeds it` : '',
  });
}

/** The standard after the same reading as a file gets; throws `standards.invalid` with all findings. */
export function requireWhole(data: unknown): Standard {
  const { standard, problems } = readStandard(JSON.parse(JSON.stringify(data ?? null)));
  if (standard) return standard;
  const findings: Finding[] = problems.map((problem) => findingOf(problem, data, null));
  const { message } = findings[0]!;
  const id = String((data as { id?: unknown } | null)?.id ?? '');
  throw new AppError(standardsErrors.invalid, {
    id,
    count: findings.length,
    firstZh: message.zh,
    firstEn: message.en,
    findings: findings.slice(0, 200),
  });
}
