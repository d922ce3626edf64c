import type { Static, TSchema } from 'typebox';
import type { Alert, Indicator, Task } from '../bureau/operations/schema.ts';
import type { Standard } from '../bureau/standards/schema.ts';
import type { Job, Logger, Route, Text } from '../kernel/index.ts';

/** A dataset of an analysis as it is bound to real ids when it runs. */
export interface InputTable {
  dataset: string;
  version: number;
  /** The governed view, as something to select from. */
  relation: string;
}

export interface PortableSql {
  kind: 'sql';
  text: string;
}

/** The datasets an analysis reads, by the name its SQL uses: a standard, or the result of another analysis. */
export interface AnalysisInputs {
  [name: string]: Standard | Analysis;
}

/** A declared function from datasets to a result dataset: same versions and parameters, same bytes. */
export interface Analysis<Inputs extends AnalysisInputs = AnalysisInputs, P extends TSchema = TSchema> {
  /** `sector.name`. */
  id: string;
  title: Text;
  /** What is computed, for the reader of a figure. */
  formula: Text;
  /** Standard clause, paper or reference implementation. */
  source: string;
  inputs: Inputs;
  parameters: P;
  result: Standard;
  run(context: {
    inputs: { [Name in keyof Inputs]: InputTable };
    parameters: Static<P>;
    sql: (strings: TemplateStringsArray, ...values: (InputTable | string | number)[]) => PortableSql;
  }): PortableSql;
}

/** What a sector may reach; nothing else. */
export interface SectorContext {
  analyses: {
    /** Runs it over the newest versions and writes its result dataset; returns the version made. */
    run(
      analysis: Analysis,
      options?: { parameters?: Record<string, unknown> },
    ): Promise<{ dataset: string; version: number; rows: number }>;
  };
  tables: {
    /** Rows of a governed SELECT over datasets named `{dataset.id}`, as the platform itself. */
    rows<Row>(select: string, parameters?: (string | number | null)[]): Promise<Row[]>;
  };
  operations: {
    publishIndicator(indicator: Indicator): Promise<void>;
    raiseAlert(
      alert: Pick<Alert, 'title' | 'severity' | 'cause' | 'message' | 'provenance'> & {
        task?: Pick<Task, 'title' | 'organisation' | 'dueAt'>;
      },
    ): Promise<void>;
    closeAlert(cause: string): Promise<void>;
  };
  log: Logger;
  now(): Date;
}

export interface SectorParts {
  routes?: Route[];
  jobs?: Job[];
  /** Run after a version of one of these datasets is made, to bring results, indicators and alerts up to date. */
  onVersion?: { datasets: string[]; run(version: { dataset: string; version: number }): Promise<void> }[];
}

export interface Sector {
  id: string;
  title: Text;
  standards: Standard[];
  analyses: Analysis[];
  setup(context: SectorContext): SectorParts;
}

export function defineSector(sector: Sector): Sector {
  return sector;
}

export function defineAnalysis<Inputs extends AnalysisInputs, P extends TSchema>(
  analysis: Analysis<Inputs, P>,
): Analysis {
  return analysis as unknown as Analysis;
}
