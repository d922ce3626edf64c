import type { Generated, Kysely, Transaction } from 'kysely';
import type { StandardDraft, StandardStep, StandardVersion } from './schema.ts';

/** The slice's tables as kysely sees them. */
export type Tables = {
  standards_standards: {
    id: string;
    owner: string | null;
    title_zh: string;
    title_en: string;
    latest: number;
    updated_at: Date;
    status: Generated<'published' | 'retired'>;
    successor: string | null;
    retired_reason: string | null;
    retired_at: Date | null;
  };
  standards_versions: {
    standard: string;
    version: number;
    body: unknown;
    verdict: StandardVersion['verdict'];
    changes: unknown;
    note: string;
    published_by: string;
    published_at: Date;
    reviewed_by: string | null;
  };
  standards_drafts: {
    id: string;
    owner: string | null;
    body: unknown;
    based_on: number | null;
    origin: StandardDraft['origin'];
    saved_by: string;
    saved_at: Date;
    revision: number;
    status: StandardDraft['status'];
    authors: string[];
    reviewed_by: string | null;
  };
  standards_code_lists: {
    id: string;
    version: number;
    owner: string | null;
    title: unknown;
    codes: unknown;
    published_by: string;
    published_at: Date;
  };
  standards_steps: {
    id: Generated<string>;
    standard: string;
    action: StandardStep['action'];
    revision: number | null;
    version: number | null;
    note: string;
    done_by: string;
    done_at: Date;
  };
  standards_comments: {
    id: string;
    /** In the order of their writing. */
    place: Generated<string>;
    standard: string;
    field: string | null;
    parent: string | null;
    words: string;
    written_by: string;
    written_at: Date;
    resolved_by: string | null;
    resolved_at: Date | null;
  };
};

export type StandardsTransaction = Transaction<Tables>;

/** The database, or a transaction in it. */
export type Connection = Kysely<Tables> | StandardsTransaction;
