import type { Database, DatabaseTransaction } from '../../database/index.ts';
import { AppError, type Clock, type Config, type Principal } from '../../kernel/index.ts';
import type { Access } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import { requireSound } from './check-rule.ts';
import { citationOf } from './citation.ts';
import { type CaseTerms, dueOf } from './counting.ts';
import { lawErrors } from './errors.ts';
import type { HouseMatter } from './packs/house.ts';
import { packs } from './packs/index.ts';
import { requireCountable } from './read-case.ts';
import { createRepository } from './repository.ts';
import { createRuleBook, holdsIn, type RuleBook } from './rule-book.ts';
import type { Due, RuleChange, RuleHistory, RuleList, RuleRevision } from './rules-schema.ts';
import { dayNumber, dayText } from './working-days.ts';

/** What the law engine stands on. */
export interface LawNeeds {
  database: Database;
  access: Access;
  audit: Audit;
  config: Pick<Config, 'region'>;
  clock: Clock;
}

/** What to list. */
export interface RuleFilter {
  matter?: string | undefined;
  /** Rules in force on this day; today when absent. */
  day?: string | undefined;
  /** Rules of other regions and those out of force too. */
  everywhere?: boolean | undefined;
}

/** By when something is to be done, and by which rule, as a task says it. */
export interface Deadline {
  dueAt: Date;
  note: string;
}

const base: readonly RuleRevision[] = packs.map((rule) => ({
  rule,
  origin: 'pack',
  revision: null,
  reason: null,
  by: null,
  at: null,
}));
const resource = (id: string) => ({ id });

