import { AppError, type Principal, systemPrincipal } from '../../kernel/index.ts';
import type { QualityNeeds } from './dependencies.ts';
import type { QualityRepository } from './repository.ts';
import type { Drift, DriftReport, FieldHistory } from './schema.ts';

const self = systemPrincipal('quality');

/** What versions looked like, for readers of the dataset: values only of fields that are open to them. */
export function createHistory(needs: QualityNeeds, repository: QualityRepository) {
  const { catalogue, collection } = needs;

  async function visible(principal: Principal, dataset: string) {
    const governed = await catalogue.open(principal, dataset);
    return { open: governed.open, all: new Set(governed.columns.map(({ name }) => name)), columns: governed.columns };
  }

  /** Drifts in the number of empty values tell no value; all others do. */
  const mayTell = (drift: Drift, seen: { open: Set<string>; all: Set<string> }) =>
    drift.field === null || (drift.measure === 'nulls' ? seen.all : seen.open).has(drift.field);

  /** Findings by field and rule of the run that made a version. */
  async function findingsOf(run: string | null): Promise<Map<string, Record<string, number>>> {
    const found = new Map<string, Record<string, number>>();
    if (run === null) return found;
    try {
      const { summary } = await collection.runs.get(self, run);
      for (const { field, rule, count } of summary) {
        if (field !== null) found.set(field, { ...found.get(field), [rule]: count });
      }
    } catch (error) {
      // Versions of other origin name runs that collection does not know.
      if (!(error instanceof AppError) || error.status !== 404) throw error;
    }
    return found;
  }

  return {
    /** Drift of the newest versions, newest first. */
    async drift(principal: Principal, dataset: string, limit = 20): Promise<DriftReport[]> {
      const seen = await visible(principal, dataset);
      const rows = await repository.profiles(dataset, { limit: limit + 1 });
      const byVersion = new Map(rows.map((row) => [row.version, row]));
      return rows.slice(0, limit).map((row) => ({
        dataset,
        version: row.version,
        at: row.at.toISOString(),
        against: row.against,
        rows: row.rows,
        rowsBefore: row.against === null ? null : (byVersion.get(row.against)?.rows ?? null),
        drifts: row.drifts.filter((drift) => mayTell(drift, seen)),
      }));
    },

    /** Empty and different values, and findings by rule, of each field over versions, oldest first. */
    async fields(principal: Principal, dataset: string, limit = 30): Promise<FieldHistory> {
      const seen = await visible(principal, dataset);
      const rows = (await repository.profiles(dataset, { limit })).reverse();
      const listed = await catalogue.versions(self, dataset, { limit: 200 });
      const runs = new Map(listed.items.map(({ version, run }) => [version, run]));
      const findings = await Promise.all(rows.map(({ version }) => findingsOf(runs.get(version) ?? null)));
      return {
        dataset,
        fields: seen.columns.map(({ name, field }) => ({
          field: name,
          title: field?.title ?? { zh: name, en: name },
          points: rows.flatMap((row, index) => {
            const profile = row.fields.find((one) => one.name === name);
            if (!profile) return [];
            return [
              {
                version: row.version,
                at: row.at.toISOString(),
                rows: row.rows,
                nulls: profile.nulls,
                distinct: seen.open.has(name) ? profile.distinct : null,
                findings: findings[index]!.get(name) ?? {},
              },
            ];
          }),
        })),
      };
    },
  };
}
