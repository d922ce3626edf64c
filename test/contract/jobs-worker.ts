import { setTimeout as delay } from 'node:timers/promises';
import { createQueue, openDatabase } from '../../src/database/index.ts';
import { defineJob, silentLog, systemClock } from '../../src/kernel/index.ts';

/** A worker process of its own, to be killed: says when its job runs, and never ends it. */
const [url, name] = process.argv.slice(2) as [string, string];
const database = await openDatabase({ databaseUrl: url, dataFolder: '' }, silentLog);
const queue = createQueue(database, { log: silentLog, clock: systemClock, leaseMilliseconds: 1000 });
queue.register(
  defineJob({
    name,
    title: { zh: '测试', en: 'test' },
    attempts: 1,
    concurrency: 1,
    run: async () => {
      console.log('running');
      await delay(600_000);
    },
  }),
);
await queue.start();