/** The rules of law that hold here, when something is due by them, and their revision by officers. */
export function createLaw({ database, access, audit, config, clock }: LawNeeds) {
  const repository = createRepository(database);
  const today = () => dayText(dayNumber(clock.now()));
  // The packs do not change while the process runs; what is saved is little, and other processes save too.
  const book = async (): Promise<RuleBook> => createRuleBook([...base, ...(await repository.all())], config.region);

  /** By whom a rule was revised is nothing that the public is told. */
  function shownTo(principal: Principal) {
    const knows =
      access.decide(principal, 'law:edit', resource('law')).allowed ||
      access.decide(principal, 'audit:read', resource('audit')).allowed;
    return (revision: RuleRevision): RuleRevision => (knows ? revision : { ...revision, by: null });
  }

  /** The rule that holds for a clock that starts on this day, by its id or by what it settles. */
  function find(rules: RuleBook, name: string, day: string): RuleRevision {
    const revisions = rules.revisions(name);
    const found = revisions.length > 0 ? rules.inForce(name, day) : rules.of(name, day);
    if (found) return found;
    const known = revisions.length > 0 || rules.ids().some((id) => rules.revisions(id)[0]?.rule.matter === name);
    throw new AppError(known ? lawErrors.notInForce : lawErrors.unknownRule, { rule: name.slice(0, 100), day });
  }

  async function due(name: string, start: { at: Date; exact: boolean }, terms: CaseTerms = {}): Promise<Due> {
    const from = dayText(dayNumber(start.at));
    const revision = find(await book(), name, from);
    const rule = requireCountable(revision.rule, start, terms);
    const counted = dueOf(rule, start.at, terms);
    const text = (day: number | null) => (day === null ? null : dayText(day));
    return {
      rule: rule.id,
      matter: rule.matter,
      title: rule.title,
      from: start.exact && rule.length.unit === 'hours' ? start.at.toISOString() : from,
      due: text(counted.due),
      dueAt: counted.dueAt?.toISOString() ?? null,
      days: counted.days,
      kind: counted.kind,
      direction: rule.direction,
      length: rule.length,
      restDay: rule.restDay,
      extension: rule.extension,
      extended: counted.extended,
      pausedDays: counted.pausedDays,
      left: counted.left,
      movedFrom: text(counted.movedFrom),
      announced: counted.unannouncedYears.length === 0,
      unannouncedYears: counted.unannouncedYears,
      instrument: rule.instrument.title.zh,
      article: rule.article,
      citation: citationOf(rule),
      expiry: rule.expiry,
      revision: revision.revision,
      verified: rule.verified,
      note: rule.note,
    };
  }

  return {
    region: config.region,

    /** The most local rule in force that settles a matter on a day (today when none is named); for bureau code. */
    async of(matter: string, day = today()): Promise<RuleRevision | null> {
      return (await book()).of(matter, day);
    },

    /** When a matter is due whose clock starts at this instant; for bureau code, which has the right to ask. */
    dueAt(rule: string, from: Date, terms: CaseTerms = {}): Promise<Due> {
      return due(rule, { at: from, exact: true }, terms);
    },

    /** When what the platform itself asks for is due, from this instant; the law always has a period for it. */
    async deadline(matter: HouseMatter, from: Date): Promise<Deadline> {
      const { dueAt, citation } = await due(matter, { at: from, exact: true });
      return { dueAt: new Date(dueAt!), note: `时限依据：${citation.zh} Due by: ${citation.en}` };
    },

    async due(principal: Principal, rule: string, start: { at: Date; exact: boolean }, terms: CaseTerms): Promise<Due> {
      access.require(principal, 'law:read', resource(rule));
      return due(rule, start, terms);
    },

    async list(principal: Principal, { matter, day = today(), everywhere = false }: RuleFilter): Promise<RuleList> {
      access.require(principal, 'law:read', resource('law'));
      const rules = await book();
      const shown = shownTo(principal);
      const items = rules
        .ids()
        .map((id) => rules.inForce(id, day) ?? (everywhere ? rules.revisions(id)[0]! : null))
        .filter((found) => found !== null)
        .filter(({ rule }) => everywhere || holdsIn(rule.jurisdiction, config.region))
        .filter(({ rule }) => matter === undefined || rule.matter === matter)
        .map((revision) => ({ ...shown(revision), displacedBy: rules.displacedBy(revision.rule, day) }));
      const may = { edit: access.decide(principal, 'law:edit', resource('law')).allowed };
      return { region: config.region, day, items, may };
    },

    async get(principal: Principal, name: string, day = today()): Promise<RuleHistory> {
      access.require(principal, 'law:read', resource(name));
      const rules = await book();
      const id = rules.revisions(name).length > 0 ? name : (rules.of(name, day)?.rule.id ?? name);
      const revisions = rules.revisions(id);
      if (revisions.length === 0) throw new AppError(lawErrors.unknownRule, { rule: name.slice(0, 100) });
      const shown = shownTo(principal);
      const current = rules.inForce(id, day);
      return {
        id,
        current: current && shown(current),
        revisions: revisions.map(shown),
        saved: revisions.filter(({ origin }) => origin === 'officer').length,
        may: { edit: access.decide(principal, 'law:edit', resource(id)).allowed },
      };
    },

    /** Saves a revision of a rule, or a rule of this region's own; what was there before stays in its history. */
    async save(principal: Principal, id: string, { body, reason, saved }: RuleChange): Promise<RuleHistory> {
      access.require(principal, 'law:edit', resource(id));
      const revisions = (await book()).revisions(id);
      requireSound(body, revisions[0]?.rule ?? null, config.region);
      const made = revisions.filter(({ origin }) => origin === 'officer').length;
      if (made !== saved) throw new AppError(lawErrors.changedMeanwhile, { saved: made });
      await repository.transaction(async (transaction) => {
        const at = clock.now();
        const next = { rule: id, revision: saved + 1, body, reason, by: principal.id, at };
        if (!(await repository.insert(transaction, next))) {
          throw new AppError(lawErrors.changedMeanwhile, { saved: saved + 1 });
        }
        await audit.record(
          {
            principal,
            action: 'law.revised',
            target: `law:${id}`,
            outcome: 'done',
            details: { revision: saved + 1, reason, before: revisions[0]?.rule ?? null, after: body },
          },
          transaction as unknown as DatabaseTransaction,
        );
      });
      return this.get(principal, id);
    },
  };
}
export type Law = ReturnType<typeof createLaw>;
