import type { Queue } from '../../database/index.ts';
import { type Clock, defineJob, type Job } from '../../kernel/index.ts';
import { roundJob } from './dependencies.ts';
import type { Sources } from './service.ts';

/** A round whose source or group is taken looks again after so long. */
const againMilliseconds = 3000;

/** Durable work of sources: one kind, which runs a round. */
export function sourcesJobs({ sources, queue, clock }: { sources: Sources; queue: Queue; clock: Clock }): Job[] {
  return [
    defineJob<{ round: string }>({
      name: roundJob,
      title: { zh: '运行数据来源', en: 'Run a source' },
      attempts: 3,
      // Each round holds two database connections; most of its time is the other side's.
      concurrency: 3,
      async run({ round }, { signal, progress }) {
        const ended = await sources.execute(round, { signal, onProgress: progress, retries: true });
        // A place of this kind is worth more than the wait: others go first.
        if (!ended) {
          const startAfter = new Date(clock.now().getTime() + againMilliseconds);
          await queue.send(roundJob, { round }, { startAfter });
        }
        return { round };
      },
    }),
  ];
}
