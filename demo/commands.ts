import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Command, silentLog } from '../src/kernel/index.ts';
import { readAccounts } from './accounts.ts';
import { sampleSources } from './samples/market-stalls.ts';
import { type DemoParts, seedDemo, truthOf } from './seed.ts';
import { demoSources } from './sources/index.ts';
import { demoStandards, sampleStandardFile, sampleStandards } from './standards.ts';
import { prepareSession, type WrittenFile, writeSource } from './write-files.ts';

/** `lingnan demo seed|accounts|files|truth`. */
export const demoCommands: Command<DemoParts>[] = [
  {
    path: ['demo', 'seed'],
    summary: {
      zh: '生成演示城市“鹏城”，可中断后继续',
      en: 'Make the demo city Pengcheng; goes on where it was broken off',
    },
    options: [
      { flags: '--until <day>', summary: '数据截止日期，默认 2026-11-23 · last day of the data, moves all of it' },
    ],
    async run(parts, { options }, output) {
      const until = options['until'];
      const { files, rows, seconds } = await seedDemo(parts, {
        log: silentLog,
        ...(typeof until === 'string' ? { until } : {}),
        progress: output.progress,
        signal: output.signal,
      });
      output.result({ datasets: files.length, rows, seconds, files: files.map(({ truth: _, ...file }) => file) });
      output.line(`鹏城 Pengcheng: ${files.length} datasets, ${rows} rows, ${seconds.toFixed(1)} s`);
      output.line('lingnan demo accounts');
      return 0;
    },
  },
  {
    path: ['demo', 'accounts'],
    summary: { zh: '列出演示账号、密码和令牌', en: 'List the demo accounts with their passwords and tokens' },
    details: 'The accounts of the demo city only: no other account is ever shown. 1: there is no demo city here.',
    async run({ config }, _input, output) {
      const accounts = await readAccounts(config);
      output.result(accounts);
      output.table(
        ['email', 'password', 'role', 'organisation', 'token'],
        accounts.map(({ email, password, role, organisation, token }) => [email, password, role, organisation, token]),
      );
      return accounts.length > 0 ? 0 : 1;
    },
  },
  {
    path: ['demo', 'files'],
    summary: {
      zh: '把演示城市的原始文件写到一个文件夹',
      en: 'Write the raw files of the demo city into a folder, with what is wrong in them',
    },
    arguments: [{ name: 'folder', required: true, summary: 'made when it is not there' }],
    options: [
      { flags: '--sample', summary: '只写试用样例：一张小表及其数据标准 · only the small sample with its standard' },
    ],
    async run(parts, { arguments: [folder = ''], options }, output) {
      const target = path.resolve(folder);
      const written: WrittenFile[] = [];
      const session = await parts.lake.engine.session();
      try {
        await prepareSession(session);
        const samples = path.join(target, 'sample');
        await mkdir(samples, { recursive: true });
        const standard = sampleStandards();
        for (const source of sampleSources) {
          written.push(
            await writeSource(session, source, { folder: samples, standard: standard.get(source.dataset)!, scale: 1 }),
          );
        }
        await copyFile(sampleStandardFile(), path.join(samples, path.basename(sampleStandardFile())));
        await writeFile(path.join(samples, 'truth.json'), `${JSON.stringify(truthOf(written), null, 2)}\n`);
        if (options['sample'] !== true) {
          const standards = demoStandards();
          const all: WrittenFile[] = [];
          for (const [index, source] of demoSources.entries()) {
            output.progress({ share: index / demoSources.length, step: { zh: source.file, en: source.file } });
            all.push(
              await writeSource(session, source, {
                folder: target,
                standard: standards.get(source.dataset)!,
                scale: 1,
              }),
            );
          }
          await writeFile(path.join(target, 'truth.json'), `${JSON.stringify(truthOf(all), null, 2)}\n`);
          written.push(...all);
        }
      } finally {
        await session.close();
      }
      output.result({
        folder: target,
        files: written.map(({ truth, ...file }) => ({ ...file, planted: truth.length })),
      });
      output.table(
        ['file', 'rows', 'planted errors'],
        written.map(({ file, rows, truth }) => [file, rows, truth.length]),
      );
      return 0;
    },
  },
  {
    path: ['demo', 'truth'],
    summary: { zh: '列出演示文件中有意放入的错误', en: 'List the errors that were planted in the demo files' },
    async run(parts, _input, output) {
      const session = await parts.lake.engine.session();
      const written: WrittenFile[] = [];
      try {
        await prepareSession(session);
        const standards = demoStandards();
        const folder = path.join(parts.lake.temporaryFolder, 'demo-truth');
        for (const source of demoSources) {
          written.push(
            await writeSource(session, source, { folder, standard: standards.get(source.dataset)!, scale: 0 }),
          );
        }
      } finally {
        await session.close();
      }
      const truth = truthOf(written).map(({ dataset, file, findings }) => ({ dataset, file, findings }));
      output.result(truth);
      output.table(
        ['file', 'row', 'field', 'rule', 'value'],
        truth.flatMap(({ file, findings }) =>
          findings.map(({ row, field, rule, value }) => [file, row, field, rule, value]),
        ),
      );
      return 0;
    },
  },
];
