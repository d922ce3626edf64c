import type { FindingCount, FindingGroup } from './schema.ts';

/** So many fields may have the same finding before they are told as one. */
const mostAlone = 5;
const mostExamples = 5;

/**
 * Counts of findings for a person to read, most frequent first: where more than a few fields break the same rule, as each
 * of a thousand columns may, they are one group with some of the fields as examples.
 */
export function foldFindings(summary: FindingCount[]): FindingGroup[] {
  const byRule = new Map<string, FindingCount[]>();
  for (const entry of summary) {
    const key = entry.field === null ? `${entry.rule}\n` : entry.rule;
    const known = byRule.get(key);
    if (known) known.push(entry);
    else byRule.set(key, [entry]);
  }
  return [...byRule.values()]
    .flatMap((entries) => (entries.length > mostAlone ? [asOne(entries)] : entries.map((entry) => asOne([entry]))))
    .toSorted((left, right) => right.count - left.count);
}

function asOne(entries: FindingCount[]): FindingGroup {
  const ranked = entries.toSorted((left, right) => right.count - left.count);
  const [first] = ranked as [FindingCount];
  const others = entries.length - 1;
  return {
    rule: first.rule,
    fields: entries.filter(({ field }) => field !== null).length,
    count: entries.reduce((sum, { count }) => sum + count, 0),
    message:
      others === 0
        ? first.message
        : {
            zh: `${first.message.zh}；另有 ${others} 个字段同样`,
            en: `${first.message.en}; the same in ${others} other fields`,
          },
    examples: ranked.slice(0, mostExamples).map(({ field, count, sample }) => ({ field, count, sample })),
  };
}
