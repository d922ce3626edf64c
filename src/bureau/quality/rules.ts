import { isDeepStrictEqual } from 'node:util';
import { AppError, kernelErrors, type Principal } from '../../kernel/index.ts';
import { lakeErrors } from '../../lake/index.ts';
import { openDataset } from './datasets.ts';
import type { QualityNeeds } from './dependencies.ts';
import { qualityErrors } from './errors.ts';
import type { createFailures } from './failures.ts';
import type { QualityRepository, RuleRow } from './repository.ts';
import { compileRule, datasetsOf, fieldsOf } from './rules/compile.ts';
import { tellingKinds, withoutFigures } from './rules/explain.ts';
import { readRule, readRuleYaml, ruleInvalid, writeRule } from './rules/read-rule.ts';
import type { Side } from './rules/sql.ts';
import type { Result, Rule, RuleState } from './schema.ts';

/** All rules of a dataset are asked of each of its versions. */
const mostRules = 200;

/** A result as a reader may see it: without its figures where they tell of values that are hidden from this reader. */
function shown<Found extends Result | null>({ kind }: Rule, result: Found, all: boolean): Found {
  return result === null || all || !tellingKinds.includes(kind)
    ? result
    : { ...result, facts: {}, message: withoutFigures(result) };
}

/** Rules: saved by whoever keeps the dataset, listed with how they stand. */
export function createRules(
  needs: QualityNeeds,
  repository: QualityRepository,
  parts: { failures: ReturnType<typeof createFailures>; ask(row: RuleRow): Promise<void> },
) {
  const { catalogue, access, audit, clock, identity, lake } = needs;

  /** The organisation that a rule belongs to: that which is called upon. */
  async function ownerOf(rule: Rule): Promise<string | null> {
    return rule.owner ?? (await catalogue.find(rule.dataset))?.owner ?? null;
  }

  async function found(principal: Principal, id: string): Promise<RuleRow> {
    const row = await repository.rule(id);
    const owner = row ? await ownerOf(row.body) : null;
    const resource = { id, owner: owner ?? principal.organisation };
    if (!row || !access.decide(principal, 'quality:read', resource).allowed) {
      throw new AppError(kernelErrors.notFound, { what: id });
    }
    return row;
  }

  /** Whether a reader sees the raw values of every field that a rule names; else its figures would tell them. */
  async function seesAll(principal: Principal, rule: Rule): Promise<boolean> {
    const entries = new Map(
      await Promise.all(
        datasetsOf(rule).map(
          async (id) => [id, (await catalogue.find(id)) ? await catalogue.resource(id) : null] as const,
        ),
      ),
    );
    const names = (id: string) => entries.get(id)?.fields.map(({ name }) => name) ?? [];
    for (const [id, fields] of fieldsOf(rule, names)) {
      const entry = entries.get(id);
      if (!entry || !access.decide(principal, 'dataset:read', entry).allowed) return false;
      const open = new Set(access.fields(principal, entry).flatMap((one) => (one.access === 'open' ? one.name : [])));
      if ([...fields].some((field) => !open.has(field))) return false;
    }
    return true;
  }

  async function stateOf(
    principal: Principal,
    row: RuleRow,
    known: { results: Map<string, Result>; running: Awaited<ReturnType<QualityRepository['running']>> },
  ): Promise<RuleState> {
    const failure = known.running.get(row.id);
    const owner = (await ownerOf(row.body)) ?? '';
    return {
      rule: row.body,
      owner,
      datasets: await Promise.all(
        row.datasets.map(async (id) => ({ id, title: (await catalogue.find(id))?.title ?? { zh: id, en: id } })),
      ),
      revision: row.revision,
      updatedAt: row.updated_at.toISOString(),
      last: shown(row.body, known.results.get(row.id) ?? null, await seesAll(principal, row.body)),
      failure: failure
        ? { since: failure.since.toISOString(), dueAt: failure.due_at.toISOString(), task: failure.task }
        : null,
      editable: access.decide(principal, 'quality:edit', { id: row.id, owner }).allowed,
      yaml: writeRule(row.body),
    };
  }

  async function states(principal: Principal, rows: RuleRow[]): Promise<RuleState[]> {
    const ids = rows.map(({ id }) => id);
    const known = { results: await repository.newestResults(ids), running: await repository.running(ids) };
    return Promise.all(rows.map((row) => stateOf(principal, row, known)));
  }

  /** What a rule reads must be there, fit, and be open to whoever writes it: a rule answers questions about values. */
  async function check(principal: Principal, rule: Rule): Promise<void> {
    if (rule.owner !== undefined) {
      const known = await identity.organisations.list();
      if (!known.some(({ id }) => id === rule.owner)) {
        throw ruleInvalid('owner', {
          zh: `“${rule.owner}”不是已登记的组织`,
          en: `“${rule.owner}” is no organisation here`,
        });
      }
    }
    const sides: Side[] = [];
    for (const id of datasetsOf(rule)) {
      const entry = await catalogue.find(id);
      const place =
        id === rule.dataset ? 'dataset' : rule.kind === 'referential' ? 'references.dataset' : 'against.dataset';
      const missing = () =>
        ruleInvalid(place, { zh: `“${id}”不是您可读取的数据资源`, en: `“${id}” is no dataset that you may read` });
      if (!entry || !access.decide(principal, 'dataset:read', entry).allowed) throw missing();
      const opened = await openDataset(needs, id);
      if (!opened) {
        throw ruleInvalid(place, {
          zh: `“${id}”还没有版本；请先采集一次`,
          en: `“${id}” has no version yet; collect it once`,
        });
      }
      sides.push(opened.side);
    }
    const { measure, brokenRows } = compileRule(rule, sides);
    const names = (dataset: string) => sides.find((side) => side.dataset === dataset)!.fields.map(({ name }) => name);
    for (const [dataset, fields] of fieldsOf(rule, names)) {
      const entry = await catalogue.resource(dataset);
      const open = new Set(
        access
          .fields(principal, entry)
          .filter((field) => field.access === 'open')
          .map(({ name }) => name),
      );
      for (const field of fields) {
        if (!open.has(field)) {
          throw ruleInvalid('', {
            zh: `您看不到 ${dataset} 的“${field}”原值，不能就它立规则`,
            en: `you do not see the values of “${field}” of ${dataset}, so you may not make a rule on it`,
          });
        }
      }
    }
    try {
      // Planned, not run: what the engine can't take is told now, and not at each version.
      await lake.engine.rows(`EXPLAIN ${measure}`);
      if (brokenRows !== null) await lake.engine.rows(`EXPLAIN SELECT * FROM ${brokenRows} AS broken`);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== lakeErrors.queryInvalid) throw error;
      throw ruleInvalid('', {
        zh: '条件过于复杂，无法检查；请拆成几条规则',
        en: 'its condition is too complex to be asked; make several rules of it',
      });
    }
  }

  return {
    found,
    seesAll,

    /** Rules of a dataset or task, or all, as far as this reader may see them. */
    async list(
      principal: Principal,
      filter: { dataset?: string; task?: string; failing?: boolean } = {},
    ): Promise<RuleState[]> {
      const ofTask = filter.task === undefined ? null : await repository.ruleOfTask(filter.task);
      const rows = ofTask === null ? await repository.rules(filter.dataset) : ofTask ? [ofTask] : [];
      const seen: RuleRow[] = [];
      for (const row of rows) {
        const owner = await ownerOf(row.body);
        if (access.decide(principal, 'quality:read', { id: row.id, owner }).allowed) seen.push(row);
      }
      const all = await states(principal, seen);
      return filter.failing ? all.filter(({ failure }) => failure !== null) : all;
    },

    async get(principal: Principal, id: string): Promise<RuleState & { results: Result[] }> {
      const row = await found(principal, id);
      const [state] = await states(principal, [row]);
      const all = await seesAll(principal, row.body);
      return { ...state!, results: (await repository.results(id, 50)).map((result) => shown(row.body, result, all)) };
    },

    /** Saves a rule and asks it at once. `revision` is the one that was seen, 0 for a new one. */
    async save(
      principal: Principal,
      given: { id?: string; rule?: unknown; yaml?: string; revision?: number },
    ): Promise<RuleState> {
      const rule = readRule(given.yaml === undefined ? given.rule : readRuleYaml(given.yaml));
      if (given.id !== undefined && given.id !== rule.id) {
        throw ruleInvalid('id', { zh: `应为 ${given.id}`, en: `must be ${given.id}` });
      }
      const before = await repository.rule(rule.id);
      const owner = await ownerOf(rule);
      access.require(principal, 'quality:edit', { id: rule.id, owner });
      if (before) {
        access.require(principal, 'quality:edit', { id: rule.id, owner: await ownerOf(before.body) });
        if (isDeepStrictEqual(before.body, rule)) return (await states(principal, [before]))[0]!;
      }
      if (!before && (await repository.rules(rule.dataset)).length >= mostRules) {
        throw ruleInvalid('dataset', {
          zh: `“${rule.dataset}”已有 ${mostRules} 条规则，不能再增加`,
          en: `“${rule.dataset}” has ${mostRules} rules already, and takes no more`,
        });
      }
      await check(principal, rule);
      const seen = given.revision ?? before?.revision ?? 0;
      const row = await repository.saveRule(
        {
          id: rule.id,
          dataset: rule.dataset,
          datasets: datasetsOf(rule),
          kind: rule.kind,
          enabled: rule.enabled ?? true,
          body: rule,
          updated_at: clock.now(),
          updated_by: principal.id,
        },
        seen,
      );
      if (!row) throw new AppError(qualityErrors.ruleChanged, { id: rule.id, revision: before?.revision ?? 0 });
      await audit.record({
        principal,
        action: 'quality.rule-saved',
        target: `rule:${rule.id}`,
        outcome: 'done',
        details: { revision: row.revision, kind: rule.kind, datasets: row.datasets },
      });
      if (row.enabled) await parts.ask(row);
      else await parts.failures.drop(row);
      return (await states(principal, [row]))[0]!;
    },

    /** Deletes a rule with its results; its task is closed with it. */
    async remove(principal: Principal, id: string): Promise<void> {
      const row = await found(principal, id);
      access.require(principal, 'quality:edit', { id, owner: await ownerOf(row.body) });
      await parts.failures.drop(row);
      await repository.deleteRule(id);
      await audit.record({
        principal,
        action: 'quality.rule-deleted',
        target: `rule:${id}`,
        outcome: 'done',
        details: {},
      });
    },
  };
}
