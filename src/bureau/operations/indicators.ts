import { AppError, kernelErrors, type Principal } from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import { type IndicatorBody, json, type OperationsDatabase, selectTrends } from './repository.ts';
import type { Indicator } from './schema.ts';

export interface IndicatorParts {
  database: OperationsDatabase;
  access: Access;
  catalogue: Pick<Catalogue, 'find'>;
  now(): Date;
}

/**
 * Indicators: the newest value, its history, and where it comes from. A reader sees those whose dataset the same reader
 * may read; a figure would else tell what the records hide.
 */
export function createIndicators({ database, access, catalogue, now }: IndicatorParts) {
  const mayRead = async (principal: Principal, dataset: string): Promise<boolean> => {
    const resource = await catalogue.find(dataset);
    return resource !== null && access.decide(principal, 'dataset:read', resource).allowed;
  };

  return {
    /**
     * Keeps an indicator as it stands now and enters its trend and value into the history; values of an instant that is
     * known already are replaced, so publishing the same twice changes nothing.
     */
    async publish(indicator: Indicator, position = 0): Promise<void> {
      const { trend, ...body } = indicator;
      const points = new Map(trend.map((point) => [new Date(point.at).getTime(), point.value]));
      if (indicator.at !== null) points.set(new Date(indicator.at).getTime(), indicator.value);
      await database.transaction().execute(async (transaction) => {
        const row = {
          sector: indicator.sector,
          dataset: indicator.provenance.dataset,
          position,
          body: json(body),
          at: indicator.at === null ? null : new Date(indicator.at),
          updated_at: now(),
        };
        await transaction
          .insertInto('operations_indicators')
          .values({ id: indicator.id, ...row })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
          .execute();
        const history = [...points].map(([at, value]) => ({ indicator: indicator.id, at: new Date(at), value }));
        for (let start = 0; start < history.length; start += 1000) {
          await transaction
            .insertInto('operations_indicator_history')
            .values(history.slice(start, start + 1000))
            .onConflict((conflict) =>
              conflict
                .columns(['indicator', 'at'])
                .doUpdateSet((excluded) => ({ value: excluded.ref('excluded.value') })),
            )
            .execute();
        }
      });
    },

    /** Indicators this reader may see, each with the last `points` values of its trend. */
    async list(principal: Principal, options: { sector?: string; points?: number } = {}): Promise<Indicator[]> {
      let query = database.selectFrom('operations_indicators').selectAll();
      if (options.sector) query = query.where('sector', '=', options.sector);
      const rows = await query.orderBy('sector').orderBy('position').orderBy('id').execute();
      const readable = new Map<string, boolean>();
      for (const { dataset } of rows) {
        if (!readable.has(dataset)) readable.set(dataset, await mayRead(principal, dataset));
      }
      const seen = rows.filter((row) => readable.get(row.dataset));
      const trends = await selectTrends(
        database,
        seen.map((row) => row.id),
        options.points ?? 48,
      );
      return seen.map((row) => ({ ...(row.body as IndicatorBody), trend: trends.get(row.id) ?? [] }));
    },

    /** One indicator; told as not found when its dataset is not this reader's to read. */
    async get(principal: Principal, id: string, options: { points?: number } = {}): Promise<Indicator> {
      const row = await database
        .selectFrom('operations_indicators')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row || !(await mayRead(principal, row.dataset))) throw new AppError(kernelErrors.notFound, { what: id });
      const trends = await selectTrends(database, [id], options.points ?? 168);
      return { ...(row.body as IndicatorBody), trend: trends.get(id) ?? [] };
    },
  };
}
