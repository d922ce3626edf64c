import { roundJob, type SourcesParts } from '../dependencies.ts';
import type { SourceRow } from '../repository.ts';

/** A round that waits for its turn looks again by itself after so long, should whoever has the turn never end. */
const againMilliseconds = 60_000;

/** Turns of the rounds whose source, or whose source's group, is taken. */
export function createTurns({ repository, queue }: Pick<SourcesParts, 'repository' | 'queue'>) {
  return {
    /**
     * Lets a round wait for its turn. Whoever had the turn may have ended before it knew of this one: try again once
     * after this.
     */
    async wait(round: string): Promise<void> {
      const job = await queue.send(roundJob, { round }, { delayMilliseconds: againMilliseconds });
      await repository.waitForTurn(round, job);
    },

    /** Gives the turn of a source that is free now to the round that has waited longest for it or its group. */
    async pass({ id, declaration }: SourceRow): Promise<void> {
      const next = await repository.nextInTurn(id, declaration.concurrency?.group ?? null);
      if (next !== null) await queue.hasten(next);
    },
  };
}
