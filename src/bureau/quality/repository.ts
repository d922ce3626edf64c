import { type Generated, type Selectable, sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import type { Text } from '../../kernel/index.ts';
import type { FieldProfile, StepMeasures } from './drift/profile-shape.ts';
import type { Drift, DriftSettings, Result, Rule } from './schema.ts';

/** The versions that a result is of, as its key. */
export const inputsKey = (inputs: Result['inputs']) =>
  inputs.map(({ dataset, version }) => `${dataset}@${version}`).join(' ');

export interface RuleRow {
  id: string;
  dataset: string;
  datasets: string[];
  kind: string;
  enabled: boolean;
  body: Rule;
  revision: number;
  updated_at: Date;
  updated_by: string;
}

interface ResultRow {
  rule: string;
  inputs_key: string;
  revision: number;
  number: Generated<number>;
  at: Date;
  inputs: Result['inputs'];
  passed: boolean;
  total: number;
  broken: number;
  facts: Result['facts'];
  message: Text;
}

export interface FailureRow {
  id: Generated<number>;
  rule: string;
  task: string;
  since: Date;
  due_at: Date;
  inputs_key: string;
  ended_at: Date | null;
  ended_by: unknown;
}

export interface ProfileRow {
  dataset: string;
  version: number;
  at: Date;
  rows: number;
  fields: FieldProfile[];
  against: number | null;
  drifts: Drift[];
  measures: StepMeasures;
}

type QualityTables = {
  quality_rules: RuleRow;
  quality_results: ResultRow;
  quality_failures: FailureRow;
  quality_profiles: ProfileRow;
  quality_drift_settings: { dataset: string; body: DriftSettings; updated_at: Date; updated_by: string };
};

const json = <Value>(value: Value) => sql<Value>`${JSON.stringify(value)}::jsonb`;

export type QualityRepository = ReturnType<typeof createQualityRepository>;

/** The only SQL on the tables of quality. */
export function createQualityRepository(database: Database) {
  const kysely = database.kysely.withTables<QualityTables>();
  return {
    async rule(id: string): Promise<RuleRow | undefined> {
      return kysely.selectFrom('quality_rules').selectAll().where('id', '=', id).executeTakeFirst();
    },

    /** All rules, or those that read a dataset. */
    async rules(dataset?: string): Promise<RuleRow[]> {
      let query = kysely.selectFrom('quality_rules').selectAll();
      if (dataset !== undefined) query = query.where(sql<boolean>`datasets @> array[${dataset}]::text[]`);
      return query.orderBy('id').execute();
    },

    /** Saves a rule when it still stands at the revision that was seen (0 for a new one); null when it does not. */
    async saveRule(row: Omit<RuleRow, 'revision'>, seen: number): Promise<RuleRow | null> {
      const { id, body, ...rest } = row;
      const values = { ...rest, body: json(body), revision: seen + 1 };
      const saved =
        seen === 0
          ? await kysely
              .insertInto('quality_rules')
              .values({ id, ...values })
              .onConflict((conflict) => conflict.doNothing())
              .returningAll()
              .executeTakeFirst()
          : await kysely
              .updateTable('quality_rules')
              .set(values)
              .where('id', '=', id)
              .where('revision', '=', seen)
              .returningAll()
              .executeTakeFirst();
      return saved ?? null;
    },

    async deleteRule(id: string): Promise<void> {
      await kysely.deleteFrom('quality_rules').where('id', '=', id).execute();
    },

    /** Keeps what an evaluation found; asked again of the same versions, it takes the place of the one before. */
    async saveResult(result: Result, key: string): Promise<void> {
      const { rule, revision, ...rest } = result;
      const values = {
        at: new Date(rest.at),
        inputs: json(rest.inputs),
        passed: rest.passed,
        total: rest.total,
        broken: rest.broken,
        facts: json(rest.facts),
        message: json(rest.message),
      };
      await kysely
        .insertInto('quality_results')
        .values({ rule, revision, inputs_key: key, ...values })
        .onConflict((conflict) =>
          conflict
            .columns(['rule', 'inputs_key', 'revision'])
            .doUpdateSet({ ...values, number: sql`nextval('quality_results_number')` }),
        )
        .execute();
    },

    /** The newest results of a rule, newest first. */
    async results(rule: string, limit: number): Promise<Result[]> {
      const rows = await kysely
        .selectFrom('quality_results')
        .selectAll()
        .where('rule', '=', rule)
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toResult);
    },

    /** The newest result of each rule. */
    async newestResults(rules: string[]): Promise<Map<string, Result>> {
      if (rules.length === 0) return new Map();
      const rows = await kysely
        .selectFrom('quality_results')
        .selectAll()
        .distinctOn('rule')
        .where('rule', 'in', rules)
        .orderBy('rule')
        .orderBy('number', 'desc')
        .execute();
      return new Map(rows.map((row) => [row.rule, toResult(row)]));
    },

    /** Failures that go on, by rule. */
    async running(rules: string[]): Promise<Map<string, FailureRow>> {
      if (rules.length === 0) return new Map();
      const rows = await kysely
        .selectFrom('quality_failures')
        .selectAll()
        .where('rule', 'in', rules)
        .where('ended_at', 'is', null)
        .execute();
      return new Map(rows.map((row) => [row.rule, row as unknown as FailureRow]));
    },

    /** The rule whose failure opened a task, also when it has ended. */
    async ruleOfTask(task: string): Promise<RuleRow | undefined> {
      return kysely
        .selectFrom('quality_rules')
        .innerJoin('quality_failures', 'quality_failures.rule', 'quality_rules.id')
        .selectAll('quality_rules')
        .where('quality_failures.task', '=', task)
        .executeTakeFirst();
    },

    /** Begins a failure, unless one runs; returns the one that runs. */
    async beginFailure(
      row: Pick<FailureRow, 'rule' | 'task' | 'since' | 'due_at' | 'inputs_key'>,
    ): Promise<FailureRow> {
      await kysely
        .insertInto('quality_failures')
        .values({ ...row, ended_at: null, ended_by: null })
        .onConflict((conflict) => conflict.column('rule').where('ended_at', 'is', null).doNothing())
        .execute();
      const running = await kysely
        .selectFrom('quality_failures')
        .selectAll()
        .where('rule', '=', row.rule)
        .where('ended_at', 'is', null)
        .executeTakeFirstOrThrow();
      return running as unknown as FailureRow;
    },

    /** Notes of which versions a running failure was last seen. */
    async seeFailure(rule: string, key: string): Promise<void> {
      await kysely
        .updateTable('quality_failures')
        .set({ inputs_key: key })
        .where('rule', '=', rule)
        .where('ended_at', 'is', null)
        .execute();
    },

    async endFailure(rule: string, at: Date, by: unknown): Promise<void> {
      await kysely
        .updateTable('quality_failures')
        .set({ ended_at: at, ended_by: json(by) })
        .where('rule', '=', rule)
        .where('ended_at', 'is', null)
        .execute();
    },

    /** What versions of a dataset look like, newest first. */
    async profiles(dataset: string, options: { below?: number; limit: number }): Promise<ProfileRow[]> {
      let query = kysely.selectFrom('quality_profiles').selectAll().where('dataset', '=', dataset);
      if (options.below !== undefined) query = query.where('version', '<', options.below);
      const rows = await query.orderBy('version', 'desc').limit(options.limit).execute();
      return rows.map((row) => ({
        ...row,
        version: Number(row.version),
        rows: Number(row.rows),
        against: row.against === null ? null : Number(row.against),
      }));
    },

    async saveProfile(row: ProfileRow): Promise<void> {
      const { dataset, version, ...rest } = row;
      const values = {
        ...rest,
        fields: json(rest.fields),
        drifts: json(rest.drifts),
        measures: json(rest.measures),
      };
      await kysely
        .insertInto('quality_profiles')
        .values({ dataset, version, ...values })
        .onConflict((conflict) => conflict.columns(['dataset', 'version']).doUpdateSet(values))
        .execute();
    },

    async driftSettings(dataset: string): Promise<{ body: DriftSettings; updatedAt: Date | null }> {
      const row = await kysely
        .selectFrom('quality_drift_settings')
        .select(['body', 'updated_at'])
        .where('dataset', '=', dataset)
        .executeTakeFirst();
      return { body: row?.body ?? {}, updatedAt: row?.updated_at ?? null };
    },

    async saveDriftSettings(dataset: string, body: DriftSettings, by: { at: Date; principal: string }): Promise<void> {
      const values = { body: json(body), updated_at: by.at, updated_by: by.principal };
      await kysely
        .insertInto('quality_drift_settings')
        .values({ dataset, ...values })
        .onConflict((conflict) => conflict.column('dataset').doUpdateSet(values))
        .execute();
    },
  };
}

function toResult(row: Selectable<ResultRow>): Result {
  const { inputs_key: _key, number: _number, ...result } = row;
  return { ...result, at: row.at.toISOString(), total: Number(row.total), broken: Number(row.broken) };
}
