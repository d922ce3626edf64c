import { defineJob, type Job } from '../../kernel/index.ts';
import { roundJob } from './dependencies.ts';
import type { Sources } from './service.ts';

/** Durable work of sources: one kind, which runs a round. */
export function sourcesJobs(sources: Sources): Job[] {
  return [
    defineJob<{ round: string }>({
      name: roundJob,
      title: { zh: '运行数据来源', en: 'Run a source' },
      attempts: 3,
      // Each round holds two database connections; most of its time is the other side's.
      concurrency: 3,
      async run({ round }, { signal, progress }) {
        await sources.execute(round, { signal, onProgress: progress, retries: true });
        return { round };
      },
    }),
  ];
}
