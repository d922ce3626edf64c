import type { Principal } from '../../kernel/index.ts';
import type { CollectionParts } from './dependencies.ts';

const tenMinutes = 600_000;
const remembered = 10_000;

/**
 * Raw rows of a quarantine are personal data as often as not: that somebody reads them is recorded once for a reader and
 * run in ten minutes, not for each page.
 */
export function createReadEvents({ audit, clock }: Pick<CollectionParts, 'audit' | 'clock'>) {
  const recent = new Map<string, number>();

  return async function told(principal: Principal, run: { id: string; dataset: string }): Promise<void> {
    const key = `${principal.id} ${run.id}`;
    const now = clock.now().getTime();
    if (now - (recent.get(key) ?? Number.NEGATIVE_INFINITY) < tenMinutes) return;
    await audit.record({
      principal,
      action: 'collection.quarantine-read',
      target: `run:${run.id}`,
      outcome: 'done',
      details: { dataset: run.dataset },
    });
    recent.delete(key);
    if (recent.size >= remembered) recent.delete(recent.keys().next().value!);
    recent.set(key, now);
  };
}
