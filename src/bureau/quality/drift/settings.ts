import { AppError, kernelErrors, type Principal } from '../../../kernel/index.ts';
import type { QualityNeeds } from '../dependencies.ts';
import { qualityErrors } from '../errors.ts';
import type { QualityRepository } from '../repository.ts';
import type { DriftSettings, DriftState } from '../schema.ts';
import { thresholdsAhead } from './compare.ts';
import { learntSteps } from './look.ts';

/** What counts as drift of a dataset: seen and declared by whoever keeps it. */
export function createDriftSettings(needs: QualityNeeds, repository: QualityRepository) {
  const { access, audit, catalogue, clock } = needs;

  /** Refuses whoever does not keep the dataset; to whom it is hidden, it is not there. */
  async function requireKeeper(principal: Principal, dataset: string) {
    const entry = await catalogue.find(dataset);
    if (!entry || !access.decide(principal, 'dataset:discover', entry).allowed) {
      throw new AppError(kernelErrors.notFound, { what: dataset });
    }
    access.require(principal, 'quality:edit', { id: dataset, owner: entry.owner });
    return entry;
  }

  async function state(principal: Principal, dataset: string): Promise<DriftState> {
    const entry = await requireKeeper(principal, dataset);
    const { body: settings, updatedAt } = await repository.driftSettings(dataset);
    const steps = await repository.profiles(dataset, { limit: learntSteps });
    const ahead = steps[0]
      ? thresholdsAhead(steps[0], { history: steps.map(({ measures }) => measures), settings })
      : null;
    // How the values of a field moved is told to those who may see them.
    const shown = new Map(access.fields(principal, entry).map((field) => [field.name, field.access]));
    return {
      dataset,
      settings,
      updatedAt: updatedAt?.toISOString() ?? null,
      rows: ahead?.rows ?? null,
      fields: (await catalogue.get(principal, dataset)).fields
        .filter(({ name }) => shown.has(name) && shown.get(name) !== 'withheld')
        .map(({ name, title }) => ({
          field: name,
          title,
          off: settings.fields?.[name]?.off ?? null,
          thresholds: (ahead?.fields.get(name) ?? []).filter(
            ({ measure }) => measure === 'nulls' || shown.get(name) === 'open',
          ),
        })),
    };
  }

  return {
    requireKeeper,
    state,

    /** Declares anew; it holds from the next version on. */
    async save(principal: Principal, dataset: string, body: DriftSettings): Promise<DriftState> {
      await requireKeeper(principal, dataset);
      const known = new Set((await catalogue.get(principal, dataset)).fields.map(({ name }) => name));
      const stray = Object.keys(body.fields ?? {}).find((name) => !known.has(name));
      if (stray !== undefined) throw new AppError(qualityErrors.driftFieldUnknown, { field: stray, dataset });
      const { body: before } = await repository.driftSettings(dataset);
      await repository.saveDriftSettings(dataset, body, { at: clock.now(), principal: principal.id });
      await audit.record({
        principal,
        action: 'quality.drift-set',
        target: `dataset:${dataset}`,
        outcome: 'done',
        details: { before, after: body },
      });
      return state(principal, dataset);
    },
  };
}
