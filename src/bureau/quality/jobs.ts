import { defineJob, type Job } from '../../kernel/index.ts';
import { checkJob, hourlyJob, type Quality, ruleJob } from './service.ts';

/** Jobs of quality: a version is checked, a rule is asked, and each hour the rules of freshness. */
export function qualityJobs(quality: Quality): Job[] {
  return [
    defineJob<{ dataset: string }>({
      name: checkJob,
      title: { zh: '检查新版本的质量', en: 'Check the quality of a new version' },
      attempts: 3,
      concurrency: 1,
      async run({ dataset }, { signal, progress }) {
        progress({ share: null, step: { zh: `检查 ${dataset}`, en: `Checking ${dataset}` } });
        const { version, results } = await quality.work.check(dataset, signal);
        return { dataset, version, rules: results.length, failing: results.filter(({ passed }) => !passed).length };
      },
    }),
    defineJob<{ rule: string }>({
      name: ruleJob,
      title: { zh: '检查一条质量规则', en: 'Ask one quality rule' },
      attempts: 3,
      concurrency: 1,
      async run({ rule }, { signal }) {
        const result = await quality.work.askRule(rule, signal);
        return { rule, passed: result?.passed ?? null };
      },
    }),
    defineJob<object>({
      name: hourlyJob,
      title: { zh: '检查数据是否及时', en: 'Ask whether data are fresh' },
      attempts: 3,
      concurrency: 1,
      async run(_input, { signal }) {
        await quality.plan();
        return { rules: await quality.work.hourly(signal) };
      },
    }),
  ];
}
