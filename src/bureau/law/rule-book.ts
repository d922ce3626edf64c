import type { Rule, RuleRevision } from './rules-schema.ts';

/** Levels of a GB/T 2260 code: the nation's, the province's, the city's, the county's. */
function levelOf(code: string): number {
  if (code === '000000') return 0;
  if (code.endsWith('0000')) return 1;
  return code.endsWith('00') ? 2 : 3;
}

/** Whether the rules of a jurisdiction hold in a region: its own, and those of what it lies in. */
export function holdsIn(jurisdiction: string, region: string): boolean {
  return region.startsWith(jurisdiction.slice(0, levelOf(jurisdiction) * 2));
}

/** Newest first: by the day from which it holds, then by when it was saved; what is saved here stands before a pack. */
function newer(a: RuleRevision, b: RuleRevision): number {
  if (a.rule.from !== b.rule.from) return a.rule.from < b.rule.from ? 1 : -1;
  return (b.revision ?? 0) - (a.revision ?? 0);
}

/** All revisions of all rules, and which of them holds on a day. */
export function createRuleBook(revisions: readonly RuleRevision[], region: string) {
  const byId = new Map<string, RuleRevision[]>();
  for (const revision of revisions) byId.set(revision.rule.id, [...(byId.get(revision.rule.id) ?? []), revision]);
  for (const [id, found] of byId) byId.set(id, [...found].sort(newer));

  /** The revision that a clock follows which starts on this day; null when the rule is not in force then. */
  function inForce(id: string, day: string): RuleRevision | null {
    const newest = (byId.get(id) ?? []).find(({ rule }) => rule.from <= day);
    return newest && (newest.rule.until === null || day <= newest.rule.until) ? newest : null;
  }

  /** Rules that settle a matter on a day, the most local first; of one level, the newest. */
  function settling(matter: string, day: string): RuleRevision[] {
    return [...byId.keys()]
      .map((id) => inForce(id, day))
      .filter((found) => found !== null)
      .filter(({ rule }) => rule.matter === matter && holdsIn(rule.jurisdiction, region))
      .sort((a, b) => levelOf(b.rule.jurisdiction) - levelOf(a.rule.jurisdiction) || newer(a, b));
  }

  return {
    region,
    /** In the order of the packs, then as they were saved. */
    ids: (): string[] => [...byId.keys()],
    revisions: (id: string): RuleRevision[] => byId.get(id) ?? [],
    inForce,
    /** The rule that settles a matter on a day: the most local one in force. */
    of: (matter: string, day: string): RuleRevision | null => settling(matter, day)[0] ?? null,
    /** The rule that takes this one's place in the region; null when it holds itself. */
    displacedBy(rule: Rule, day: string): string | null {
      const first = settling(rule.matter, day)[0];
      return first && first.rule.id !== rule.id && holdsIn(rule.jurisdiction, region) ? first.rule.id : null;
    },
  };
}
export type RuleBook = ReturnType<typeof createRuleBook>;
