import type { PendingEvent } from './repository.ts';

/** Most events that one INSERT carries. */
const largestBatch = 500;

/** Gathers events that come while an INSERT is under way and writes them as the next one: a group commit. */
export function createWriter(insert: (events: PendingEvent[]) => Promise<void>) {
  let waiting: { event: PendingEvent; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let writing: Promise<void> | null = null;

  const drain = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largestBatch);
      waiting = waiting.slice(largestBatch);
      try {
        await insert(batch.map((entry) => entry.event));
        for (const entry of batch) entry.resolve();
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    writing = null;
  };

  return {
    /** Resolves when the event is committed. */
    write: (event: PendingEvent): Promise<void> =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        writing ??= Promise.resolve().then(drain);
      }),
    /** Resolves when nothing is under way; failures went to those who wrote. */
    idle: async (): Promise<void> => {
      while (writing) await writing;
    },
  };
}
