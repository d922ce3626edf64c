import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatStandard, parseStandard, type Standard } from '../../src/bureau/standards/index.ts';
import { type Analysis, checkSectors, createSectorHost, datasetOf, type SectorHost } from '../../src/sector/index.ts';
import { openTestNeeds } from '../../src/sector/testing.ts';
import { sectors } from '../../src/sectors/index.ts';
import { sampleSelect } from './sample-rows.ts';

const analyses = sectors.flatMap((sector) => sector.analyses.map((analysis) => ({ sector, analysis })));
const bothLanguages = ({ zh, en }: { zh: string; en: string }) => /\p{Script=Han}/u.test(zh) && /[A-Za-z]/.test(en);

/** Every sector, held to the same promises. */
describe.each(sectors.map((sector) => [sector.id, sector] as const))('sector %s', (_, sector) => {
  it('is declared soundly together with all others', () => {
    expect(checkSectors(sectors)).toEqual([]);
    expect(sector.standards.length).toBeGreaterThan(0);
  });

  it('has titles in both languages, down to the fields', () => {
    const standards = [...sector.standards, ...sector.analyses.map(({ result }) => result)];
    for (const { id, title, fields } of standards) {
      expect(bothLanguages(title), id).toBe(true);
      for (const field of fields) expect(field.title.zh && field.title.en, `${id}.${field.name}`).toBeTruthy();
    }
    for (const { title, formula, id } of sector.analyses) {
      expect(bothLanguages(title), id).toBe(true);
      expect(formula.zh && formula.en, id).toBeTruthy();
    }
    for (const { title, task, id } of sector.alertRules ?? []) {
      expect(bothLanguages(title), id).toBe(true);
      expect(task === null || bothLanguages(task), id).toBe(true);
    }
  });

  it('declares standards that read back from their own YAML', () => {
    for (const standard of [...sector.standards, ...sector.analyses.map(({ result }) => result)]) {
      const { standard: read, findings } = parseStandard(formatStandard(standard));
      expect(findings, standard.id).toEqual([]);
      expect(read).toEqual(standard);
    }
  });
});

describe.each(analyses.map(({ analysis }) => [analysis.id, analysis] as const))('analysis %s', (_, analysis) => {
  let needs: Awaited<ReturnType<typeof openTestNeeds>>;
  let host: SectorHost;

  beforeAll(async () => {
    needs = await openTestNeeds();
    host = createSectorHost(sectors, needs);
    await host.start();
    for (const standard of sources(analysis)) await needs.fill(standard, sampleSelect(standard, 4000));
  });
  afterAll(() => needs.close());

  const contentHash = async () => {
    const hash = createHash('sha256');
    for (const file of (await needs.lake.table(analysis.result.id).snapshot()).files)
      hash.update(await readFile(file.location));
    return hash.digest('hex');
  };

  it('names its source', () => expect(analysis.source.trim().length).toBeGreaterThan(3));

  it('runs, follows its result standard, and gives the same bytes from the same inputs', async () => {
    const made = await host.runAnalysis(needsSelf, analysis.id);
    expect(made.rows).toBeGreaterThan(0);
    const snapshot = await needs.lake.table(analysis.result.id).snapshot();
    expect(snapshot.columns.map(({ name }) => name)).toEqual(analysis.result.fields.map(({ name }) => name));
    await requireValid(analysis.result, snapshot.relation());
    const first = await contentHash();
    // Dropped and made anew: nothing is left to be taken over.
    await needs.lake.table(analysis.result.id).drop();
    const again = await host.runAnalysis(needsSelf, analysis.id);
    expect(again.unchanged).toBe(false);
    expect(await contentHash()).toBe(first);
  });

  /** No check of the result's own standard is broken by any row. */
  async function requireValid(standard: Standard, relation: string): Promise<void> {
    const { fields, rows } = await needs.standards.compiled(standard.id);
    for (const { field, checks } of fields) {
      for (const { rule, broken } of checks) {
        const raw = `CAST("${field.name}" AS VARCHAR)`;
        const [found] = await needs.lake.engine.rows<{ n: number }>(
          `SELECT count(*) AS n FROM ${relation} WHERE ${broken(raw, `"${field.name}"`)}`,
        );
        expect(found?.n, `${field.name} ${rule}`).toBe(0);
      }
    }
    for (const { rule, broken } of rows) {
      const [found] = await needs.lake.engine.rows<{ n: number }>(
        `SELECT count(*) AS n FROM ${relation} WHERE ${broken((field) => `"${field}"`)}`,
      );
      expect(found?.n, rule).toBe(0);
    }
  }
});

const needsSelf = {
  kind: 'system',
  id: 'system:test',
  organisation: null,
  roles: ['administrator'],
  scopes: null,
} as const;

/** The collected datasets under an analysis, through the analyses between. */
function sources(analysis: Analysis): Standard[] {
  const found = new Map<string, Standard>();
  const visit = (one: Analysis) => {
    for (const input of Object.values(one.inputs)) {
      if ('result' in input) visit(input);
      else found.set(datasetOf(input), input);
    }
  };
  visit(analysis);
  return [...found.values()];
}
