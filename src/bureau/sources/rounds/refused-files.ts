import type { DatabaseTransaction } from '../../../database/index.ts';
import { AppError, type Principal, systemPrincipal, type Text } from '../../../kernel/index.ts';
import type { Run } from '../../collection/schema.ts';
import type { FileVersion } from '../connectors/connector.ts';
import type { SourcesParts } from '../dependencies.ts';
import { sourcesErrors } from '../errors.ts';
import type { SourceRow } from '../repository.ts';
import type { RefusedFile } from '../schema.ts';
import { createRefusedRepository } from './refused-repository.ts';

const watcher = systemPrincipal('sources');

/** What a round knows of the refused files of its source. */
export interface RoundFiles {
  refused(file: FileVersion): 'waiting' | 'left-out' | null;
  /** Those refused in this round, with what was wrong. */
  fresh: Text[];
  /** Takes note of how the run of a file has ended; false when that ends the round. */
  note(file: FileVersion | null, run: Run, transaction: DatabaseTransaction): Promise<boolean>;
}

/**
 * Files of folders whose data were refused: each waits for the steward while its folder goes on, is taken again when it
 * changes or when the steward says so, or is left out. As long as one waits, its organisation has a task.
 */
export function createRefusedFiles(parts: SourcesParts) {
  const { audit, clock, law, operations } = parts;
  const rows = createRefusedRepository(parts.database);
  const cause = (source: string) => `sources:refused-files:${source}`;

  async function decide(
    asked: { principal: Principal; source: string; path: string },
    action: 'sources.file-retried' | 'sources.file-left-out',
    work: (transaction: DatabaseTransaction) => Promise<boolean>,
  ): Promise<RefusedFile[]> {
    const { principal, path } = asked;
    const source = await parts.require(principal, asked.source, 'source:edit');
    await parts.repository.transaction(async (transaction) => {
      if (!(await work(transaction)))
        throw new AppError(sourcesErrors.fileNotRefused, { source: source.id, file: path });
      await audit.record(
        { principal, action, target: `source:${source.id}`, outcome: 'done', details: { file: path } },
        transaction,
      );
    });
    await report(source);
    return list(principal, source.id);
  }

  async function list(principal: Principal, id: string): Promise<RefusedFile[]> {
    await parts.require(principal, id, 'source:read');
    return (await rows.list(id)).map((row) => ({
      path: row.path,
      run: row.run,
      problem: row.problem,
      refusedAt: row.refused_at.toISOString(),
      leftOutAt: row.left_out_at?.toISOString() ?? null,
    }));
  }

  /** Raises the alert and the task of a source that has files waiting, or ends them. */
  async function report(source: SourceRow): Promise<void> {
    const waiting = (await rows.list(source.id)).filter(({ left_out_at: leftOut }) => leftOut === null);
    const { title } = source.declaration;
    if (waiting.length === 0) {
      const note = { zh: '被拒收的文件均已处理', en: 'All refused files are settled' };
      await operations.alerts.end(watcher, cause(source.id), note);
      return;
    }
    const names = waiting.slice(0, 5).map(({ path, problem }) => ({
      zh: `“${path}”（${problem.message.zh}）`,
      en: `“${path}” (${problem.message.en})`,
    }));
    await operations.alerts.raise(watcher, {
      cause: cause(source.id),
      sector: 'bureau',
      organisation: source.owner,
      severity: 'warning',
      title: {
        zh: `“${title.zh}”有 ${waiting.length} 个文件被拒收`,
        en: `${waiting.length} file(s) of “${title.en}” were refused`,
      },
      message: {
        zh: `${names.map(({ zh }) => zh).join('；')}。请更正文件，或在来源页面选择“重试”或“略去”。`,
        en: `${names.map(({ en }) => en).join('; ')}. Have them corrected, or choose “try again” or “leave out” on the page of the source.`,
      },
      provenance: null,
      task: {
        title: { zh: `处理“${title.zh}”被拒收的文件`, en: `Settle the refused files of “${title.en}”` },
        deadline: (raisedAt) => law.deadline('collection.refused-file-settled', raisedAt),
      },
    });
  }

  return {
    list,
    report,

    /** Has a file taken again in the next round, as it is. */
    retry: (principal: Principal, source: string, path: string): Promise<RefusedFile[]> =>
      decide({ principal, source, path }, 'sources.file-retried', (transaction) =>
        rows.remove(source, path, transaction),
      ),

    /** Leaves a file out as it is; when it changes it is taken as a new one. */
    leaveOut: (principal: Principal, source: string, path: string): Promise<RefusedFile[]> =>
      decide({ principal, source, path }, 'sources.file-left-out', (transaction) =>
        rows.leaveOut({ source, path, by: principal.id, at: clock.now() }, transaction),
      ),

    /** For a round: what is known of the files, kept up to date as its runs end. A backfill leaves no trace. */
    async ofRound(source: string, backfill: boolean): Promise<RoundFiles> {
      const known = new Map((await rows.list(source)).map((row) => [row.path, row]));
      const fresh: Text[] = [];
      return {
        fresh,
        refused({ path, version }) {
          const row = known.get(path);
          if (row?.version !== version) return null;
          return row.left_out_at === null ? 'waiting' : 'left-out';
        },
        async note(file, run, transaction) {
          if (run.status === 'done' || run.status === 'unchanged') {
            if (file && !backfill) await rows.remove(source, file.path, transaction);
            return true;
          }
          if (run.status !== 'refused' || !file || !run.problem) return false;
          const { message } = run.problem;
          fresh.push({ zh: `“${file.path}”（${message.zh}）`, en: `“${file.path}” (${message.en})` });
          const row = {
            source,
            ...file,
            run: run.id,
            problem: run.problem,
            refused_at: clock.now(),
            left_out_by: null,
            left_out_at: null,
          };
          known.set(file.path, row);
          if (!backfill) await rows.save(row, transaction);
          return true;
        },
      };
    },
  };
}

export type RefusedFiles = ReturnType<typeof createRefusedFiles>;
