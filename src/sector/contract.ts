import type { Static, TSchema } from 'typebox';
import type { SectorShape } from '../bureau/catalogue/schema.ts';
import type { HouseMatter } from '../bureau/law/index.ts';
import type { Alert, Indicator, ProvenanceShape } from '../bureau/operations/schema.ts';
import type { Standard } from '../bureau/standards/schema.ts';
import type { Command, Job, Logger, Principal, Route, Text } from '../kernel/index.ts';
import type { InputTable, PortableSql } from './sql.ts';

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
  /** Its key is the order of the rows; it must have one. */
  result: Standard;
  run(context: { inputs: { [Name in keyof Inputs]: InputTable }; parameters: Static<P> }): PortableSql;
}

/** One execution: the version it made or found already made from the same inputs and parameters. */
export interface AnalysisRun {
  analysis: string;
  dataset: string;
  version: number;
  rows: number;
  inputs: { dataset: string; version: number }[];
  parameters: Record<string, unknown>;
  /** True when the newest version was computed from the same already. */
  unchanged: boolean;
}

/** When a sector calls for people, and how long they have. Raised through `context.operations`. */
export interface AlertRule {
  /** `sector.name`; part of the cause of every alert raised under it. */
  id: string;
  title: Text;
  /** The matter of the law by which the task is due, from the raising on; null for a task without a due time. */
  deadline: HouseMatter | null;
  /** What the task asks for; the subject's title is put before it. */
  task: Text | null;
  /** The organisation that gets the task: the owner of this dataset. */
  ownerOf: Standard | Analysis;
}

export type Provenance = Static<typeof ProvenanceShape>;

/** What a sector may reach; nothing else. */
export interface SectorContext {
  analyses: {
    /** Runs it over the newest versions and writes its result dataset. */
    run(analysis: Analysis, options?: { parameters?: Record<string, unknown> }): Promise<AnalysisRun>;
    /** How the newest version of its result came about; null before the first run. */
    latest(analysis: Analysis): Promise<AnalysisRun | null>;
    /** Where a figure comes from: the run, the formula, and the filter of the records API to the rows under it. */
    provenance(analysis: Analysis, run: AnalysisRun, filter: string): Provenance;
  };
  tables: {
    /** Rows of a SELECT through the governed view of this reader: masked, filtered, or refused. */
    rows<Row>(reader: Principal, select: PortableSql): Promise<Row[]>;
    /** Newest version of a dataset; null when there is none yet. */
    version(source: Standard | Analysis): Promise<number | null>;
  };
  operations: {
    /** `position` orders the indicators of the sector on a page. */
    publishIndicator(indicator: Omit<Indicator, 'sector'>, position?: number): Promise<void>;
    /** Raises (or updates) the alert of one subject under a rule, with its task. */
    raise(
      rule: AlertRule,
      alert: { subject: { id: string; title: Text } } & Pick<Alert, 'title' | 'severity' | 'message' | 'provenance'>,
    ): Promise<void>;
    /** The subject's cause has gone: its alert closes, and its task when no one has taken it up. */
    end(rule: AlertRule, subject: string, note: Text): Promise<void>;
  };
  /** The platform itself as a reader, for work that no person asked for. */
  self: Principal;
  log: Logger;
  now(): Date;
}

export interface SectorParts {
  routes?: Route[];
  jobs?: Job[];
  commands?: Command[];
  /** Run after a version of the dataset is made, to bring indicators and alerts up to date; must be repeatable. */
  onVersion?: { of: Standard | Analysis; run(version: { dataset: string; version: number }): Promise<void> }[];
}

/** The five sectors of the catalogue. */
export type SectorId = Static<typeof SectorShape>;

export interface Sector {
  id: SectorId;
  title: Text;
  standards: Standard[];
  analyses: Analysis[];
  alertRules?: AlertRule[];
  setup(context: SectorContext): SectorParts;
}

/** Declares a sector; `createSectorHost` checks it and gives it its context. */
export function defineSector(sector: Sector): Sector {
  return sector;
}

/** Declares an analysis; keeps the types of its inputs and parameters together with its SQL. */
export function defineAnalysis<Inputs extends AnalysisInputs, P extends TSchema>(
  analysis: Analysis<Inputs, P>,
): Analysis {
  return analysis as unknown as Analysis;
}
