import { AppError, type Principal, type Text } from '../kernel/index.ts';
import type { AlertRule, Analysis, AnalysisRun, Sector, SectorContext } from './contract.ts';
import { sectorErrors } from './errors.ts';
import type { SectorNeeds } from './needs.ts';
import { latestRun } from './run.ts';
import { datasetOf, datasetsIn, type PortableSql, renderSql } from './sql.ts';

interface ContextParts extends SectorNeeds {
  self: Principal;
  run(analysis: Analysis, parameters?: Record<string, unknown>): Promise<AnalysisRun>;
}

/** The narrow view of the platform that one sector gets. */
export function createSectorContext(sector: Sector, parts: ContextParts): SectorContext {
  const { access, catalogue, lake, law, operations, self, run } = parts;
  const cause = (rule: AlertRule, subject: string) => `${rule.id}:${subject}`;
  const requireDeclared = (rule: AlertRule) => {
    if (sector.alertRules?.includes(rule)) return;
    throw new AppError(sectorErrors.invalidDeclaration, {
      problem: `alert rule ${rule.id} is not declared by ${sector.id}`,
    });
  };
  return {
    analyses: {
      run: (analysis, options = {}) => run(analysis, options.parameters),
      latest: (analysis) => latestRun(lake, analysis),
      provenance: (analysis, made, filter) => ({
        analysis: analysis.id,
        dataset: made.dataset,
        version: made.version,
        inputs: made.inputs,
        formula: analysis.formula,
        source: analysis.source,
        filter,
      }),
    },
    tables: {
      async rows<Row>(reader: Principal, select: PortableSql) {
        const relations = new Map<string, string>();
        for (const dataset of datasetsIn(select)) {
          const view = access.view(reader, await catalogue.resource(dataset));
          const snapshot = await lake.table(dataset).snapshot();
          relations.set(dataset, `(${view.select(snapshot.relation())})`);
        }
        return lake.engine.rows<Row>(renderSql(select, (dataset) => relations.get(dataset)!));
      },
      async version(source) {
        const table = lake.table(datasetOf(source));
        return (await table.exists()) ? (await table.snapshot()).version : null;
      },
    },
    operations: {
      publishIndicator: (indicator, position) =>
        operations.indicators.publish({ ...indicator, sector: sector.id }, position),
      async raise(rule, alert) {
        requireDeclared(rule);
        const matter = rule.deadline;
        const deadline = matter === null ? undefined : (raisedAt: Date) => law.deadline(matter, raisedAt);
        const dataset = await catalogue.find(datasetOf(rule.ownerOf));
        await operations.alerts.raise(self, {
          title: alert.title,
          sector: sector.id,
          severity: alert.severity,
          cause: cause(rule, alert.subject.id),
          message: alert.message,
          provenance: alert.provenance,
          organisation: dataset?.owner ?? null,
          ...(rule.task ? { task: { title: about(alert.subject.title, rule.task), deadline } } : {}),
        });
      },
      end: (rule, subject, note) => operations.alerts.end(self, cause(rule, subject), note),
    },
    self,
    log: parts.log.child({ sector: sector.id }),
    now: () => parts.clock.now(),
  };
}

function about(subject: Text, task: Text): Text {
  return { zh: `${subject.zh}：${task.zh}`, en: `${subject.en}: ${task.en}` };
}
