import { defineJob, type Job } from '../../kernel/index.ts';
import { collectJob } from './dependencies.ts';
import type { Collection } from './service.ts';

/** Durable work of collection: one kind, which runs a run from its stored source. */
export function collectionJobs(collection: Collection): Job[] {
  return [
    defineJob<{ run: string }>({
      name: collectJob,
      title: { zh: '采集数据', en: 'Collect data' },
      attempts: 3,
      // Each run uses the cores of the machine; more at once would only share them.
      concurrency: 2,
      async run({ run }, { signal, progress }) {
        await collection.execute(run, { signal, onProgress: progress });
        return { run };
      },
    }),
  ];
}
