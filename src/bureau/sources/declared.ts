import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type Finding, type Principal } from '../../kernel/index.ts';
import type { CatalogueResource } from '../catalogue/index.ts';
import { parseDeclaration } from './declaration.ts';
import type { SourcesParts } from './dependencies.ts';
import { sourcesErrors } from './errors.ts';
import type { SourceRow } from './repository.ts';
import { toRound } from './rounds/shape.ts';
import type { Declaration, Source } from './schema.ts';
import { placeOf } from './secrets/place.ts';
import type { Secrets } from './secrets/secrets.ts';

/** Sources as people declare, see, pause and remove them. */
export function createDeclared(parts: SourcesParts, secrets: Secrets) {
  const { repository, access, audit, catalogue, clock } = parts;

  async function told(rows: SourceRow[]): Promise<Source[]> {
    const last = await repository.lastRounds(rows.map(({ id }) => id));
    const runs = await repository.runsOf([...last.values()].map(({ id }) => id));
    return Promise.all(
      rows.map(async (row) => {
        const round = last.get(row.id);
        const { type } = row.declaration.connector;
        return {
          id: row.id,
          title: row.declaration.title,
          dataset: row.dataset,
          owner: row.owner,
          connector: { type, title: parts.connector(type).title },
          declaration: row.declaration,
          yaml: row.yaml,
          paused: row.paused,
          revision: row.revision,
          state: (await repository.state(row.id))?.state ?? null,
          secrets: await secrets.list(row),
          lastRound: round ? toRound(round, runs.get(round.id) ?? []) : null,
          updatedAt: row.updated_at.toISOString(),
        };
      }),
    );
  }

  /** What is wrong with a declaration, also with what it names; the declaration is null then. */
  async function check(
    principal: Principal,
    yaml: string,
  ): Promise<{ declaration: Declaration | null; findings: Finding[] }> {
    const { declaration, findings } = parseDeclaration(yaml, parts.connectors);
    if (!declaration) return { declaration, findings };
    const found = await catalogue.find(declaration.dataset);
    // Nobody learns by a declaration that a dataset is there which is hidden from them.
    const dataset = found && access.decide(principal, 'dataset:discover', found).allowed ? found : null;
    const missing = (zh: string, en: string): Finding[] => [
      { row: null, field: 'dataset', rule: 'dataset', value: declaration.dataset, message: { zh, en } },
    ];
    if (!dataset) {
      return {
        declaration: null,
        findings: missing(
          `没有数据资源“${declaration.dataset}”；请先登记，或核对编号`,
          `there is no dataset “${declaration.dataset}”; enter it first, or check the id`,
        ),
      };
    }
    if (!dataset.standard) {
      return {
        declaration: null,
        findings: missing(
          `数据资源“${declaration.dataset}”没有指定数据标准；请先指定`,
          `the dataset “${declaration.dataset}” follows no standard; name one first`,
        ),
      };
    }
    return { declaration, findings: [] };
  }

  async function requireSound(principal: Principal, yaml: string): Promise<Declaration> {
    const { declaration, findings } = await check(principal, yaml);
    if (declaration) return declaration;
    const first = findings[0]?.message ?? { zh: '', en: '' };
    throw new AppError(sourcesErrors.declarationWrong, { count: findings.length, first, findings });
  }

  /** Who declares a source brings data into its dataset: that must be theirs to do. */
  function requireDeclare(principal: Principal, id: string, owner: string, dataset: CatalogueResource): void {
    access.require(principal, 'source:edit', { id, owner });
    access.require(principal, 'dataset:collect', dataset);
  }

  async function change(
    principal: Principal,
    row: SourceRow,
    values: Partial<SourceRow>,
    action: string,
  ): Promise<void> {
    const moved = values.declaration && placeOf(values.declaration.connector) !== placeOf(row.declaration.connector);
    await repository.transaction(async (transaction) => {
      const stamped = { ...values, updated_by: principal.id, updated_at: clock.now() };
      const changed = await repository.updateSource(row, stamped, transaction);
      if (!changed) throw new AppError(sourcesErrors.changedMeanwhile, { source: row.id });
      if (moved) await secrets.forget(principal, row.id, transaction);
      await audit.record({ principal, action, target: `source:${row.id}`, outcome: 'done' }, transaction);
    });
  }

  async function get(principal: Principal, id: string): Promise<Source> {
    const [source] = await told([await parts.require(principal, id, 'source:read')]);
    return source!;
  }

  return {
    check,
    get,

    /** Those that this principal may see, by id. */
    async list(principal: Principal, filter: { dataset?: string } = {}): Promise<Source[]> {
      const rows = await repository.sources();
      return told(
        rows.filter(
          ({ id, owner, dataset }) =>
            (filter.dataset === undefined || dataset === filter.dataset) &&
            access.decide(principal, 'source:read', { id, owner }).allowed,
        ),
      );
    },

    /** Enters a source, or changes the one that has its id; with `revision`, only if nobody else has changed it since. */
    async save(principal: Principal, yaml: string, options: { revision?: number } = {}): Promise<Source> {
      const declaration = await requireSound(principal, yaml);
      const dataset = await catalogue.resource(declaration.dataset);
      const owner = declaration.owner ?? dataset.owner;
      requireDeclare(principal, declaration.id, owner, dataset);
      const known = await repository.source(declaration.id);
      const now = clock.now();
      const values = { dataset: declaration.dataset, owner, declaration, yaml };
      if (known) {
        const seen = await parts.require(principal, known.id, 'source:edit');
        if (options.revision !== undefined && options.revision !== seen.revision)
          throw new AppError(sourcesErrors.changedMeanwhile, { source: seen.id });
        await change(principal, seen, values, 'sources.changed');
        // What another connector remembers means nothing to this one.
        if (seen.declaration.connector.type !== declaration.connector.type)
          await repository.saveState({ source: seen.id, state: null, run: null, at: now });
      } else {
        await repository.transaction(async (transaction) => {
          const stamps = { created_by: principal.id, created_at: now, updated_by: principal.id, updated_at: now };
          const row = { id: declaration.id, ...values, paused: false, revision: 1, ...stamps };
          if (!(await repository.insertSource(row, transaction)))
            throw new AppError(sourcesErrors.changedMeanwhile, { source: declaration.id });
          const details = { dataset: declaration.dataset, connector: declaration.connector.type };
          await audit.record(
            { principal, action: 'sources.added', target: `source:${declaration.id}`, outcome: 'done', details },
            transaction,
          );
        });
      }
      return get(principal, declaration.id);
    },

    async pause(principal: Principal, id: string): Promise<Source> {
      const row = await parts.require(principal, id, 'source:edit');
      if (!row.paused) await change(principal, row, { paused: true }, 'sources.paused');
      return get(principal, id);
    },

    async resume(principal: Principal, id: string): Promise<Source> {
      const row = await parts.require(principal, id, 'source:edit');
      if (row.paused) await change(principal, row, { paused: false }, 'sources.resumed');
      return get(principal, id);
    },

    /** Makes the next round begin anew, as if nothing had been collected. */
    async forget(principal: Principal, id: string): Promise<Source> {
      await parts.require(principal, id, 'source:edit');
      await repository.transaction(async (transaction) => {
        await repository.saveState({ source: id, state: null, run: null, at: clock.now() }, transaction);
        await audit.record(
          { principal, action: 'sources.begun-anew', target: `source:${id}`, outcome: 'done' },
          transaction,
        );
      });
      return get(principal, id);
    },

    /** Its runs and what they brought stay. */
    async remove(principal: Principal, id: string): Promise<void> {
      await parts.require(principal, id, 'source:edit');
      await repository.transaction(async (transaction) => {
        await repository.removeSource(id, transaction);
        await audit.record(
          { principal, action: 'sources.removed', target: `source:${id}`, outcome: 'done' },
          transaction,
        );
      });
      await rm(path.join(parts.config.dataFolder, 'standing', id), { recursive: true, force: true });
    },

    /** For bureau code that plans rounds: every source as it is stored. */
    all: (): Promise<SourceRow[]> => repository.sources(),
  };
}
