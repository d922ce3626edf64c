import type { CodeList, CodeListState } from '../schema.ts';

type Codes = CodeList['codes'];
type Change = CodeListState['changes'][number];

/** As many changes of one state are told one by one. */
const toldChanges = 200;

/** States of a code list, newest first, each with what it changed. */
export function historyOf(
  states: { version: number; title: CodeList['title']; codes: Codes; publishedBy: string; publishedAt: Date }[],
): CodeListState[] {
  return states.map(({ codes, publishedAt, ...state }, index) => {
    const changes = changesBetween(states[index + 1]?.codes ?? [], codes);
    return {
      ...state,
      codes: codes.length,
      publishedAt: publishedAt.toISOString(),
      // The first state has nothing before it to be compared with.
      changes: index === states.length - 1 ? [] : changes.slice(0, toldChanges),
      changed: index === states.length - 1 ? 0 : changes.length,
    };
  });
}

/** What lies between two states, by code. */
export function changesBetween(before: Codes, after: Codes): Change[] {
  const old = new Map(before.map((code) => [code.code, code]));
  const kept = new Set(after.map(({ code }) => code));
  return [
    ...after.flatMap((code): Change[] => {
      const was = old.get(code.code);
      if (!was) return [{ change: 'added', ...code }];
      const period = was.from !== code.from || was.to !== code.to;
      const title = was.title.zh !== code.title.zh || was.title.en !== code.title.en;
      if (!period && !title) return [];
      return [{ change: period ? 'period' : 'title', ...code, before: { title: was.title, ...periodOf(was) } }];
    }),
    ...before.flatMap((code): Change[] => (kept.has(code.code) ? [] : [{ change: 'removed', ...code }])),
  ];
}

function periodOf({ from, to }: Codes[number]) {
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
}
